using HiveMQBackup.Client;
using HiveMQBackup.Client.Retention;

namespace HiveMQBackup.Unit.Retention;

/// <summary>Only the file that was judged is removed, and its checksum file with it.</summary>
public sealed class RemovalTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _path;

    public RemovalTests() => _path = BackupZip.Write(_folder.Path, "20261123-020000")[0];

    public void Dispose() => _folder.Dispose();

    private SavedFile Listed() => Assert.Single(SavedFolder.Read(_folder.Path, Test.Cancel).Files);

    [Fact]
    public void A_file_is_removed_with_its_checksum_file_and_nothing_else()
    {
        File.WriteAllText($"{_path}.sha256", "0");
        _folder.Write("other.sha256", "0");

        Assert.True(Removal.Remove(Listed()));
        Assert.Equal(["other.sha256"], _folder.Names);
    }

    [Fact]
    public void A_file_that_has_changed_meanwhile_stays()
    {
        var listed = Listed();
        File.AppendAllText(_path, "more");

        Assert.False(Removal.Remove(listed));
        Assert.False(Removal.Remove(listed with { Length = new FileInfo(_path).Length, LastWriteTime = listed.LastWriteTime.AddSeconds(-1) }));
        Assert.True(File.Exists(_path));
    }

    [Fact]
    public void A_file_that_is_being_written_stays()
    {
        var listed = Listed();
        using var writer = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.False(Removal.Remove(listed));
        Assert.True(File.Exists(_path));
    }

    [Fact]
    public void A_file_that_is_gone_already_is_no_error()
    {
        var listed = Listed();
        File.Delete(_path);

        Assert.True(Removal.Remove(listed));
    }

    [Fact]
    public void A_file_that_cannot_be_removed_is_an_error_and_keeps_its_checksum()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root can remove everything.");
        if (OperatingSystem.IsWindows()) return;
        File.WriteAllText($"{_path}.sha256", "0");
        var listed = Listed();
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.Contains(_path, Test.Fails(ErrorCode.FileNotRemoved, () => Removal.Remove(listed)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        Assert.Equal(2, _folder.Names.Count);
    }

    [Fact]
    public void A_checksum_file_that_cannot_be_removed_is_an_error()
    {
        Directory.CreateDirectory($"{_path}.sha256");

        Assert.Contains(".sha256", Test.Fails(ErrorCode.FileNotRemoved, () => Removal.Remove(Listed())).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_path));
    }
}
