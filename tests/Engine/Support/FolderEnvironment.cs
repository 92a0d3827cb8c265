namespace HiveMQBackup.Engine.Support;

/// <summary>A folder for saved backups, and a PowerShell session in it; no cluster.</summary>
internal sealed class FolderEnvironment : IDisposable
{
    internal FolderEnvironment() => Shell = new Shell(Folder, null);

    internal string Folder { get; } = Directory.CreateTempSubdirectory("hivemqbackup-test-").FullName;

    internal Shell Shell { get; }

    /// <summary>The path of something in the folder.</summary>
    internal string this[string name] => Path.Combine(Folder, name);

    /// <summary>The files of a folder below.</summary>
    internal string[] Files(string folder) => [.. Directory.GetFiles(this[folder]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    internal Outcome Run(string script) => Shell.Run(script);

    /// <summary>The lines that a script adds to the screen, without colors.</summary>
    internal string[] Show(string script) => [.. Shell.Show(script).Select(line => Ansi.Replace(line, "").TrimEnd())];

    private static System.Text.RegularExpressions.Regex Ansi { get; } = new("\e\\[[0-9;]*m");

    /// <inheritdoc/>
    public void Dispose()
    {
        Shell.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
