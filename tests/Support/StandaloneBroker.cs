using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Tests.Support;

/// <summary>One simulated HiveMQ node without Kubernetes, and a session that was opened with its address.</summary>
internal sealed class StandaloneBroker : IAsyncDisposable
{
    private StandaloneBroker(HiveMQNode node, BrokerSession session)
    {
        Node = node;
        Session = session;
    }

    public HiveMQNode Node { get; }

    public BrokerSession Session { get; }

    public BackupApi Api => Session.Api;

    /// <summary>The lines of the requests that the node has received.</summary>
    public IEnumerable<string> RequestLines => Node.Requests.Select(r => $"{r.Method} {r.PathAndQuery}");

    public int Posts => Node.Requests.Count(r => r.Method == "POST");

    public static async Task<StandaloneBroker> StartAsync(
        HiveMQNodeOptions? options = null, Func<BrokerTarget, BrokerTarget>? with = null, TimeProvider? time = null, string path = "", Log? log = null)
    {
        options ??= new HiveMQNodeOptions();
        options.Time ??= time;
        var node = await HiveMQNode.StartAsync(options, Test.Cancel);
        var target = new BrokerTarget { Uri = new Uri(node.Address, path) };
        var session = await BrokerSession.OpenAsync(with?.Invoke(target) ?? target, null, time ?? TimeProvider.System, log ?? Log.None, Test.Cancel);
        return new StandaloneBroker(node, session);
    }

    /// <summary>Responds to every request with this JSON.</summary>
    public void AlwaysRespond(string json, int status = 200, string contentType = "application/json") =>
        Node.Faults.RespondNext(status, contentType, json, times: int.MaxValue);

    /// <summary>Lets the test respond to those requests whose path contains the text.</summary>
    public void Handle(string pathContains, Func<HttpContext, Task> respond) => Node.Faults.Intercept =
        (context, next) => context.Request.Path.Value!.Contains(pathContains, StringComparison.Ordinal) ? respond(context) : next();

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await Node.DisposeAsync();
    }
}
