using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace HiveMQBackup.Pester.Runner;

/// <summary>A PowerShell process that runs one test file after the other.</summary>
/// <param name="discover">Whether the tests are only listed.</param>
/// <param name="places">Where the selected tests start; none: all tests run.</param>
internal sealed class PesterProcess(bool discover, IEnumerable<string> places) : IDisposable
{
    // Short: on macOS a pipe is a path of at most 104 characters.
    private readonly string _name = $"{Guid.NewGuid():N}";
    private Process? _shell;

    /// <summary>The results of the files that this process takes from the queue.</summary>
    internal async IAsyncEnumerable<PesterResult> ResultsAsync(ConcurrentQueue<string> files, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var pipe = new NamedPipeServerStream(_name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        _shell = Process.Start(StartInfo())!;
        _shell.StandardInput.Close();
        var output = Task.WhenAll(_shell.StandardOutput.ReadToEndAsync(cancel), _shell.StandardError.ReadToEndAsync(cancel));
        var ended = _shell.WaitForExitAsync(cancel);
        // If PowerShell cannot even start the script, it never connects.
        if (await Task.WhenAny(pipe.WaitForConnectionAsync(cancel), ended) != ended)
        {
            await foreach (var result in ResultsAsync(pipe, files, cancel)) yield return result;
        }
        await ended;
        if (_shell.ExitCode != 0) yield return Aborted(_shell.ExitCode, await output);
    }

    // Sends the path of a file, and reads a line for each test and an empty line at its end.
    private static async IAsyncEnumerable<PesterResult> ResultsAsync(
        NamedPipeServerStream pipe, ConcurrentQueue<string> files, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new StreamReader(pipe, leaveOpen: true);
        while (files.TryDequeue(out var file))
        {
            await pipe.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{file}\n"), cancel);
            string? line;
            while ((line = await reader.ReadLineAsync(cancel)) is { Length: > 0 }) yield return JsonSerializer.Deserialize<PesterResult>(line)!;
            // PowerShell has ended; its exit code says so.
            if (line is null) break;
        }
        pipe.Disconnect();
    }

    /// <summary>Ends PowerShell, with the simulators that the tests have started.</summary>
    public void Dispose()
    {
        if (_shell is { HasExited: false }) _shell.Kill(entireProcessTree: true);
        _shell?.Dispose();
    }

    private ProcessStartInfo StartInfo()
    {
        var start = PowerShellTool.StartInfo(Folder, ["-NoProfile", "-NonInteractive", "-Command", Script()]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["NO_COLOR"] = "1";
        return start;
    }

    private string Script()
    {
        var script = $"& {Quoted(Report)} -Pester {Quoted(PowerShellTool.Metadata("PesterManifest"))} -Pipe {_name}";
        if (discover) script += " -Discover";
        var lines = string.Join(',', places.Distinct().Select(Quoted));
        return lines.Length > 0 ? $"{script} -Line {lines}" : script;
    }

    private static PesterResult Aborted(int exitCode, string[] output)
    {
        var message = $"PowerShell ended with exit code {exitCode}.{Environment.NewLine}{string.Join(Environment.NewLine, output).Trim()}";
        return new("Pester", Report, 1, "Failed", message, "", null, 0);
    }

    private static string Folder => PowerShellTool.Metadata("PesterTests");

    private static string Report => Path.Combine(Folder, "Runner", "Report.ps1");

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
