using System.Diagnostics;

namespace HiveMQBackup.Demo;

/// <summary>The real PowerShell with the built module, in this process's terminal.</summary>
internal static class PowerShellProcess
{
    /// <summary>Runs the commands, and then shows a prompt if requested.</summary>
    /// <returns>PowerShell's exit code: 0 if every command succeeded.</returns>
    internal static async Task<int> RunAsync(string folder, string? kubeConfig, bool prompt, IReadOnlyList<string> commands)
    {
        // Ctrl+C is for PowerShell, which shares the terminal.
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        using var shell = Process.Start(Start(folder, kubeConfig, prompt, commands))!;
        await shell.WaitForExitAsync();
        return shell.ExitCode;
    }

    private static ProcessStartInfo Start(string folder, string? kubeConfig, bool prompt, IReadOnlyList<string> commands)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "demo.ps1");
        string[] stay = prompt ? ["-NoExit"] : [];
        string[] interactive = prompt ? ["-Interactive"] : [];
        var start = PowerShellTool.StartInfo(
            folder, ["-NoLogo", "-NoProfile", .. stay, "-File", script, "-Module", PowerShellTool.ModuleManifest, .. interactive, .. commands]);
        // No colors in a log.
        if (Console.IsOutputRedirected) start.Environment["NO_COLOR"] = "1";
        if (kubeConfig is null) return start;
        start.Environment.Remove("KUBIE_KUBECONFIG");
        start.Environment["KUBECONFIG"] = kubeConfig;
        return start;
    }
}
