using System.Net.Sockets;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Files;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;

namespace HiveMQBackup.Unit.Backups.Download;

/// <summary>A name for the file that belongs to something else than a file.</summary>
public sealed class DownloadSpecialTargetTests : IAsyncLifetime
{
    private const string Id = "20200506-081317";
    private const string Name = "mine.backup";

    private readonly TempFolder _folder = new();
    private readonly TempFolder _elsewhere = new();
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
        _elsewhere.Dispose();
    }

    private Task<SavedBackup> SaveAsync(bool overwrite, string? folder = null, string? name = Name, IProgress<DownloadProgress>? progress = null, bool checksum = false) =>
        Downloads.SaveAsync(_broker.Api, _backup, new SaveOptions(folder ?? _folder.Path, name, overwrite) { Checksum = checksum }, progress);

    private async Task RefusesAsync(bool overwrite)
    {
        var failed = await Test.FailsAsync(ErrorCode.OutputPathInvalid, () => SaveAsync(overwrite));

        Assert.Contains(_folder[Name], failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.SpecialFile>(failed.Cause);
        Assert.Equal([Name], _folder.Names);
        Assert.Empty(_broker.Node.Requests);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_device_is_not_replaced(bool overwrite)
    {
        Unix.Only();

        await Test.FailsAsync(ErrorCode.OutputPathInvalid, () => SaveAsync(overwrite, "/dev", "null"));

        Assert.Equal(EntryKind.Special, FolderEntry.KindOf("/dev/null"));
        Assert.Empty(_broker.Node.Requests);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pipe_is_not_replaced(bool overwrite)
    {
        Unix.Only();
        Unix.Pipe(_folder[Name]);

        await RefusesAsync(overwrite);

        Assert.Equal(EntryKind.Special, FolderEntry.KindOf(_folder[Name]));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_socket_is_not_replaced(bool overwrite)
    {
        Unix.Only();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder[Name]));

        await RefusesAsync(overwrite);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_to_a_device_is_not_replaced(bool overwrite)
    {
        Unix.Only();
        File.CreateSymbolicLink(_folder[Name], "/dev/null");

        await RefusesAsync(overwrite);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_pipe_of_the_proposed_name_is_not_replaced()
    {
        Unix.Only();
        var pipe = Unix.Pipe(_folder[$"{Id}.hivemq-4.42.0.backup"]);

        await Test.FailsAsync(ErrorCode.OutputPathInvalid, () => SaveAsync(true, name: null));

        Assert.Equal([Path.GetFileName(pipe)], _folder.Names);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pipe_in_the_place_of_the_checksum_file_is_not_replaced(bool checksum)
    {
        Unix.Only();
        _folder.Write(Name, "mine");
        var pipe = Unix.Pipe(_folder[$"{Name}.sha256"]);

        await Test.FailsAsync(ErrorCode.OutputPathInvalid, () => SaveAsync(true, checksum: checksum));

        Assert.Equal(EntryKind.Special, FolderEntry.KindOf(pipe));
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder[Name], Test.Cancel));
        Assert.Empty(_broker.Node.Requests);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(Name, false)]
    [InlineData($"{Name}.sha256", false)]
    [InlineData($"{Name}.sha256", true)]
    public async Task A_pipe_that_appears_meanwhile_is_not_replaced(string name, bool checksum)
    {
        Unix.Only();
        var appears = new ProgressList<DownloadProgress>(_ =>
        {
            if (FolderEntry.KindOf(_folder[name]) == EntryKind.None) Unix.Pipe(_folder[name]);
        });

        await Test.FailsAsync(ErrorCode.OutputPathInvalid, () => SaveAsync(true, progress: appears, checksum: checksum));

        Assert.Equal([name], _folder.Names);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_is_an_existing_file_wherever_it_leads(bool leadsSomewhere)
    {
        if (leadsSomewhere) _elsewhere.Write("target", "precious");
        File.CreateSymbolicLink(_folder[Name], _elsewhere["target"]);

        await Test.FailsAsync(ErrorCode.OutputFileExists, () => SaveAsync(overwrite: false));

        Assert.Equal(leadsSomewhere, File.Exists(_elsewhere["target"]));
        Assert.Empty(_broker.Node.Requests);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_is_replaced_itself_and_its_target_is_left_alone(bool leadsSomewhere)
    {
        if (leadsSomewhere) _elsewhere.Write("target", "precious");
        File.CreateSymbolicLink(_folder[Name], _elsewhere["target"]);

        await SaveAsync(overwrite: true);

        Assert.Null(new FileInfo(_folder[Name]).LinkTarget);
        Assert.Equal(1000, new FileInfo(_folder[Name]).Length);
        if (leadsSomewhere) Assert.Equal("precious", await File.ReadAllTextAsync(_elsewhere["target"], Test.Cancel));
        else Assert.Empty(_elsewhere.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_folder_that_is_a_link_to_nothing_is_named_as_that()
    {
        Directory.CreateSymbolicLink(_folder["bk"], _elsewhere["gone"]);

        var failed = await Test.FailsAsync(ErrorCode.OutputPathInvalid, () => SaveAsync(false, _folder["bk"]));

        Assert.Contains("a link that does not lead to a folder", failed.Message, StringComparison.Ordinal);
        Assert.Empty(_elsewhere.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_folder_behind_a_link_is_a_folder()
    {
        Directory.CreateSymbolicLink(_folder["bk"], _elsewhere.Path);

        await SaveAsync(false, _folder["bk"]);

        Assert.Equal([Name], _elsewhere.Names);
    }
}
