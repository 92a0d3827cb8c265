using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

public sealed class GetHiveMQBackupFileTests : IDisposable
{
    private readonly FolderEnvironment _test = new();

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData("Get-HiveMQBackupFile bk")]
    [InlineData("Get-HiveMQBackupFile ./b*")]
    [InlineData("Get-HiveMQBackupFile -LiteralPath bk")]
    [InlineData("Get-HiveMQBackupFile none*, bk")]
    [InlineData("'bk' | Get-HiveMQBackupFile")]
    [InlineData("[IO.DirectoryInfo]::new($PWD.Path + '/bk') | Get-HiveMQBackupFile")]
    [InlineData("$null = $ExecutionContext.SessionState.Path.SetLocation('bk'); Get-HiveMQBackupFile")]
    public void The_files_of_a_folder_are_listed_newest_first(string command)
    {
        var paths = BackupZip.Write(_test["bk"], "20261122-020000", "20261123-020000");
        File.WriteAllText($"{paths[0]}.sha256", "0");

        var output = _test.Run(command).Succeeded.Output;

        Assert.Equal(["20261123-020000", "20261122-020000"], output.Select(file => file.Properties["Id"].Value));
        Assert.Equal([false, true], output.Select(file => file.Properties["HasChecksum"].Value));
        Assert.All(output, file => Assert.Equal("4.42.0", file.Properties["HiveMQVersion"].Value));
        Assert.All(output, file => Assert.Equal(_test["bk"], file.Properties["BrokerFolder"].Value));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero), output[1].Properties["CreatedAt"].Value);
        Assert.Equal(new FileInfo(paths[0]).Length, output[1].Properties["Length"].Value);
    }

    [Fact]
    public void The_folders_below_are_included_on_request()
    {
        BackupZip.Write(_test["bk/prod"], "20261122-020000");
        BackupZip.Write(_test["bk/staging/broker"], "20261123-020000");

        Assert.Empty(_test.Run("Get-HiveMQBackupFile bk").Succeeded.Output);
        Assert.Equal([_test["bk/prod"], _test["bk/staging/broker"]], _test.Run("(Get-HiveMQBackupFile bk -Recurse).BrokerFolder").Succeeded.Output.Select(folder => folder.ToString()));
    }

    [Fact]
    public void The_table_has_a_header_for_each_folder_and_fits_80_columns()
    {
        File.WriteAllText($"{BackupZip.Write(_test["b"], "20261122-020000")[0]}.sha256", "0");
        BackupZip.Write(_test["b"], "monday.zip", BackupZip.Valid());

        var lines = _test.Show("Get-HiveMQBackupFile b");

        Assert.Contains(lines, line => line.StartsWith($"   Folder: {_test["b"]}: 2 backups, ", StringComparison.Ordinal));
        Assert.Contains("Id                     Size Created             HiveMQ    Checksum", lines);
        Assert.Contains(lines, line => line.StartsWith("20261122-020000  ", StringComparison.Ordinal) && line.EndsWith(" 4.42.0    sha256", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("monday.zip       ", StringComparison.Ordinal));
        Assert.All(lines.Where(line => !line.Contains("Folder:", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void A_file_with_the_name_of_a_backup_that_is_none_is_a_warning()
    {
        BackupZip.Write(_test["bk"], "20261122-020000");
        BackupZip.Write(_test["bk"], "20261123-020000.backup", BackupZip.Valid()[..^5]);

        var outcome = _test.Run("Get-HiveMQBackupFile bk").Succeeded;

        Assert.Single(outcome.Output);
        var warning = Assert.Single(outcome.Warnings);
        Assert.Contains("20261123-020000.backup is not listed: it is no whole backup.", warning, StringComparison.Ordinal);
        Assert.Contains("Test-HiveMQBackup", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", "there is no such folder")]
    [InlineData("Env:", "not on a disk")]
    [InlineData("nope:/bk", "nope")]
    public void A_folder_that_cannot_be_read_is_an_error_and_the_next_one_is_listed(string path, string why)
    {
        BackupZip.Write(_test["bk"], "20261122-020000");

        var outcome = _test.Run($"Get-HiveMQBackupFile {path}, bk");

        Assert.Single(outcome.Output);
        Assert.Null(outcome.Terminating);
        var error = Assert.Single(outcome.Errors);
        Assert.Equal("InputFileInvalid,HiveMQBackup.Cmdlets.GetHiveMQBackupFileCommand", error.FullyQualifiedErrorId);
        Assert.Contains(why, error.Exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("Use -Path with the folder", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }
}
