using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Simulator;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Faults;

/// <summary>One simulated node without Kubernetes, with one complete backup.</summary>
internal sealed class Direct : IAsyncDisposable
{
    internal const string Id = "20260228-030000";
    internal const int FileLength = 2_000_000;

    private Direct(HiveMQNode node, BrokerSession session, SkippingClock clock)
    {
        Node = node;
        Session = session;
        Clock = clock;
    }

    public HiveMQNode Node { get; }

    public BrokerSession Session { get; }

    public SkippingClock Clock { get; }

    public BackupApi Api => Session.Api;

    public TempFolder Folder { get; } = new();

    public static Backup Complete { get; } = new(Id, Bench.CreatedAt, FileLength, "COMPLETED", null);

    public int Posts => Node.Requests.Count(r => r.Method == "POST");

    public IReadOnlyList<RecordedRequest> FileRequests =>
        [.. Node.Requests.Where(r => r.PathAndQuery.Contains("/files/", StringComparison.Ordinal))];

    public static async Task<Direct> StartAsync(HiveMQNodeOptions? options = null)
    {
        var clock = new SkippingClock();
        options ??= new();
        options.Time = clock;
        var node = await HiveMQNode.StartAsync(options, Test.Cancel);
        node.Backups.Add(Id, Bench.CreatedAt, FileLength);
        var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = node.Address }, null, clock, Log.None, Test.Cancel);
        return new Direct(node, session, clock);
    }

    /// <summary>Answers one kind of requests in the test's way.</summary>
    /// <summary>Answers one kind of requests in the test's way, without the node.</summary>
    public void Handle(Asked asked, Func<HttpContext, Task> answer) => Handle(asked, (context, _) => answer(context));

    public void Handle(Asked asked, Func<HttpContext, Func<Task>, Task> answer) =>
        Node.Faults.Intercept = (context, next) => context.Asks() == asked ? answer(context, next) : next();

    public Task<SavedBackup> SaveAsync(Backup? backup = null, SaveOptions? options = null, IProgress<DownloadProgress>? progress = null) =>
        new BackupDownload(Api).SaveAsync(backup ?? Complete, options ?? new SaveOptions(Folder.Path, null, false), progress, Test.Cancel);

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await Node.DisposeAsync();
        Folder.Dispose();
    }
}
