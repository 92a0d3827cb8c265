using System.Globalization;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ.Files;
using HiveMQBackup.Simulator.Kubernetes;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;

namespace HiveMQBackup.Unit.Backups.Download;

/// <summary>A download resumes when its connection is lost, and the file is complete or absent in the end.</summary>
public sealed class LostConnectionTests : IDisposable
{
    private const string Id = "20200506-081317";
    private const long Bytes = 3_000_000;
    private const long Cut = 1_000_000;

    private readonly TempFolder _folder = new();
    private readonly AutoAdvancingClock _clock = new() { Skips = due => due <= TimeSpan.FromSeconds(15) };
    private readonly Backup _backup = new(Id, DateTimeOffset.UnixEpoch, Bytes, "COMPLETED", null);

    public void Dispose() => _folder.Dispose();

    private async Task<StandaloneBroker> StartAsync(bool ranges = true)
    {
        var broker = await StandaloneBroker.StartAsync(new() { Ranges = ranges }, time: _clock);
        broker.Node.Backups.Add(Id, DateTimeOffset.UnixEpoch, Bytes);
        return broker;
    }

    private async Task SavesAsync(StandaloneBroker broker, IProgress<DownloadProgress>? progress = null, Log? log = null)
    {
        var saved = await Downloads.SaveAsync(broker.Api.For(log ?? Log.None), _backup, _folder, progress);

        Assert.Equal((Bytes, SimulatedFile.OfLength(Id, Bytes).Sha256()), (saved.Length, saved.Sha256));
        Assert.Equal(saved.Sha256, Sha256.OfFile(saved.Path));
        Assert.Single(_folder.Names);
    }

    private async Task<HiveMQBackupException> FailsAsync(StandaloneBroker broker)
    {
        var failed = await Test.FailsAsync(ErrorCode.DownloadIncomplete, () => Downloads.SaveAsync(broker.Api, _backup, _folder));
        Assert.Empty(_folder.Names);
        return failed;
    }

    private static IEnumerable<string?> Ranges(HiveMQNode node) =>
        node.Requests.Where(r => r.PathAndQuery.Contains("/files/", StringComparison.Ordinal)).Select(r => r.Range);

    [Theory(Timeout = Test.Limit)]
    [InlineData(DownloadCut.Reset)]
    [InlineData(DownloadCut.EarlyEnd)]
    public async Task A_lost_download_resumes_where_it_was_lost(DownloadCut how)
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.CutDownloadAfter(Cut, how);
        var warnings = new List<string>();
        var progress = new ProgressList<DownloadProgress>();

        await SavesAsync(broker, progress, new Log(warnings.Add, _ => { }));

        var ranges = Ranges(broker.Node).ToList();
        Assert.Equal(2, ranges.Count);
        Assert.Null(ranges[0]);
        Assert.InRange(First(ranges[1]), 1, Cut);
        Assert.Contains(Id, Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal(1, progress.Reports[^1].ResumeCount);
    }

    private static long First(string? range) =>
        long.Parse(Assert.IsType<string>(range).Replace("bytes=", "", StringComparison.Ordinal).TrimEnd('-'), CultureInfo.InvariantCulture);

    [Fact(Timeout = Test.Limit)]
    public async Task A_download_may_break_many_times_as_long_as_it_gets_further()
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.CutDownloadAfter(200_000, DownloadCut.EarlyEnd, times: 14);

        await SavesAsync(broker);

        Assert.Equal(15, Ranges(broker.Node).Count());
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_that_sends_no_parts_sends_the_file_from_its_beginning()
    {
        await using var broker = await StartAsync(ranges: false);
        broker.Node.Faults.CutDownloadAfter(Cut, DownloadCut.EarlyEnd);

        await SavesAsync(broker);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task After_another_part_than_requested_the_whole_file_is_requested()
    {
        await using var broker = await StartAsync();
        var files = 0;
        broker.Node.Faults.Intercept = async (context, next) =>
        {
            if (++files != 2)
            {
                if (files == 1) broker.Node.Faults.CutDownloadAfter(Cut, DownloadCut.EarlyEnd);
                await next();
                return;
            }
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes 5-{Bytes - 1}/{Bytes}";
            await SimulatedFile.OfLength(Id, Bytes).WriteAsync(context.Response.Body, 5, Bytes - 5, context.RequestAborted);
        };

        await SavesAsync(broker);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_file_that_has_changed_meanwhile_is_taken_from_its_beginning()
    {
        await using var broker = await StartAsync();
        var tags = new List<string>();
        var arrived = new TaskCompletionSource();
        broker.Handle("/files/", async context =>
        {
            tags.Add(context.Request.Headers.IfRange.ToString());
            context.Response.Headers.ETag = $"\"{tags.Count}\"";
            context.Response.ContentLength = Bytes;
            // The first version is all zeros.
            if (tags.Count > 1)
            {
                await SimulatedFile.OfLength(Id, Bytes).WriteAsync(context.Response.Body, context.RequestAborted);
                return;
            }
            await context.Response.Body.WriteAsync(new byte[Cut], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await arrived.Task.WaitAsync(context.RequestAborted);
            context.Abort();
        });

        await SavesAsync(broker, new ProgressList<DownloadProgress>(_ => arrived.TrySetResult()));

        Assert.Equal("", tags[0]);
        Assert.Contains("\"1\"", tags[1], StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_download_that_stalls_resumes_after_a_minute()
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.CutDownloadAfter(Cut, DownloadCut.Stall);
        var told = new List<string>();

        await SavesAsync(broker, StallAt(Cut), new Log(told.Add, told.Add));

        Assert.Equal(61, _clock.Elapsed.TotalSeconds);
        Assert.Contains(told, text => text.Contains("(the connection was idle for 60 seconds)", StringComparison.Ordinal));
    }

    // Lets the minute pass once all bytes that come have come.
    private ProgressList<DownloadProgress> StallAt(long bytes)
    {
        var armed = 0;
        var pauses = _clock.Skips;
        _clock.Skips = due => pauses(due) || (due == TimeSpan.FromMinutes(1) && Interlocked.Exchange(ref armed, 0) == 1);
        return new(report =>
        {
            if (report.Bytes == bytes && report.ResumeCount == 0) Interlocked.Exchange(ref armed, 1);
        });
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Bytes_that_come_slowly_are_no_stall()
    {
        await using var broker = await StartAsync();
        var more = new SemaphoreSlim(0);
        broker.Handle("/files/", async context =>
        {
            context.Response.ContentLength = Bytes;
            for (long sent = 0; sent < Bytes; sent += 300_000)
            {
                await SimulatedFile.OfLength(Id, Bytes).WriteAsync(context.Response.Body, sent, 300_000, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await more.WaitAsync(context.RequestAborted);
            }
        });
        var progress = new ProgressList<DownloadProgress>(report =>
        {
            if (report.Bytes % 300_000 != 0) return;
            _clock.Advance(TimeSpan.FromSeconds(59));
            more.Release();
        });

        await SavesAsync(broker, progress);

        Assert.Equal(0, progress.Reports[^1].ResumeCount);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(DownloadCut.Reset)]
    [InlineData(DownloadCut.EarlyEnd)]
    public async Task A_download_that_gets_no_further_fails_and_leaves_nothing(DownloadCut how)
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.CutDownloadAfter(Cut, how);
        broker.Node.Faults.CutDownloadAfter(0, how, times: int.MaxValue);

        var failed = await FailsAsync(broker);

        Assert.Contains(Id, failed.Message, StringComparison.Ordinal);
        Assert.Contains($"of {Bytes} bytes", failed.Message, StringComparison.Ordinal);
        Assert.Contains("No file was kept", failed.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_connection_that_ends_too_early_without_a_length_is_no_whole_file()
    {
        await using var server = new RawServer(_ => $"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n\r\n{new string('x', 1000)}");
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = server.Address }, null, _clock, Log.None, Test.Cancel);

        var failed = await Test.FailsAsync(ErrorCode.DownloadIncomplete, () => Downloads.SaveAsync(session.Api, _backup with { Bytes = 1001 }, _folder));

        Assert.Contains("1000 of 1001 bytes", failed.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_chunked_file_of_unknown_length_that_breaks_off_is_incomplete()
    {
        await using var broker = await StartAsync();
        var arrived = new SemaphoreSlim(0);
        broker.Handle("/files/", async context =>
        {
            await context.Response.Body.WriteAsync(new byte[1000], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await arrived.WaitAsync(context.RequestAborted);
            context.Abort();
        });
        var progress = new ProgressList<DownloadProgress>(_ => arrived.Release());

        var failed = await Test.FailsAsync(
            ErrorCode.DownloadIncomplete, () => Downloads.SaveAsync(broker.Api, _backup with { Bytes = null }, _folder, progress));

        Assert.Contains("unknown number", failed.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_that_restarts_in_the_middle_is_waited_for()
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.CutDownloadAfter(Cut, DownloadCut.EarlyEnd);
        broker.Node.Faults.Intercept = (context, next) =>
        {
            // The second request finds the broker away, and all of its retries do.
            if (broker.Node.Requests.Count is > 1 and < 12) broker.Node.Faults.FailNext(503);
            return next();
        };

        await SavesAsync(broker);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(TunnelCut.Abort)]
    [InlineData(TunnelCut.ErrorChannel)]
    [InlineData(TunnelCut.EarlyClose)]
    public async Task A_tunnel_that_breaks_is_no_end_of_file_and_the_download_resumes(TunnelCut how)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Backups.Add(Id, DateTimeOffset.UnixEpoch, Bytes);
        var session = await cluster.OpenAsync(time: _clock);
        cluster.Faults.CutTunnelAfter(Cut, how);

        var saved = await Downloads.SaveAsync(session.Api, _backup, _folder);

        Assert.Equal((Bytes, SimulatedFile.OfLength(Id, Bytes).Sha256()), (saved.Length, saved.Sha256));
        Assert.Equal(2, cluster.PortForwards);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(TunnelCut.Abort)]
    [InlineData(TunnelCut.ErrorChannel)]
    [InlineData(TunnelCut.EarlyClose)]
    public async Task A_tunnel_that_always_breaks_leaves_nothing(TunnelCut how)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Backups.Add(Id, DateTimeOffset.UnixEpoch, Bytes);
        var session = await cluster.OpenAsync(time: _clock);
        foreach (var pod in cluster.Pods) pod.Node.Options.Ranges = false;
        cluster.Faults.CutTunnelAfter(Cut, how, times: int.MaxValue);

        await Test.FailsAsync(ErrorCode.DownloadIncomplete, () => Downloads.SaveAsync(session.Api, _backup, _folder));

        Assert.Empty(_folder.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_pod_that_goes_in_the_middle_is_replaced_by_another()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Backups.Add(Id, DateTimeOffset.UnixEpoch, Bytes);
        var session = await cluster.OpenAsync(time: _clock);
        cluster.Pods[0].Node.Faults.CutDownloadAfter(Cut, DownloadCut.Stall);
        var progress = new ProgressList<DownloadProgress>(report =>
        {
            if (report.Bytes == Cut) cluster.Pods[0].Delete();
        });

        var saved = await Downloads.SaveAsync(session.Api, _backup, _folder, progress);

        Assert.Equal((Bytes, SimulatedFile.OfLength(Id, Bytes).Sha256()), (saved.Length, saved.Sha256));
        Assert.Single(Ranges(cluster.Pods[1].Node));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_download_can_be_cancelled_while_it_waits_to_resume()
    {
        await using var broker = await StartAsync();
        broker.Node.Faults.CutDownloadAfter(Cut, DownloadCut.EarlyEnd);
        _clock.Skips = _ => false;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        var log = new Log(_ => cancel.Cancel(), _ => { });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new BackupDownload(broker.Api.For(log)).SaveAsync(_backup, new SaveOptions(_folder.Path, null, false), null, cancel.Token));

        Assert.Empty(_folder.Names);
    }
}
