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

    /// <summary>The request lines that the node has got.</summary>
    public IEnumerable<string> RequestLines => Node.Requests.Select(r => $"{r.Method} {r.PathAndQuery}");

    public int Posts => Node.Requests.Count(r => r.Method == "POST");

    public static async Task<StandaloneBroker> StartAsync(
        HiveMQNodeOptions? options = null, Func<BrokerTarget, BrokerTarget>? with = null, TimeProvider? time = null, string path = "")
    {
        options ??= new HiveMQNodeOptions();
        options.Time ??= time;
        var node = await HiveMQNode.StartAsync(options, Test.Cancel);
        var target = new BrokerTarget { Uri = new Uri(node.Address, path) };
        var session = await BrokerSession.OpenAsync(with?.Invoke(target) ?? target, null, time ?? TimeProvider.System, Test.Cancel);
        return new StandaloneBroker(node, session);
    }

    /// <summary>Answers every request with this JSON.</summary>
    public void AlwaysAnswer(string json, int status = 200, string contentType = "application/json") =>
        Node.Faults.AnswerNext(status, contentType, json, times: int.MaxValue);

    /// <summary>Lets the test answer those requests whose path holds the text.</summary>
    public void Handle(string pathContains, Func<HttpContext, Task> answer) => Node.Faults.Intercept =
        (context, next) => context.Request.Path.Value!.Contains(pathContains, StringComparison.Ordinal) ? answer(context) : next();

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await Node.DisposeAsync();
    }
}
