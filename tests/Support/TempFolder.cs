namespace HiveMQBackup.Tests.Support;

/// <summary>A folder of the test's own that is removed after it.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hivemqbackup-test-").FullName;

    /// <summary>The names of what is in it, hidden files included.</summary>
    public IReadOnlyList<string> Names => [.. Directory.EnumerateFileSystemEntries(Path).Select(p => System.IO.Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The path of the only partial file there is.</summary>
    public string Partial => this[Assert.Single(Names, name => name.EndsWith(".partial", StringComparison.Ordinal))];

    /// <summary>Writes a text file, with the folders above it.</summary>
    public string Write(string name, string text)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
