using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Hosting;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Faults.Support;

/// <summary>One simulated node without Kubernetes, with one complete backup.</summary>
internal sealed class BrokerWithBackup : IAsyncDisposable
{
    internal const int FileLength = 2_000_000;

    private readonly StandaloneBroker _broker;

    private BrokerWithBackup(StandaloneBroker broker, StallingClock clock)
    {
        _broker = broker;
        Clock = clock;
    }

    public HiveMQNode Node => _broker.Node;

    public StallingClock Clock { get; }

    public BackupApi Api => _broker.Api;

    public TempFolder Folder { get; } = new();

    public static Backup Complete { get; } = CompleteBackup.OfLength(FileLength);

    public int Posts => _broker.Posts;

    public IReadOnlyList<RecordedRequest> FileRequests =>
        [.. Node.Requests.Where(r => r.PathAndQuery.Contains("/files/", StringComparison.Ordinal))];

    public static async Task<BrokerWithBackup> StartAsync(HiveMQNodeOptions? options = null)
    {
        var clock = new StallingClock();
        var broker = await StandaloneBroker.StartAsync(options, time: clock);
        broker.Node.Backups.Add(CompleteBackup.Id, CompleteBackup.CreatedAt, FileLength);
        return new(broker, clock);
    }

    /// <summary>Lets the test respond to one kind of requests instead of the node.</summary>
    public void Handle(RequestKind kind, Func<HttpContext, Task> respond) => Handle(kind, (context, _) => respond(context));

    /// <summary>Lets the test respond to one kind of requests, with or without the node's own response.</summary>
    public void Handle(RequestKind kind, Func<HttpContext, Func<Task>, Task> respond) =>
        Node.Faults.Intercept = (context, next) => context.Kind() == kind ? respond(context, next) : next();

    public Task<SavedBackup> SaveAsync(Backup? backup = null, SaveOptions? options = null, IProgress<DownloadProgress>? progress = null) =>
        Downloads.SaveAsync(Api, backup ?? Complete, options ?? new SaveOptions(Folder.Path, null, false), progress);

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        Folder.Dispose();
    }
}
