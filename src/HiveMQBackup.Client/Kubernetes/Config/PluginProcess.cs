using System.Diagnostics;
using System.Text;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>One run of an exec plugin's program. It runs in real time, independent of the session's clock.</summary>
internal static class PluginProcess
{
    /// <summary>How long it may take: long enough for a login in a browser.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>How much it may print.</summary>
    internal const int LongestOutput = 1024 * 1024;

    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LeftOpenTime = TimeSpan.FromSeconds(1);

    /// <summary>Runs it to its end.</summary>
    /// <param name="start">The program, and its arguments.</param>
    /// <param name="name">The plugin's name, for its messages to the user.</param>
    /// <param name="log">Receives those messages.</param>
    /// <param name="cancel">Ends it, and what it has started.</param>
    /// <returns>Its exit code, its standard output, and its standard error.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    /// <exception cref="TimeoutException">It timed out.</exception>
    /// <exception cref="InvalidDataException">It printed too much.</exception>
    internal static async Task<(int ExitCode, string Output, string Errors)> RunAsync(ProcessStartInfo start, string name, Log log, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        using var process = new Process { StartInfo = start };
        process.Start();
        process.StandardInput.Close();
        using var reading = new CancellationTokenSource();
        var errors = new PluginOutput(name, log);
        var output = new StringBuilder();
        var all = Task.WhenAll(
            ReadAsync(process.StandardOutput, text => Append(output, text, process), reading.Token),
            ReadAsync(process.StandardError, errors.Add, reading.Token));
        try
        {
            var exit = process.WaitForExitAsync(limit.Token);
            if (await Task.WhenAny(exit, Task.Delay(QuietTime, limit.Token)).ConfigureAwait(false) != exit) errors.Show();
            await exit.ConfigureAwait(false);
            // A child process of the plugin may keep its output open for as long as it runs.
            await Task.WhenAny(all, Task.Delay(LeftOpenTime, limit.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
        finally
        {
            KillTree(process);
            await reading.CancelAsync().ConfigureAwait(false);
        }
        lock (output)
        {
            return output.Length > LongestOutput ? throw new InvalidDataException() : (process.ExitCode, output.ToString(), errors.Text);
        }
    }

    private static async Task ReadAsync(StreamReader from, Action<ReadOnlyMemory<char>> add, CancellationToken cancel)
    {
        var buffer = new char[4096];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0) add(buffer.AsMemory(0, read));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The run is over.
        }
        finally
        {
            from.Dispose();
        }
    }

    private static void Append(StringBuilder output, ReadOnlyMemory<char> text, Process process)
    {
        lock (output)
        {
            if (output.Length <= LongestOutput) output.Append(text);
            if (output.Length > LongestOutput) KillTree(process);
        }
    }

    private static void KillTree(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself in the meantime.
        }
    }
}
