namespace HiveMQBackup.Unit.Text;

/// <summary>The files of the repository that people read.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Built = ["bin", "obj", "out", "artifacts", "coverage", "TestResults", "BenchmarkDotNet.Artifacts", ".git", ".vs"];

    /// <summary>The folder with the solution.</summary>
    internal static string Root { get; } = Find();

    /// <summary>All files below a folder of the repository, except what a build writes.</summary>
    internal static IEnumerable<string> Files(string folder, params string[] extensions) => Below(Path.Combine(Root, folder))
        .Where(file => extensions.Length == 0 || extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal);

    /// <summary>The path from the root, with slashes.</summary>
    internal static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder)
        .Concat(Directory.EnumerateDirectories(folder).Where(inner => !Built.Contains(Path.GetFileName(inner))).SelectMany(Below));

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HiveMQBackup.slnx"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("HiveMQBackup.slnx");
        return folder;
    }
}
