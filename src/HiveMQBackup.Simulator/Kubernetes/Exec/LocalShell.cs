namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>The commands of this machine, which stand for those of a container.</summary>
internal static class LocalShell
{
    /// <summary>The path of sh; on Windows, Git's. Null: there is none.</summary>
    public static string? Path { get; } = Find("sh") ?? GitShell();

    /// <summary>The path of a command, or null.</summary>
    public static string? Find(string command)
    {
        if (command.Contains('/', StringComparison.Ordinal))
            return File.Exists(command) ? command : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? command + ".exe" : command)).FirstOrDefault(File.Exists);
    }

    private static string? GitShell()
    {
        if (!OperatingSystem.IsWindows()) return null;
        var path = System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "Git", "bin", "sh.exe");
        return File.Exists(path) ? path : null;
    }
}
