using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Support;

/// <summary>A simulated cluster behind a gateway that may handle upgrades in its own way.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    internal const string Drops = "drops";
    internal const string Closes = "closes";
    internal const string Resets = "resets";
    internal const string UpgradesAndIdles = "upgrades and idles";
    internal const string UpgradesToSomethingElse = "upgrades to something else";

    private readonly InterceptingRelay _relay;
    private readonly List<string> _upgrades = [];

    private Gateway(TestCluster cluster, Func<string, RelayAction> decide, Func<string, RelayAction>? other)
    {
        Cluster = cluster;
        _relay = new InterceptingRelay(cluster.Simulator.Server, piece =>
        {
            if (Protocol(piece) is not { } protocol) return other?.Invoke(piece) ?? RelayAction.Pass;
            lock (_upgrades) _upgrades.Add(protocol);
            return decide(piece);
        });
    }

    public TestCluster Cluster { get; }

    /// <summary>The requested protocols, in order.</summary>
    public IReadOnlyList<string> Upgrades
    {
        get
        {
            lock (_upgrades) return [.. _upgrades];
        }
    }

    /// <summary>The protocol of an upgrade request: "SPDY", "WebSocket" or none.</summary>
    internal static string? Protocol(string piece) =>
        piece.Contains("Upgrade: SPDY", StringComparison.Ordinal) ? "SPDY" : piece.Contains("Upgrade: websocket", StringComparison.Ordinal) ? "WebSocket" : null;

    /// <summary>What happens to an upgrade: one of the ways above, or a status with a page.</summary>
    internal static RelayAction Treat(string how) => how switch
    {
        Drops => RelayAction.Drop,
        Closes => new(false, Close: true),
        Resets => new(false, CutResponseAfter: 0),
        UpgradesAndIdles => new(false, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: portforward.k8s.io\r\n\r\n"),
        UpgradesToSomethingElse => new(false, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
        _ => new(false, $"HTTP/1.1 {how}\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<h1>No way</h1>"),
    };

    /// <param name="decide">Gets each request for an upgrade, and returns what the relay does with it.</param>
    /// <param name="replicas">How many pods the broker has.</param>
    /// <param name="other">Gets every other piece; null: all pass.</param>
    internal static async Task<Gateway> StartAsync(Func<string, RelayAction> decide, int replicas = 2, Func<string, RelayAction>? other = null) => new(
        await TestCluster.StartAsync(new SimulatedClusterOptions { Tls = false, BearerToken = null, StatefulSets = [new() { Replicas = replicas }] }), decide, other);

    /// <summary>Opens a session; by default one that requests nothing early, so that an upgrade belongs to the call that needs it.</summary>
    internal Task<BrokerSession> OpenAsync(TimeProvider time, BrokerTarget? target = null) => Cluster.OpenAsync(target ?? TestCluster.ByLabels, time, Cluster.SourceOver(_relay));

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await _relay.DisposeAsync();
    }
}
