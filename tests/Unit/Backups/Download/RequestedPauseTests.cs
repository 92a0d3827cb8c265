using HiveMQBackup.Client;
using HiveMQBackup.Simulator.HiveMQ;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;

namespace HiveMQBackup.Unit.Backups.Download;

/// <summary>A download that has lost its connection, and a broker that asks to wait.</summary>
public sealed class RequestedPauseTests : IDisposable
{
    private const string Id = "20200506-081317";
    private const long Bytes = 3_000_000;

    private readonly TempFolder _folder = new();
    private readonly AutoAdvancingClock _clock = new() { Skips = due => due <= TimeSpan.FromSeconds(15) || due == TimeSpan.FromSeconds(120) };
    private readonly Backup _backup = new(Id, DateTimeOffset.UnixEpoch, Bytes, "COMPLETED", null);

    public void Dispose() => _folder.Dispose();

    private async Task<StandaloneBroker> StartAsync(int status, string retryAfter)
    {
        var broker = await StandaloneBroker.StartAsync(new() { Ranges = true }, time: _clock);
        broker.Node.Backups.Add(Id, DateTimeOffset.UnixEpoch, Bytes);
        broker.Node.Faults.CutDownloadAfter(Bytes / 3, DownloadCut.Reset);
        var requests = 0;
        broker.Node.Faults.Intercept = (context, next) =>
        {
            if (++requests != 2) return next();
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        };
        return broker;
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task It_resumes_no_earlier_than_the_broker_asks_for(int status)
    {
        await using var broker = await StartAsync(status, "120");

        Assert.Equal(Bytes, (await Downloads.SaveAsync(broker.Api, _backup, _folder)).Length);

        Assert.Equal(3, broker.Node.Requests.Count);
        Assert.InRange(_clock.Elapsed, TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(125));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_that_asks_for_an_hour_ends_it()
    {
        await using var broker = await StartAsync(429, "3600");

        var failed = await Test.FailsAsync(ErrorCode.DownloadIncomplete, () => Downloads.SaveAsync(broker.Api, _backup, _folder));

        Assert.Contains("asks to wait 3600 seconds", failed.Message, StringComparison.Ordinal);
        Assert.Equal(2, broker.Node.Requests.Count);
    }
}
