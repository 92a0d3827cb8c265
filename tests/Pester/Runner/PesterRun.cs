using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace HiveMQBackup.Pester.Runner;

/// <summary>One PowerShell process that runs all the test files, or lists their tests.</summary>
/// <param name="discover">Whether the tests are only listed.</param>
/// <param name="places">Where the selected tests start; none: all tests run.</param>
internal sealed class PesterRun(bool discover, IEnumerable<string> places)
{
    /// <summary>The results, as each file ends.</summary>
    internal async IAsyncEnumerable<PesterResult> ResultsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        // Short: on macOS a pipe is a path of at most 104 characters.
        var name = $"{Guid.NewGuid():N}";
        await using var pipe = new NamedPipeServerStream(name, PipeDirection.In, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        using var shell = Process.Start(Start(name))!;
        try
        {
            shell.StandardInput.Close();
            var output = Task.WhenAll(shell.StandardOutput.ReadToEndAsync(cancel), shell.StandardError.ReadToEndAsync(cancel));
            var ended = shell.WaitForExitAsync(cancel);
            // If PowerShell cannot even start the script, it never connects.
            if (await Task.WhenAny(pipe.WaitForConnectionAsync(cancel), ended) != ended)
            {
                using var reader = new StreamReader(pipe);
                while (await reader.ReadLineAsync(cancel) is { } line) yield return JsonSerializer.Deserialize<PesterResult>(line)!;
            }
            await ended;
            if (shell.ExitCode != 0) yield return Aborted(shell.ExitCode, await output);
        }
        finally
        {
            // With the simulators that the tests have started.
            if (!shell.HasExited) shell.Kill(entireProcessTree: true);
        }
    }

    private ProcessStartInfo Start(string pipe)
    {
        var start = PowerShellTool.StartInfo(Folder, ["-NoProfile", "-NonInteractive", "-Command", Script(pipe)]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["NO_COLOR"] = "1";
        return start;
    }

    private string Script(string pipe)
    {
        var script = $"& {Quoted(Path.Combine(Folder, "Runner", "Report.ps1"))} -Pester {Quoted(PowerShellTool.Metadata("PesterManifest"))} -Path {Quoted(Folder)} -Pipe {pipe}";
        if (discover) script += " -Discover";
        var lines = string.Join(',', places.Distinct().Select(Quoted));
        return lines.Length > 0 ? $"{script} -Line {lines}" : script;
    }

    private static PesterResult Aborted(int exitCode, string[] output)
    {
        var message = $"PowerShell ended with exit code {exitCode}.{Environment.NewLine}{string.Join(Environment.NewLine, output).Trim()}";
        return new("Pester", Path.Combine(Folder, "Runner", "Report.ps1"), 1, "Failed", message, "", null, 0);
    }

    private static string Folder => PowerShellTool.Metadata("PesterTests");

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
