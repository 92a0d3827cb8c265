using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ.Files;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;

namespace HiveMQBackup.Unit.Backups.Download;

/// <summary>A download that failed, and that a later call resumes.</summary>
public sealed class DownloadResumeTests : IAsyncLifetime
{
    private const string Id = "20200506-081317";
    private const long Bytes = 3_000_000;
    private const long Cut = 1_000_000;

    private readonly TempFolder _folder = new();
    private readonly AutoAdvancingClock _clock = new() { Skips = due => due <= TimeSpan.FromSeconds(15) };
    private readonly Backup _backup = new(Id, DateTimeOffset.UnixEpoch, Bytes, "COMPLETED", null);
    private StandaloneBroker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await StandaloneBroker.StartAsync(time: _clock);
        _broker.Node.Backups.Add(Id, DateTimeOffset.UnixEpoch, Bytes);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    private Task<SavedBackup> SaveAsync(Backup? backup = null, bool resume = true) =>
        Downloads.SaveAsync(_broker.Api, backup ?? _backup, new SaveOptions(_folder.Path, null, false) { Resume = resume });

    private async Task<string> FailHalfwayAsync()
    {
        _broker.Node.Faults.CutDownloadAfter(Cut, DownloadCut.EarlyEnd);
        _broker.Node.Faults.CutDownloadAfter(0, DownloadCut.EarlyEnd, times: 20);
        var failed = await Test.FailsAsync(ErrorCode.DownloadIncomplete, () => SaveAsync());
        _broker.Node.Faults.Clear();
        var partial = _folder[Assert.Single(_folder.Names)];
        Assert.Contains(partial, failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.PartialFileKept>(failed.Cause);
        return partial;
    }

    private async Task SavesAsync(Backup? backup = null)
    {
        var saved = await SaveAsync(backup);

        Assert.Equal((Bytes, SimulatedFile.OfLength(Id, Bytes).Sha256()), (saved.Length, saved.Sha256));
        Assert.Equal(saved.Sha256, Sha256.OfFile(saved.Path));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_later_call_resumes_where_the_first_one_ended()
    {
        var partial = await FailHalfwayAsync();
        var length = new FileInfo(partial).Length;
        Assert.InRange(length, 1, Cut);

        await SavesAsync();

        Assert.Equal($"bytes={length}-", _broker.Node.Requests[^1].Range);
        Assert.Equal([$"{Id}.hivemq-4.42.0.backup"], _folder.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Without_Resume_a_partial_file_is_not_used()
    {
        await FailHalfwayAsync();

        await SaveAsync(resume: false);

        Assert.Null(_broker.Node.Requests[^1].Range);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(Bytes)]
    [InlineData(Bytes + 5)]
    public async Task A_partial_file_that_is_whole_or_too_long_does_not_stand_in_the_way(long length)
    {
        var partial = await FailHalfwayAsync();
        await using (var file = File.OpenWrite(partial)) await SimulatedFile.OfLength(Id, length).WriteAsync(file, Test.Cancel);

        await SavesAsync();

        Assert.Single(_folder.Names);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_partial_file_of_another_backup_is_not_resumed(int difference)
    {
        var partial = await FailHalfwayAsync();
        var other = difference switch
        {
            0 => _backup with { Id = "another" },
            1 => _backup with { CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(1) },
            _ => _backup with { Bytes = Bytes + 1 },
        };
        _broker.Node.Backups.Add(other.Id, other.CreatedAt!.Value, other.Bytes!.Value);

        var saved = await SaveAsync(other);

        Assert.Equal(SimulatedFile.OfLength(other.Id, other.Bytes.Value).Sha256(), saved.Sha256);
        Assert.Null(_broker.Node.Requests[^1].Range);
        Assert.True(File.Exists(partial));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_that_sends_no_parts_sends_the_file_from_its_beginning()
    {
        await FailHalfwayAsync();
        _broker.Node.Options.Ranges = false;

        await SavesAsync();
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_backup_of_unknown_length_leaves_nothing_to_resume()
    {
        _broker.Node.Faults.CutDownloadAfter(Cut, DownloadCut.EarlyEnd, times: 20);
        _broker.Node.Options.Ranges = false;

        await Test.FailsAsync(ErrorCode.DownloadIncomplete, () => SaveAsync(_backup with { Bytes = null }));

        Assert.Empty(_folder.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_cancelled_download_can_be_resumed()
    {
        _broker.Node.Faults.CutDownloadAfter(Cut, DownloadCut.Stall);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        var progress = new ProgressList<DownloadProgress>(report =>
        {
            if (report.Bytes == Cut) cancel.Cancel();
        });
        var options = new SaveOptions(_folder.Path, null, false) { Resume = true };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new BackupDownload(_broker.Api).SaveAsync(_backup, options, progress, cancel.Token));
        Assert.Equal(Cut, new FileInfo(_folder[Assert.Single(_folder.Names)]).Length);

        await SavesAsync();

        Assert.Equal($"bytes={Cut}-", _broker.Node.Requests[^1].Range);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_partial_file_is_the_owners_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        var partial = await FailHalfwayAsync();

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(partial));
    }
}
