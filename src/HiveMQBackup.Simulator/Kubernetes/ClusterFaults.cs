using HiveMQBackup.Simulator.Hosting;
using HiveMQBackup.Simulator.Kubernetes.Exec;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>The faults of the API server and its tunnels. Thread-safe; each fault is used up by what meets it.</summary>
public sealed class ClusterFaults
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string Verb, string Resource)> _denied = [];
    private readonly HashSet<(string Verb, string Resource)> _deniedClusterWide = [];
    private readonly ArmedFaults<Refusal> _refusedUpgrades = new();
    private readonly ArmedFaults<FailedRequest> _failedRequests = new();
    private readonly ArmedFaults<CutTunnel> _cutTunnels = new();
    private readonly ArmedFaults<ProxyFailure> _proxyFailures = new();

    /// <summary>Is awaited before each request to the API server is handled.</summary>
    public Func<HttpContext, Task>? Hold { get; set; }

    /// <summary>What goes wrong with commands in pods.</summary>
    public ExecFaults Exec { get; } = new();

    /// <summary>Denies a permission until <see cref="Allow"/>: as in "get", "pods/portforward".</summary>
    /// <param name="verb">The verb, or * for all.</param>
    /// <param name="resource">The resource, with its subresource.</param>
    /// <param name="clusterWideOnly">Whether the permission remains inside a namespace.</param>
    public void Deny(string verb, string resource, bool clusterWideOnly = false)
    {
        lock (_lock)
            (clusterWideOnly ? _deniedClusterWide : _denied).Add((verb, resource));
    }

    /// <summary>Grants a permission again.</summary>
    public void Allow(string verb, string resource)
    {
        lock (_lock)
        {
            _denied.Remove((verb, resource));
            _deniedClusterWide.Remove((verb, resource));
        }
    }

    /// <summary>Rejects the next port-forwards with a Status of this code and message.</summary>
    public void RefuseUpgrade(int status, string message, int times = 1) =>
        _refusedUpgrades.Arm(new Refusal(status, message), times);

    /// <summary>Fails the next requests to the API server whose path, query included, passes the filter.</summary>
    /// <param name="status">The response's status.</param>
    /// <param name="times">How many requests fail.</param>
    /// <param name="pathFilter">Which requests fail; null: all.</param>
    /// <param name="retryAfter">The Retry-After header; null: none, but for a 429 one second, as from every API server.</param>
    public void FailRequests(int status, int times = 1, Func<string, bool>? pathFilter = null, string? retryAfter = null) => _failedRequests.Arm(
        new FailedRequest(status, retryAfter ?? (status == StatusCodes.Status429TooManyRequests ? "1" : null), pathFilter), times);

    /// <summary>Cuts the next tunnels that carry so many bytes of data to the client; 0: right after the port frames.</summary>
    public void CutTunnelAfter(long downstreamDataBytes, TunnelCut how, int times = 1, Func<SimulatedPod, bool>? which = null) =>
        _cutTunnels.Arm(new CutTunnel(downstreamDataBytes, how, which), times);

    /// <summary>Fails the next requests through the pod proxy, as the API server does where it cannot reach the pod.</summary>
    /// <param name="reason">The error of Go's transport, as in "EOF" or "dial tcp 10.0.0.1:8081: i/o timeout".</param>
    /// <param name="form">How the API server passes that on.</param>
    /// <param name="afterSending">Whether the pod has processed the request before.</param>
    /// <param name="method">The requests that fail, by their method; all where it is null.</param>
    /// <param name="times">How many of them fail.</param>
    public void FailProxy(string reason, ProxyErrorForm form = ProxyErrorForm.Status503, bool afterSending = false, string? method = null, int times = 1) =>
        _proxyFailures.Arm(new ProxyFailure(reason, form, afterSending, method), times);

    /// <summary>Clears all faults that are still armed, and all denials.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _denied.Clear();
            _deniedClusterWide.Clear();
        }
        _refusedUpgrades.Clear();
        _failedRequests.Clear();
        _cutTunnels.Clear();
        _proxyFailures.Clear();
        Exec.Clear();
    }

    internal bool IsDenied(string verb, string resource, bool clusterWide)
    {
        lock (_lock)
            return Matches(_denied, verb, resource) || (clusterWide && Matches(_deniedClusterWide, verb, resource));
    }

    internal Refusal? TakeRefusal() => _refusedUpgrades.TryTake(_ => true, out var refusal) ? refusal : null;

    internal ProxyFailure? TakeProxyFailure(string method) =>
        _proxyFailures.TryTake(failure => failure.Method is null || failure.Method == method, out var failure) ? failure : null;

    internal FailedRequest? TakeFailure(string path) =>
        _failedRequests.TryTake(failure => failure.PathFilter?.Invoke(path) ?? true, out var failure) ? failure : null;

    /// <summary>The cut that falls between the bytes sent so far and those to be sent now; at the start, one at 0.</summary>
    internal CutTunnel? TakeCut(SimulatedPod pod, long sent, int next) => _cutTunnels.TryTake(
        cut => cut.Bytes <= sent + next && (cut.Bytes > sent || next == 0) && (cut.Which?.Invoke(pod) ?? true), out var cut) ? cut : null;

    private static bool Matches(HashSet<(string Verb, string Resource)> denied, string verb, string resource) =>
        denied.Contains((verb, resource)) || denied.Contains(("*", resource));

    internal sealed record Refusal(int Status, string Message);

    internal sealed record CutTunnel(long Bytes, TunnelCut How, Func<SimulatedPod, bool>? Which);

    internal sealed record ProxyFailure(string Reason, ProxyErrorForm Form, bool AfterSending, string? Method);

    internal sealed record FailedRequest(int Status, string? RetryAfter, Func<string, bool>? PathFilter);
}

/// <summary>How a port-forward breaks.</summary>
public enum TunnelCut
{
    /// <summary>The connection is reset; bytes still on their way are lost.</summary>
    Abort,

    /// <summary>An error text, then the normal end.</summary>
    ErrorChannel,

    /// <summary>The normal end in the middle of the data.</summary>
    EarlyClose,

    /// <summary>No more bytes; the connection stays open until the client closes it.</summary>
    Stall,
}

/// <summary>How an API server reports that its pod proxy did not reach the pod.</summary>
public enum ProxyErrorForm
{
    /// <summary>A Status object with 503, as current versions do.</summary>
    Status503,

    /// <summary>A Status object with 500, as some versions around 1.20 do.</summary>
    Status500,

    /// <summary>Plain text with 503, as versions before 1.20 do.</summary>
    PlainText,
}
