using HiveMQBackup.Client.Content;
using HiveMQBackup.Unit.Zip;

namespace HiveMQBackup.Unit.Content;

/// <summary>Backup files of a test, and what the test of a file says of them.</summary>
internal sealed class TestedFile : IDisposable
{
    private readonly TempFolder _folder = new();

    internal string Path => _folder["x.backup"];

    internal string Write(byte[] content)
    {
        File.WriteAllBytes(Path, content);
        return Path;
    }

    /// <summary>An archive with the folders that HiveMQ writes, and these entries.</summary>
    internal string Write(params (string Name, string Xml)[] entries) => Write(Archive(entries));

    internal static byte[] Archive(params (string Name, string Xml)[] entries)
    {
        var zip = new RawZip().Add("retained-messages/", "");
        foreach (var (name, xml) in entries) zip.Add(name, xml);
        return zip.Finish();
    }

    internal Task<BackupReport> TestAsync(byte[] content) => TestAsync(Write(content));

    internal Task<BackupReport> TestAsync(params (string Name, string Xml)[] entries) => TestAsync(Write(entries));

    internal static Task<BackupReport> TestAsync(string path) => BackupTest.RunAsync(path, null, Test.Cancel);

    /// <summary>The only problem of the file.</summary>
    internal async Task<Problem> ProblemAsync(byte[] content) => Assert.Single((await TestAsync(content)).Problems);

    /// <summary>The only problem of the file.</summary>
    internal async Task<Problem> ProblemAsync(params (string Name, string Xml)[] entries) => Assert.Single((await TestAsync(entries)).Problems);

    internal IReadOnlyList<BackupRecord> Read(ContentFilter? filter = null, Action<Problem>? problem = null) =>
        [.. BackupFile.Read(Path, filter ?? new ContentFilter(), problem ?? (found => Assert.Fail(found.ToString())), Test.Cancel)];

    public void Dispose() => _folder.Dispose();
}
