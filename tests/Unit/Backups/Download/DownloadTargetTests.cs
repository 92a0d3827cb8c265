using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;

namespace HiveMQBackup.Unit.Backups.Download;

public sealed class DownloadTargetTests : IAsyncLifetime
{
    private const string Id = "20200506-081317";
    private const string Proposed = $"{Id}.hivemq-4.42.0.backup";

    private readonly TempFolder _folder = new();
    private readonly Backup _backup = new(Id, DateTimeOffset.UnixEpoch, 1000, "COMPLETED", null);
    private StandaloneBroker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await StandaloneBroker.StartAsync();
        _broker.Node.Backups.Add(Id, DateTimeOffset.UnixEpoch, 1000);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    private Task<SavedBackup> SaveAsync(string? folder = null, string? fileName = null, bool overwrite = false) =>
        Downloads.SaveAsync(_broker.Api, _backup, new SaveOptions(folder ?? _folder.Path, fileName, overwrite));

    [Fact]
    public async Task The_name_in_OutFile_goes_before_the_brokers()
    {
        Assert.Equal(_folder["mine.backup"], (await SaveAsync(fileName: "mine.backup")).Path);
        Assert.Equal(["mine.backup"], _folder.Names);
    }

    [Theory]
    [InlineData("attachment; filename=\"../../evil.sh\"", "evil.sh")]
    [InlineData("attachment; filename*=UTF-8''..%2F..%2Fevil.sh", "evil.sh")]
    [InlineData("attachment; filename=\"..\"", $"backup-{Id}-19700101-000000.tar.gz")]
    [InlineData(null, $"backup-{Id}-19700101-000000.tar.gz")]
    public async Task A_proposed_name_never_leaves_the_folder(string? header, string name)
    {
        _broker.Node.Options.ContentDisposition = header is not null;
        _broker.Node.Options.ContentDispositionValue = header;
        var inner = _folder["a/b/c"];

        Assert.Equal(Path.Combine(inner, name), (await SaveAsync(inner)).Path);
        Assert.Equal([name], Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Where(File.Exists).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("%C3%A4")]
    [InlineData("%E6%9D%B1")]
    public async Task A_very_long_proposed_name_can_be_saved(string letter)
    {
        _broker.Node.Options.ContentDispositionValue = $"attachment; filename*=UTF-8''{string.Concat(Enumerable.Repeat(letter, 400))}.tar.gz";

        Assert.EndsWith(".tar.gz", (await SaveAsync()).Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("mine.backup")]
    public async Task An_existing_file_is_left_as_it_is(string? fileName)
    {
        var path = _folder.Write(fileName ?? Proposed, "precious");

        var failed = await Test.FailsAsync(ErrorCode.OutputFileExists, () => SaveAsync(fileName: fileName));

        Assert.Contains(path, failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.Cause);
        Assert.Equal("precious", await File.ReadAllTextAsync(path, Test.Cancel));
        Assert.Single(_folder.Names);
    }

    [Fact]
    public async Task An_existing_file_of_a_known_name_is_noticed_before_any_request()
    {
        _folder.Write("mine.backup", "precious");

        await Test.FailsAsync(ErrorCode.OutputFileExists, () => SaveAsync(fileName: "mine.backup"));

        Assert.Empty(_broker.Node.Requests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("mine.backup")]
    public async Task An_existing_file_is_replaced_on_request(string? fileName)
    {
        var path = _folder.Write(fileName ?? Proposed, new string('x', 5000));

        Assert.Equal(path, (await SaveAsync(fileName: fileName, overwrite: true)).Path);
        Assert.Equal(1000, new FileInfo(path).Length);
        Assert.Single(_folder.Names);
    }

    [Fact]
    public async Task A_file_to_be_replaced_survives_a_failed_download()
    {
        var path = _folder.Write(Proposed, "precious");
        _broker.Node.Faults.WrongContentLength(5);

        await Test.FailsAsync(ErrorCode.SizeMismatch, () => SaveAsync(overwrite: true));

        Assert.Equal("precious", await File.ReadAllTextAsync(path, Test.Cancel));
        Assert.Single(_folder.Names);
    }

    [Fact]
    public async Task A_file_that_appears_meanwhile_is_not_overwritten()
    {
        var path = _folder[Proposed];
        var appears = new ProgressList<DownloadProgress>(_ => File.WriteAllText(path, "precious"));

        await Test.FailsAsync(
            ErrorCode.OutputFileExists, () => Downloads.SaveAsync(_broker.Api, _backup, new SaveOptions(_folder.Path, null, false), appears));

        Assert.Equal("precious", await File.ReadAllTextAsync(path, Test.Cancel));
        Assert.Single(_folder.Names);
    }

    [Fact]
    public async Task A_missing_folder_is_made_with_those_above_it()
    {
        Assert.Equal(_folder[$"new/folders/{Proposed}"], (await SaveAsync(_folder["new/folders"])).Path);
    }

    [Fact]
    public async Task A_folder_that_is_a_file_cannot_be_used()
    {
        var file = _folder.Write("file", "precious");

        var failed = await Test.FailsAsync(ErrorCode.OutputPathInvalid, () => SaveAsync(file));

        Assert.Contains(file, failed.Message, StringComparison.Ordinal);
        Assert.Contains("it is a file", failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.Cause);
        Assert.Empty(_broker.Node.Requests);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        _folder.Write("file", "precious");
        var below = _folder["file/below"];

        var failed = await Test.FailsAsync(ErrorCode.OutputPathInvalid, () => SaveAsync(below));

        Assert.Contains(below, failed.Message, StringComparison.Ordinal);
        Assert.Empty(_broker.Node.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_folder_where_the_file_is_to_be_is_not_touched(bool overwrite)
    {
        Directory.CreateDirectory(_folder["mine.backup"]);

        await Test.FailsAsync(ErrorCode.OutputPathInvalid, () => SaveAsync(fileName: "mine.backup", overwrite: overwrite));

        Assert.True(Directory.Exists(_folder["mine.backup"]));
        Assert.Single(_folder.Names);
    }

    [Fact]
    public async Task A_file_that_the_disk_cannot_hold_fails_before_its_first_byte_and_leaves_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only here the length is reserved the same way everywhere.");
        const long TooMuch = 1L << 55;
        _broker.Node.Backups.Add(Id, DateTimeOffset.UnixEpoch, TooMuch);

        var failed = await Test.FailsAsync(
            ErrorCode.WriteFailed, () => Downloads.SaveAsync(_broker.Api, _backup with { Bytes = TooMuch }, new SaveOptions(_folder.Path, null, false)));

        Assert.Contains(_folder.Path, failed.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_the_owner_can_read_the_file(bool replaces)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        if (replaces && !OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.Write(Proposed, "old"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var whileItComes = new ProgressList<DownloadProgress>(_ => AssertPrivate(Directory.EnumerateFiles(_folder.Path, "*.partial").Single()));

        var saved = await Downloads.SaveAsync(_broker.Api, _backup, new SaveOptions(_folder.Path, null, replaces), whileItComes);

        Assert.NotEmpty(whileItComes.Reports);
        AssertPrivate(saved.Path);
    }

    private static void AssertPrivate(string path)
    {
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Overwriting_does_not_extend_to_another_backup_that_the_same_command_has_saved()
    {
        var other = _backup with { Id = "20200506-091317" };
        _broker.Node.Backups.Add(other.Id, DateTimeOffset.UnixEpoch, 1000);
        _broker.Node.Options.ContentDispositionValue = "attachment; filename=same.backup";
        var options = new SaveOptions(_folder.Path, null, Overwrite: true);
        await Downloads.SaveAsync(_broker.Api, _backup, options);

        var failed = await Test.FailsAsync(ErrorCode.OutputFileExists, () => Downloads.SaveAsync(_broker.Api, other, options));

        Assert.Contains($"is that of the backup '{Id}'", failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.SavedBefore>(failed.Cause);
        await Downloads.SaveAsync(_broker.Api, _backup, options);
        await Downloads.SaveAsync(_broker.Api, other, options with { Saved = new SavedFiles() });
        Assert.Equal(["same.backup"], _folder.Names);
    }
}
