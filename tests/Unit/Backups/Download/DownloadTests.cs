using System.IO.Compression;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ.Files;
using HiveMQBackup.Simulator.Kubernetes;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;

namespace HiveMQBackup.Unit.Backups.Download;

public sealed class DownloadTests : IDisposable
{
    private const string Id = "20200506-081317";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static async Task<(StandaloneBroker Broker, Backup Backup)> StartAsync(long bytes, HiveMQNodeOptions? options = null)
    {
        var broker = await StandaloneBroker.StartAsync(options);
        broker.Node.Backups.Add(Id, DateTimeOffset.UnixEpoch, bytes);
        return (broker, Assert.Single(await broker.Api.ListBackupsAsync(Test.Cancel)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(512 * 1024 - 1)]
    [InlineData(512 * 1024)]
    [InlineData(512 * 1024 + 1)]
    [InlineData(5_000_000)]
    public async Task A_backup_is_saved_byte_by_byte(long bytes)
    {
        var (broker, backup) = await StartAsync(bytes);
        await using var _ = broker;

        var saved = await Downloads.SaveAsync(broker.Api, backup, _folder);

        Assert.Equal(_folder[$"{Id}.hivemq-4.42.0.backup"], saved.Path);
        Assert.Equal(bytes, saved.Length);
        Assert.Equal(SimulatedFile.OfLength(Id, bytes).Sha256(), saved.Sha256);
        Assert.Equal(saved.Sha256, Sha256.OfFile(saved.Path));
        Assert.Equal(bytes, new FileInfo(saved.Path).Length);
        Assert.Single(_folder.Names);
    }

    [Theory]
    [InlineData(RestDialect.Published)]
    [InlineData(RestDialect.Nested)]
    public async Task A_backup_is_saved_through_a_tunnel_in_either_dialect(RestDialect dialect)
    {
        await using var cluster = await TestCluster.StartAsync(new StatefulSetOptions { Node = new() { Dialect = dialect } });
        cluster.Backups.Add(Id, DateTimeOffset.UnixEpoch, 3_000_000);
        var session = await cluster.OpenAsync();
        var backup = Assert.Single(await session.Api.ListBackupsAsync(Test.Cancel));

        var saved = await Downloads.SaveAsync(session.Api, backup, _folder);

        Assert.Equal(SimulatedFile.OfLength(Id, 3_000_000).Sha256(), saved.Sha256);
    }

    [Fact]
    public async Task An_empty_backup_is_no_backup()
    {
        var (broker, backup) = await StartAsync(0);
        await using var _ = broker;

        await Test.FailsAsync(ErrorCode.DownloadIncomplete, () => Downloads.SaveAsync(broker.Api, backup, _folder));

        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_without_Content_Length_is_saved_whether_its_size_is_listed_or_not(bool listed)
    {
        var (broker, backup) = await StartAsync(1_000_000);
        await using var _ = broker;
        broker.Handle("/files/", context => SimulatedFile.OfLength(Id, 1_000_000).WriteAsync(context.Response.Body, context.RequestAborted));

        var saved = await Downloads.SaveAsync(broker.Api, listed ? backup : backup with { Bytes = null }, _folder);

        Assert.Equal(SimulatedFile.OfLength(Id, 1_000_000).Sha256(), saved.Sha256);
    }

    [Fact]
    public async Task A_file_that_a_proxy_has_compressed_is_saved_as_the_broker_has_it()
    {
        var (broker, backup) = await StartAsync(100_000);
        await using var _ = broker;
        broker.Handle("/files/", async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await SimulatedFile.OfLength(Id, 100_000).WriteAsync(zip, context.RequestAborted);
        });

        var saved = await Downloads.SaveAsync(broker.Api, backup, _folder);

        Assert.Equal(SimulatedFile.OfLength(Id, 100_000).Sha256(), saved.Sha256);
    }

    [Fact]
    public async Task Progress_grows_up_to_the_whole()
    {
        var (broker, backup) = await StartAsync(2_000_000);
        await using var _ = broker;
        var progress = new ProgressList<DownloadProgress>();

        await Downloads.SaveAsync(broker.Api, backup, _folder, progress);

        Assert.Equal(2_000_000, progress.Reports[^1].Bytes);
        Assert.All(progress.Reports, r => Assert.Equal((2_000_000L, 0), (r.Total, r.ResumeCount)));
        Assert.Equal(progress.Reports.OrderBy(r => r.Bytes), progress.Reports);
    }

    [Fact]
    public async Task Progress_without_any_length_has_no_total()
    {
        var (broker, backup) = await StartAsync(1000);
        await using var _ = broker;
        broker.Handle("/files/", context => SimulatedFile.OfLength(Id, 1000).WriteAsync(context.Response.Body, context.RequestAborted));
        var progress = new ProgressList<DownloadProgress>();

        await Downloads.SaveAsync(broker.Api, backup with { Bytes = null }, _folder, progress);

        Assert.Equal(1000, progress.Reports[^1].Bytes);
        Assert.All(progress.Reports, r => Assert.Null(r.Total));
    }

    [Theory]
    [InlineData("IN_PROGRESS", true)]
    [InlineData("FAILED", false)]
    [InlineData("PAUSED_BY_A_NEWER_BROKER", false)]
    public async Task A_backup_whose_state_has_no_file_is_not_requested(string state, bool isRunning)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        var backup = new Backup(Id, null, null, state, "no space left");

        var failed = await Test.FailsAsync(ErrorCode.BackupNotDownloadable, () => Downloads.SaveAsync(broker.Api, backup, _folder));

        Assert.Contains(state, failed.Message, StringComparison.Ordinal);
        Assert.Contains("no space left", failed.Message, StringComparison.Ordinal);
        Assert.Equal(isRunning ? new ErrorCause.BackupRunning(Id, null) : null, failed.Cause);
        Assert.Empty(broker.Node.Requests);
    }

    [Theory]
    [InlineData("RESTORE_IN_PROGRESS")]
    [InlineData("RESTORE_COMPLETED")]
    [InlineData("RESTORE_FAILED")]
    public async Task A_backup_that_was_restored_can_still_be_saved(string state)
    {
        var (broker, backup) = await StartAsync(1000);
        await using var _ = broker;
        broker.Node.Backups.SetState(Id, state);

        Assert.Equal(1000, (await Downloads.SaveAsync(broker.Api, backup with { State = state }, _folder)).Length);
    }

    [Fact]
    public async Task A_backup_that_was_deleted_meanwhile_is_not_found()
    {
        var (broker, backup) = await StartAsync(1000);
        await using var _ = broker;
        broker.Node.Backups.Remove(Id);

        await Test.FailsAsync(ErrorCode.BackupNotFound, () => Downloads.SaveAsync(broker.Api, backup, _folder));

        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData(401, ErrorCode.HiveMQUnauthorized)]
    [InlineData(403, ErrorCode.HiveMQForbidden)]
    [InlineData(500, ErrorCode.UnexpectedResponse)]
    public async Task A_rejected_download_is_the_brokers_error_and_leaves_nothing(int status, ErrorCode code)
    {
        var (broker, backup) = await StartAsync(1000);
        await using var _ = broker;
        broker.Node.Faults.FailNext(status, times: int.MaxValue);

        await Test.FailsAsync(code, () => Downloads.SaveAsync(broker.Api, backup, _folder));

        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public async Task A_file_of_another_length_than_listed_is_rejected_before_its_first_byte(long delta)
    {
        var (broker, backup) = await StartAsync(1000);
        await using var _ = broker;
        broker.Node.Faults.WrongContentLength(delta, times: int.MaxValue);
        var progress = new ProgressList<DownloadProgress>();

        var failed = await Test.FailsAsync(ErrorCode.SizeMismatch, () => Downloads.SaveAsync(broker.Api, backup, _folder, progress));

        Assert.Contains($"{1000 + delta} bytes", failed.Message, StringComparison.Ordinal);
        Assert.Contains("1000 bytes", failed.Message, StringComparison.Ordinal);
        Assert.Empty(progress.Reports);
        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(5_000_000)]
    public async Task A_file_that_turns_out_longer_than_listed_is_rejected(long bytes)
    {
        var (broker, backup) = await StartAsync(1000);
        await using var _ = broker;
        broker.Handle("/files/", context => SimulatedFile.OfLength(Id, bytes).WriteAsync(context.Response.Body, context.RequestAborted));

        var failed = await Test.FailsAsync(ErrorCode.SizeMismatch, () => Downloads.SaveAsync(broker.Api, backup, _folder));

        Assert.Contains("1000 bytes", failed.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_cancelled_download_leaves_nothing()
    {
        var (broker, backup) = await StartAsync(5_000_000);
        await using var _ = broker;
        broker.Node.Faults.CutDownloadAfter(1_000_000, DownloadCut.Stall);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        var progress = new ProgressList<DownloadProgress>(report =>
        {
            Assert.Single(_folder.Names);
            if (report.Bytes == 1_000_000) cancel.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new BackupDownload(broker.Api).SaveAsync(backup, new SaveOptions(_folder.Path, null, false), progress, cancel.Token));

        Assert.Empty(_folder.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_download_can_be_cancelled_before_its_first_byte()
    {
        var (broker, backup) = await StartAsync(1000);
        await using var _ = broker;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        broker.Handle("/files/", context =>
        {
            cancel.Cancel();
            return context.UntilGoneAsync();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new BackupDownload(broker.Api).SaveAsync(backup, new SaveOptions(_folder.Path, null, false), null, cancel.Token));

        Assert.Empty(_folder.Names);
    }
}
