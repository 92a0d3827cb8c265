using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>Which files -Path and -LiteralPath select, for each cmdlet that reads files.</summary>
public sealed class FileParameterTests : IDisposable
{
    private readonly BackupFolder _folder = new();

    public FileParameterTests()
    {
        _folder.Add("a.backup");
        _folder.Add("b.backup");
        _folder.Add("[a].backup");
        Directory.CreateDirectory(_folder["c.backup"]);
        File.WriteAllText(_folder["a.backup.sha256"], Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_folder["a.backup"]))));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Test-HiveMQBackup a.backup", "a.backup")]
    [InlineData("Test-HiveMQBackup -Path ./b.backup, a.backup", "b.backup a.backup")]
    [InlineData("Test-HiveMQBackup ?.backup", "a.backup b.backup")]
    [InlineData("Test-HiveMQBackup *", "[a].backup a.backup b.backup")]
    [InlineData("Test-HiveMQBackup none*", "")]
    [InlineData("Test-HiveMQBackup '[a].backup'", "[a].backup")]
    [InlineData("Test-HiveMQBackup '`[a`].backup'", "[a].backup")]
    [InlineData("Test-HiveMQBackup '[ab].backup'", "a.backup b.backup")]
    [InlineData("Test-HiveMQBackup -LiteralPath '[a].backup'", "[a].backup")]
    [InlineData("Test-HiveMQBackup -LP a.backup", "a.backup")]
    [InlineData("'a.backup', 'b.*' | Test-HiveMQBackup", "a.backup b.backup")]
    [InlineData("[pscustomobject]@{ PSPath = \"Microsoft.PowerShell.Core\\FileSystem::$PWD/[a].backup\" } | Test-HiveMQBackup", "[a].backup")]
    [InlineData("[pscustomobject]@{ Path = \"$PWD/[a].backup\" } | Test-HiveMQBackup", "[a].backup")]
    [InlineData("Test-HiveMQBackup '[a].backup' | Test-HiveMQBackup", "[a].backup")]
    public void These_files_are_tested(string command, string files) =>
        Assert.Equal(files, string.Join(' ', _folder.Shell.Run(command).Succeeded.Output.Select(report => Path.GetFileName((string)report.Properties["Path"].Value))));

    [Fact]
    public async Task A_saved_file_is_tested()
    {
        await using var test = (await TestEnvironment.StartAsync()).WithBackups();
        var report = test.Run("Get-HiveMQBackup 20260101-020000 | Save-HiveMQBackup -OutputDir './[bk]' | Test-HiveMQBackup").Single;
        Assert.Equal((3000L, "[bk]"), (report.Properties["Length"].Value, Path.GetFileName(Path.GetDirectoryName((string)report.Properties["Path"].Value))));
    }

    [Theory]
    [InlineData("none.backup", "there is no such file")]
    [InlineData("none/*.backup", "Cannot find path")]
    [InlineData("c.backup", "it is a folder")]
    [InlineData("env:PATH", "not on a disk")]
    [InlineData("nodrive:x", "")]
    public void A_file_that_cannot_be_used_does_not_stop_the_others(string path, string says)
    {
        foreach (var (command, count) in new[] { ("Test-HiveMQBackup", 2), ("Get-HiveMQBackupContent -Kind ClientSession", 4) })
        {
            var outcome = _folder.Shell.Run($"{command} -Path a.backup, '{path}', b.backup");
            Assert.Null(outcome.Terminating);
            var error = Assert.Single(outcome.Errors);
            Assert.StartsWith("InputFileInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains(says, error.ToString(), StringComparison.Ordinal);
            Assert.Equal(count, outcome.Output.Count);
        }
    }

    [Theory]
    [InlineData("Test-HiveMQBackup -Path a.backup -LiteralPath b.backup")]
    [InlineData("Get-HiveMQBackupContent -Path a.backup -LP b.backup")]
    public void Only_one_of_the_two_is_possible(string command) =>
        Assert.StartsWith("AmbiguousParameterSet,", _folder.Shell.Run(command).Error.FullyQualifiedErrorId, StringComparison.Ordinal);
}
