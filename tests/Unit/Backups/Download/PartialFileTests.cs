using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Simulator.HiveMQ.Files;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;

namespace HiveMQBackup.Unit.Backups.Download;

/// <summary>What stands under a partial file's name, and what becomes of a partial file whose folder changes.</summary>
public sealed class PartialFileTests : IAsyncLifetime
{
    private const string Id = "20200506-081317";
    private const int Bytes = 300_000;

    private readonly TempFolder _folder = new();
    private readonly TempFolder _elsewhere = new();
    private readonly Backup _backup = new(Id, DateTimeOffset.UnixEpoch, Bytes, "COMPLETED", null);
    private readonly List<string> _warnings = [];
    private StandaloneBroker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await StandaloneBroker.StartAsync();
        _broker.Node.Backups.Add(Id, DateTimeOffset.UnixEpoch, Bytes);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Dispose();
        _elsewhere.Dispose();
    }

    private string Partial => _folder[$"{Id}.hivemq-4.42.0.backup.{PartialFile.IdentityOf(_backup, _broker.Api.Broker.ToString())}.partial"];

    private Task<SavedBackup> SaveAsync(bool resume = true, IProgress<DownloadProgress>? progress = null, string? folder = null) =>
        Downloads.SaveAsync(_broker.Api.For(new Log(_warnings.Add, _ => { })), _backup, new SaveOptions(folder ?? _folder.Path, null, false) { Resume = resume }, progress);

    private async Task RefusesAsync(string why)
    {
        var failed = await Test.FailsAsync(ErrorCode.WriteFailed, () => SaveAsync());

        Assert.Contains(Partial, failed.Message, StringComparison.Ordinal);
        Assert.Contains(why, failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.ForeignFile>(failed.Cause);
        Assert.Equal([Path.GetFileName(Partial)], _folder.Names);
        Assert.Empty(_broker.Node.Requests);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_is_not_followed(bool leadsSomewhere)
    {
        var target = _elsewhere["authorized_keys"];
        if (leadsSomewhere) await File.WriteAllTextAsync(target, "precious", Test.Cancel);
        File.CreateSymbolicLink(Partial, target);

        await RefusesAsync("symbolic link");

        if (leadsSomewhere) Assert.Equal("precious", await File.ReadAllTextAsync(target, Test.Cancel));
        else Assert.False(File.Exists(target));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_link_to_a_folder_is_not_followed()
    {
        Directory.CreateSymbolicLink(Partial, _elsewhere.Path);

        await RefusesAsync("symbolic link");
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_folder_is_no_partial_file()
    {
        Directory.CreateDirectory(Partial);

        await RefusesAsync("not a regular file");
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_pipe_is_not_opened()
    {
        Unix.Only();
        Unix.Pipe(Partial);

        await RefusesAsync("not a regular file");
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Another_users_file_is_not_written()
    {
        Unix.Only();
        await File.WriteAllTextAsync(Partial, "theirs", Test.Cancel);
        Unix.GiveAway(Partial);

        await RefusesAsync("another user");

        Assert.Equal("theirs", await File.ReadAllTextAsync(Partial, Test.Cancel));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Before_the_first_new_byte_a_partial_file_is_the_owners_alone_again()
    {
        Unix.Only();
        var content = new byte[1000];
        SimulatedFile.OfLength(Id, Bytes).Fill(0, content);
        await File.WriteAllBytesAsync(Partial, content, Test.Cancel);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Partial, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var whileItComes = new ProgressList<DownloadProgress>(_ => AssertPrivate(Partial));

        var saved = await SaveAsync(progress: whileItComes);

        Assert.NotEmpty(whileItComes.Reports);
        AssertPrivate(saved.Path);
        Assert.Equal("bytes=1000-", _broker.Node.Requests[^1].Range);
        Assert.Equal(SimulatedFile.OfLength(Id, Bytes).Sha256(), saved.Sha256);
    }

    private static void AssertPrivate(string path)
    {
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_folder_that_goes_away_meanwhile_is_a_file_that_could_not_be_written_and_the_next_one_is_saved(bool resume)
    {
        Unix.Only();
        var folder = _folder["bk"];
        var goes = new ProgressList<DownloadProgress>(_ =>
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        });

        var failed = await Test.FailsAsync(ErrorCode.WriteFailed, () => SaveAsync(resume, goes, folder));

        Assert.Contains(folder, failed.Message, StringComparison.Ordinal);
        Assert.Empty(_warnings);
        Assert.Equal(SimulatedFile.OfLength(Id, Bytes).Sha256(), (await SaveAsync(resume, folder: folder)).Sha256);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Nothing_gets_its_final_name_before_it_is_on_the_disk()
    {
        using var file = PartialFile.Create(_folder["x"], 0, null, Log.None);
        file.Append("a"u8);
        Assert.Throws<InvalidOperationException>(() => file.Complete(_folder["x"], false));
        await file.FlushAsync(Test.Cancel);
        file.Append("b"u8);
        Assert.Throws<InvalidOperationException>(() => file.Complete(_folder["x"], false));
        await file.FlushAsync(Test.Cancel);

        file.Complete(_folder["x"], false);

        Assert.Equal(["x"], _folder.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_checksum_whose_folder_goes_away_is_gone_with_it()
    {
        Unix.Only();
        var folder = Directory.CreateDirectory(_folder["bk"]).FullName;
        using (await PartialChecksum.CreateAsync(Path.Combine(folder, "x.backup"), new string('0', 64), Log.None, Test.Cancel))
        {
            Directory.Delete(folder, recursive: true);
        }
        Assert.Empty(_folder.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_partial_file_that_cannot_be_removed_is_named_in_a_warning_and_the_failure_stays_the_failure()
    {
        Unix.Only();
        // The folder's name leads to a file of the partial file's name no more, and to a folder that is not empty instead.
        var trap = new ProgressList<DownloadProgress>(_ =>
        {
            if (_folder.Names.SingleOrDefault(name => File.Exists(_folder[name])) is not { } partial) return;
            File.Move(_folder[partial], _elsewhere["moved"]);
            Directory.CreateDirectory(Path.Combine(_folder[partial], "not empty"));
        });

        var failed = await Test.FailsAsync(ErrorCode.WriteFailed, () => SaveAsync(resume: false, trap));

        var warning = Assert.Single(_warnings);
        Assert.Contains(_folder[Assert.Single(_folder.Names)], warning, StringComparison.Ordinal);
        Assert.Contains("Remove it by hand", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("Remove it by hand", failed.Message, StringComparison.Ordinal);
    }
}
