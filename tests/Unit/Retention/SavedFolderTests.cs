using HiveMQBackup.Client;
using HiveMQBackup.Client.Retention;

namespace HiveMQBackup.Unit.Retention;

/// <summary>Which files of a folder are backups, and what their names and their archives tell.</summary>
public sealed class SavedFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SavedFolder Read() => SavedFolder.Read(_folder.Path, Test.Cancel);

    private SavedFile Single(string name, byte[] content)
    {
        BackupZip.Write(_folder.Path, name, content);
        return Assert.Single(Read().Files);
    }

    [Theory]
    [InlineData("20261123-020000.hivemq-4.42.0.backup", "20261123-020000", "4.42.0", "2026-11-23 02:00:00")]
    [InlineData("hivemq-backup-20261123-020000.backup", "20261123-020000", null, "2026-11-23 02:00:00")]
    [InlineData("backup-20261123-020000-20261124-030000.tar.gz", "20261123-020000", null, "2026-11-23 02:00:00")]
    [InlineData("backup-nightly-20261124-030000.tar.gz", "nightly", null, "2026-11-24 03:00:00")]
    [InlineData("20261123-020000.backup", "20261123-020000", null, "2026-11-23 02:00:00")]
    [InlineData("prod-20261123-020000.zip", "20261123-020000", null, "2026-11-23 02:00:00")]
    [InlineData("20261123-020000123.backup", "20261123-020000123", null, "2026-11-23 02:00:00")]
    [InlineData("weekly.hivemq-4.9.1-SNAPSHOT.backup", "weekly", "4.9.1-SNAPSHOT", "2025-06-07 08:09:10")]
    [InlineData("20269999-020000.backup", "20269999-020000", null, "2025-06-07 08:09:10")]
    [InlineData("monday", null, null, "2025-06-07 08:09:10")]
    public void Id_version_and_time_come_from_the_name_and_otherwise_the_time_from_the_archive(string name, string? id, string? version, string createdAt)
    {
        var file = Single(name, BackupZip.Valid(new DateTime(2025, 6, 7, 8, 9, 10)));

        Assert.Equal((_folder[name], _folder.Path, id, version, FileCondition.Whole), (file.Path, file.Folder, file.Id, file.HiveMQVersion, file.Condition));
        Assert.Equal($"{createdAt} +00:00", $"{file.CreatedAt:yyyy-MM-dd HH:mm:ss zzz}");
    }

    [Fact]
    public void The_time_of_the_last_change_stands_in_for_one_in_an_empty_archive()
    {
        BackupZip.Write(_folder.Path, "empty.backup", Zip.Zips.Of(0));
        File.SetLastWriteTimeUtc(_folder["empty.backup"], new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        Assert.Equal(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero), Assert.Single(Read().Files).CreatedAt);
    }

    [Fact]
    public void Other_files_are_no_backups()
    {
        _folder.Write("20261123-020000.backup.sha256", "0");
        _folder.Write("notes.txt", "Mine.");
        BackupZip.Write(_folder.Path, ".20261123-020000.backup.12345678.partial", BackupZip.Valid());
        BackupZip.Write(_folder.Path, "20261123-020000.backup.0123.partial", BackupZip.Valid());
        BackupZip.Write(_folder.Path, ".hidden.backup", BackupZip.Valid());
        BackupZip.Write(_folder.Path, "photos.zip", BackupZip.Other());
        BackupZip.Write(_folder.Path, "photos.backup", BackupZip.Other());
        BackupZip.Write(_folder.Path, "empty.zip", Zip.Zips.Of(0));
        BackupZip.Write(_folder.Path, "cut.zip", BackupZip.Valid()[..^5]);

        Assert.Empty(Read().Files);
    }

    [Theory]
    [InlineData("20261123-020000.hivemq-4.42.0.backup")]
    [InlineData("mine.backup")]
    [InlineData("backup-a-20261124-030000.tar.gz")]
    public void A_file_with_the_name_of_a_backup_that_is_none_is_incomplete(string name)
    {
        Assert.Equal(FileCondition.Incomplete, Single(name, BackupZip.Valid()[..^5]).Condition);
        Assert.Equal(FileCondition.Incomplete, Single(name, []).Condition);
        Assert.Equal(FileCondition.Incomplete, Single(name, new byte[1000]).Condition);
    }

    [Fact]
    public void A_file_that_is_being_written_is_in_use()
    {
        using var writer = new FileStream(_folder["20261123-020000.backup"], FileMode.CreateNew, FileAccess.Write, FileShare.None);

        Assert.Equal(FileCondition.InUse, Assert.Single(Read().Files).Condition);
    }

    [Fact]
    public void A_checksum_file_beside_it_is_noticed()
    {
        var paths = BackupZip.Write(_folder.Path, "20261123-020000", "20261122-020000");
        File.WriteAllText($"{paths[1]}.sha256", "0");

        Assert.Equal([false, true], Read().Files.Select(file => file.HasChecksum));
    }

    [Fact]
    public void The_newest_comes_first_whatever_the_names_are()
    {
        BackupZip.Write(_folder.Path, "b-20261121-020000.backup", BackupZip.Valid());
        BackupZip.Write(_folder.Path, "a-20261123-020000.backup", BackupZip.Valid());
        BackupZip.Write(_folder.Path, "c", BackupZip.Valid(new DateTime(2026, 11, 22, 2, 0, 0)));

        Assert.Equal(["a-20261123-020000.backup", "c", "b-20261121-020000.backup"], Read().Files.Select(file => Path.GetFileName(file.Path)));
    }

    // The link's backup would count twice, and the last real file could go.
    [Fact]
    public void Links_are_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Creating a link requires a privilege there.");
        var file = BackupZip.Write(_folder["real"], "20261123-020000")[0];
        File.CreateSymbolicLink(_folder["latest.backup"], file);
        Directory.CreateSymbolicLink(_folder["linked"], _folder["real"]);

        Assert.Empty(Read().Files);
        Assert.Equal([_folder["real"]], Read().Folders);
    }

    [Theory]
    [InlineData("missing", "there is no such folder")]
    [InlineData("file", "it is a file")]
    public void What_is_no_folder_is_an_error(string name, string why)
    {
        _folder.Write("file", "");

        var failure = Test.Fails(ErrorCode.InputFileInvalid, () => SavedFolder.Read(_folder[name], Test.Cancel));

        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.FolderInvalid>(failure.Cause);
    }
}
