using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Kubernetes.PortForward;

/// <summary>The error of a port-forward without permission names all that is missing, at once.</summary>
public sealed class PermissionTests
{
    [Theory(Timeout = Test.Limit)]
    [InlineData(true, "create")]
    [InlineData(true, "get")]
    [InlineData(false, "get")]
    public async Task On_a_path_without_spdy_both_permissions_are_named(bool createForEveryUpgrade, string denied)
    {
        var options = new SimulatedClusterOptions { Spdy = SpdySupport.RefusedByProxy, CreateForEveryUpgrade = createForEveryUpgrade };
        await using var cluster = await TestCluster.StartAsync(options);
        cluster.Faults.Deny(denied, "pods/portforward");
        var session = await cluster.OpenAsync();

        var failed = await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains($"is not allowed to '{denied}' pods/portforward in the namespace 'hivemq': pods \"broker-0\" is forbidden: ", failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.GetOrCreateForbidden("pods/portforward", "hivemq", "simulator"), failed.Cause);
        IsWhole(failed.Message);
        Assert.Equal(2, cluster.PortForwards);
    }

    // Up to Kubernetes 1.34, a WebSocket requires only 'get'.
    [Fact(Timeout = Test.Limit)]
    public async Task On_a_path_without_spdy_get_is_enough_for_older_clusters()
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { Spdy = SpdySupport.Dropped, CreateForEveryUpgrade = false });
        cluster.Faults.Deny("create", "pods/portforward");
        var session = await cluster.OpenAsync();

        await session.Api.ListBackupsAsync(Test.Cancel);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(SpdySupport.Taken)]
    [InlineData(SpdySupport.Dropped)]
    [InlineData(SpdySupport.Broken)]
    public async Task A_rejection_without_a_reason_is_about_create(SpdySupport spdy)
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { Spdy = spdy });
        cluster.Faults.Deny("create", "pods/portforward");
        var session = await cluster.OpenAsync();

        var failed = await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("'create' pods/portforward", failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.VerbForbidden("create", "pods/portforward", "hivemq", "simulator"), failed.Cause);
        IsWhole(failed.Message);
        Assert.InRange(cluster.PortForwards, 2, 3);
    }

    // The role of a session may lose a permission while it lasts.
    [Fact(Timeout = Test.Limit)]
    public async Task A_websocket_that_is_rejected_without_a_reason_after_it_was_allowed_is_about_create()
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { Spdy = SpdySupport.RefusedByProxy });
        var session = await cluster.OpenAsync();
        await session.Api.ListBackupsAsync(Test.Cancel);
        cluster.Faults.Deny("create", "pods/portforward");
        foreach (var pod in cluster.Pods) pod.Node.Unplug();
        foreach (var pod in cluster.Pods) pod.Node.PlugIn();

        var failed = await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("'create' pods/portforward", failed.Message, StringComparison.Ordinal);
        Assert.Contains("no reason given.", failed.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("get")]
    [InlineData("create")]
    public async Task A_backup_over_the_pod_proxy_needs_get_and_create_and_the_error_says_so(string denied)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.Deny(denied, "pods/proxy");
        var session = await cluster.OpenAsync(new BrokerTarget { Transport = Transport.Proxy });

        var failed = await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => new Client.Backups.BackupCreation(session.Api).StartAsync(joinRunning: false, Test.Cancel));

        Assert.Contains($"'{denied}' pods/proxy", failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.GetOrCreateForbidden("pods/proxy", "hivemq", "simulator"), failed.Cause);
        IsWhole(failed.Message);
        Assert.Equal(0, cluster.Posts);
    }

    // A webhook without a status of its own, one with it, and a ValidatingAdmissionPolicy.
    [Theory(Timeout = Test.Limit)]
    [InlineData(400, "admission webhook \"no.example\" denied the request: not here")]
    [InlineData(403, "admission webhook \"no.example\" denied the request: not here")]
    [InlineData(422, "pods \"broker-0\" is forbidden: ValidatingAdmissionPolicy 'no' with binding 'no' denied request: not here")]
    public async Task A_policy_of_the_cluster_that_denies_it_is_named_at_once(int status, string message)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.RefuseUpgrade(status, message, int.MaxValue);
        var session = await cluster.OpenAsync();

        var failed = await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("A policy of the cluster does not allow the context 'simulator' to 'create' pods/portforward in the namespace 'hivemq': " + message, failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.DeniedByPolicy>(failed.Cause);
        IsWhole(failed.Message);
        Assert.Equal(1, cluster.PortForwards);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("400 Bad Request")]
    [InlineData("422 Unprocessable Entity")]
    public async Task So_is_one_that_denies_the_pod_proxy(string status)
    {
        const string Said = """{"kind":"Status","apiVersion":"v1","status":"Failure","message":"admission webhook \"no.example\" denied the request without explanation"}""";
        var denied = 0;
        await using var gateway = await Gateway.StartAsync(_ => RelayAction.Pass, other: piece => piece.Contains("/proxy/", StringComparison.Ordinal) && ++denied > 0
            ? new(false, $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Said.Length}\r\n\r\n{Said}")
            : RelayAction.Pass);
        var session = await gateway.OpenAsync(TimeProvider.System, new BrokerTarget { Transport = Transport.Proxy });

        var failed = await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("'get' pods/proxy in the namespace 'hivemq': admission webhook \"no.example\" denied the request without explanation.", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, denied);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task To_delete_a_backup_over_the_pod_proxy_needs_delete_and_the_error_says_so()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.Deny("delete", "pods/proxy");
        var session = await cluster.OpenAsync(new BrokerTarget { Transport = Transport.Proxy });

        var failed = await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => session.Api.RequestRemovalAsync("a", Test.Cancel));

        Assert.Contains("'delete' pods/proxy in the namespace 'hivemq': pods \"broker-0:8081\" is forbidden: ", failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.VerbForbidden("delete", "pods/proxy", "hivemq", "simulator"), failed.Cause);
        IsWhole(failed.Message);
    }

    private static void IsWhole(string message)
    {
        Assert.EndsWith(".", message, StringComparison.Ordinal);
        Assert.DoesNotContain(": .", message, StringComparison.Ordinal);
        Assert.DoesNotContain(":.", message, StringComparison.Ordinal);
    }
}
