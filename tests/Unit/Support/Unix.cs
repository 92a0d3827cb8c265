using System.Diagnostics;

namespace HiveMQBackup.Unit.Support;

/// <summary>What only Unix has, made with its own programs.</summary>
internal static class Unix
{
    /// <summary>Makes a named pipe.</summary>
    internal static string Pipe(string path) => Run("mkfifo", path) is { } error ? throw new InvalidOperationException(error) : path;

    /// <summary>Gives a file to another user; the test is skipped where that is not allowed.</summary>
    internal static void GiveAway(string path)
    {
        if (Run("chown", "54321", path) is { } error) Assert.Skip($"Files cannot be given away here: {error}");
    }

    /// <summary>Skips the test on Windows.</summary>
    internal static void Only() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has neither owners that are users, nor pipes with file names.");

    private static string? Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error.Trim();
    }
}
