using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Unit.Kubernetes;

/// <summary>A request to an overloaded API server is retried after its Retry-After, as long as a call's limit allows that.</summary>
public sealed class ThrottleTests
{
    private static AutoAdvancingClock Clock() => new() { Skips = due => due < TimeSpan.FromSeconds(30) };

    [Theory(Timeout = Test.Limit)]
    [InlineData(429, 4, "1", 4)]
    [InlineData(429, 1, "4", 4)]
    [InlineData(429, 1, "25", 25)]
    [InlineData(429, 3, "0", 0)]
    [InlineData(500, 1, "3", 3)]
    [InlineData(503, 5, "2", 10)]
    [InlineData(429, 1, "Sun, 01 Mar 2026 12:00:07 GMT", 7)]
    [InlineData(429, 1, "Sun, 01 Mar 2026 11:00:00 GMT", 0)]
    public async Task A_request_to_the_kubernetes_api_is_retried_after_the_delay_in_Retry_After(int status, int times, string retryAfter, int seconds)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.FailRequests(status, times, path => path.Contains("/statefulsets/", StringComparison.Ordinal), retryAfter);
        var clock = Clock();

        await cluster.OpenAsync(time: clock);

        Assert.Equal(TimeSpan.FromSeconds(seconds), clock.Elapsed);
        Assert.Equal(times + 1, cluster.RequestsFor("/statefulsets/"));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("30")]
    [InlineData("3600")]
    [InlineData("Mon, 02 Mar 2026 12:00:00 GMT")]
    public async Task A_delay_beyond_the_limit_of_the_call_is_an_error_at_once(string retryAfter)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.FailRequests(429, int.MaxValue, retryAfter: retryAfter);
        var clock = Clock();

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => cluster.OpenAsync(time: clock));

        Assert.Contains("is overloaded: it responded with 429 and asks to wait", failed.Message, StringComparison.Ordinal);
        Assert.Contains(retryAfter.StartsWith("Mon", StringComparison.Ordinal) ? "86400 seconds" : $"{retryAfter} seconds", failed.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, clock.Elapsed);
        Assert.Equal(1, cluster.RequestsFor("/statefulsets/"));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("1", 11)]
    [InlineData("10", 3)]
    public async Task An_api_server_that_stays_overloaded_is_an_error_in_the_end(string retryAfter, int requests)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.FailRequests(429, int.MaxValue, path => path.Contains("/statefulsets/", StringComparison.Ordinal), retryAfter);

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => cluster.OpenAsync(time: Clock()));

        Assert.Contains("overloaded", failed.Message, StringComparison.Ordinal);
        Assert.Equal(requests, cluster.RequestsFor("/statefulsets/"));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("/portforward", 4, "1", Transport.PortForward)]
    [InlineData("/portforward", 1, "14", Transport.PortForward)]
    [InlineData("/proxy/", 4, "1", Transport.Proxy)]
    [InlineData("/proxy/", 1, "14", Transport.Proxy)]
    public async Task So_is_it_on_the_way_to_the_broker_and_the_request_gets_there_once(string path, int times, string retryAfter, Transport transport)
    {
        await using var cluster = await TestCluster.StartAsync();
        var clock = Clock();
        var session = await cluster.OpenAsync(TestCluster.ByLabels with { Transport = transport }, clock);
        cluster.Faults.FailRequests(429, times, target => target.Contains(path, StringComparison.Ordinal), retryAfter);

        await session.Api.RequestBackupAsync(Test.Cancel);

        Assert.Equal(1, cluster.Posts);
        Assert.Single(cluster.Backups.List());
        Assert.InRange(clock.Elapsed.TotalSeconds, times * int.Parse(retryAfter, System.Globalization.CultureInfo.InvariantCulture), 20);
        Assert.Empty(cluster.Pods[1].Node.Requests);
    }

    // As an API server responds whose storage is not ready yet.
    [Fact(Timeout = Test.Limit)]
    public async Task A_status_object_over_the_pod_proxy_is_the_api_servers_as_well()
    {
        const string Said = """{"kind":"Status","apiVersion":"v1","status":"Failure","message":"storage is (re)initializing","reason":"TooManyRequests","code":429}""";
        var clock = Clock();
        var refused = 0;
        await using var gateway = await Gateway.StartAsync(_ => RelayAction.Pass, other: piece =>
            piece.Contains("/proxy/", StringComparison.Ordinal) && refused++ < 2
                ? new(false, $"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2\r\nContent-Type: application/json\r\nContent-Length: {Said.Length}\r\n\r\n{Said}")
                : RelayAction.Pass);
        var session = await gateway.OpenAsync(clock, new BrokerTarget { Transport = Transport.Proxy });

        await session.Api.RequestBackupAsync(Test.Cancel);

        Assert.Equal(1, gateway.Cluster.Posts);
        Assert.Equal(TimeSpan.FromSeconds(4), clock.Elapsed);
    }

    // A broker's own 429 is not the API server's.
    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_that_is_overloaded_is_not_taken_for_the_api_server()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(new BrokerTarget { Transport = Transport.Proxy });
        foreach (var pod in cluster.Pods) pod.Node.Faults.FailNext(429, times: int.MaxValue);

        await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("/portforward", Transport.PortForward)]
    [InlineData("/proxy/", Transport.Proxy)]
    public async Task More_time_than_there_is_on_the_way_to_the_broker_does_not_blame_the_broker(string path, Transport transport)
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(TestCluster.ByLabels with { Transport = transport }, Clock());
        cluster.Faults.FailRequests(429, int.MaxValue, target => target.Contains(path, StringComparison.Ordinal), "120");
        var before = cluster.Simulator.Requests.Count;

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("asks to wait 120 seconds", failed.Message, StringComparison.Ordinal);
        Assert.Equal(before + 1, cluster.Simulator.Requests.Count);
    }

    // A node has used up two thirds of the call's time before its connection was lost.
    [Theory(Timeout = Test.Limit)]
    [InlineData("/portforward", Transport.PortForward)]
    [InlineData("/proxy/", Transport.Proxy)]
    public async Task Nor_does_more_time_than_is_left_of_the_call(string path, Transport transport)
    {
        var clock = Clock();
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(TestCluster.ByLabels with { Transport = transport }, clock);
        cluster.Pods[0].Node.Faults.Intercept = (context, _) =>
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            cluster.Faults.FailRequests(429, int.MaxValue, target => target.Contains(path, StringComparison.Ordinal), "14");
            context.Abort();
            return Task.CompletedTask;
        };

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("asks to wait 14 seconds", failed.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(20), clock.Elapsed);
    }

    // Not executed, or a read: the pod proxy can repeat it. A create request that may have been executed is not repeated.
    [Fact(Timeout = Test.Limit)]
    public async Task A_read_over_the_pod_proxy_waits_as_long_as_a_server_error_asks_for()
    {
        var clock = Clock();
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(TestCluster.ByLabels with { Transport = Transport.Proxy }, clock);
        cluster.Faults.FailRequests(503, 2, target => target.Contains("/proxy/", StringComparison.Ordinal), "2");

        await session.Api.ListBackupsAsync(Test.Cancel);
        Assert.Equal(TimeSpan.FromSeconds(4), clock.Elapsed);

        cluster.Faults.FailRequests(503, 1, target => target.Contains("/proxy/", StringComparison.Ordinal), "2");
        await Assert.ThrowsAsync<ResponseLostException>(() => session.Api.RequestBackupAsync(Test.Cancel));
        Assert.Equal(0, cluster.Posts);
    }

    // The pod proxy reaches the broker, and another way to it would only be a further request too early.
    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_that_limits_requests_is_not_asked_over_a_port_forward_instead()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Pods[0].Node.Faults.FailNext(429, times: int.MaxValue, retryAfter: "120");

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => cluster.OpenAsync(new BrokerTarget { Transport = Transport.Auto }));

        Assert.Contains("limits requests", failed.Message, StringComparison.Ordinal);
        Assert.Equal(0, cluster.PortForwards);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_request_that_cannot_succeed_is_not_repeated()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.FailRequests(400, int.MaxValue);

        await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => cluster.OpenAsync());

        Assert.Equal(1, cluster.RequestsFor("/statefulsets/"));
    }
}
