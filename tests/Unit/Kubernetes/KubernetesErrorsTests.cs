using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Kubernetes;

public sealed class KubernetesErrorsTests
{
    [Fact]
    public async Task A_401_names_the_context_and_that_the_login_may_have_expired()
    {
        await using var cluster = await TestCluster.StartAsync();
        var source = cluster.SourceOf(cluster.Simulator.KubeConfigFor("prod", "hivemq", "expired-secret"));

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => cluster.OpenAsync(source: source));

        Assert.Contains("'prod'", failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.Cause);
        Assert.DoesNotContain("expired-secret", failed.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get", "statefulsets", "statefulsets.apps")]
    [InlineData("list", "pods", "pods")]
    public async Task A_missing_permission_names_verb_and_resource(string verb, string denied, string resource)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.Deny(verb, denied);
        cluster.Faults.Deny(verb, resource);

        var failed = await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => cluster.OpenAsync());

        Assert.Contains($"'{verb}' {resource}", failed.Message, StringComparison.Ordinal);
        Assert.Contains("'hivemq'", failed.Message, StringComparison.Ordinal);
        Assert.Contains("is forbidden: User \"system:serviceaccount:hivemq:simulator\" cannot", failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.VerbForbidden(verb, resource, "hivemq", "simulator"), failed.Cause);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_missing_permission_to_forward_ports_names_the_subresource_and_the_verb_that_kubectl_needs(bool createForEveryUpgrade)
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { CreateForEveryUpgrade = createForEveryUpgrade });
        cluster.Faults.Deny("*", "pods/portforward");
        var told = new List<string>();
        var session = await cluster.OpenAsync(log: new Log(told.Add, told.Add));

        var failed = await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains("'create' pods/portforward", failed.Message, StringComparison.Ordinal);
        Assert.Contains("cannot create", failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.VerbForbidden("create", "pods/portforward", "hivemq", "simulator"), failed.Cause);
        Assert.Equal(2, cluster.PortForwards);
        Assert.Empty(told);
    }

    [Fact]
    public async Task The_permission_to_create_is_enough_to_forward_ports()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.Deny("get", "pods/portforward");
        var session = await cluster.OpenAsync();

        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(1, cluster.PortForwards);
    }

    // Up to Kubernetes 1.34.
    [Fact]
    public async Task So_is_the_permission_to_get_and_the_other_is_not_tried_again()
    {
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { CreateForEveryUpgrade = false });
        cluster.Faults.Deny("create", "pods/portforward");
        var session = await cluster.OpenAsync();

        await session.Api.ListBackupsAsync(Test.Cancel);
        Assert.Equal(2, cluster.PortForwards);
        cluster.Pods[0].Node.Unplug();
        cluster.Pods[0].Node.PlugIn();
        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(1, cluster.Simulator.Requests.Count(r => r.Method == "POST"));
    }

    [Fact]
    public async Task A_login_that_expires_in_the_middle_is_named_as_the_cause()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(TestCluster.ByLabels);
        cluster.Faults.FailRequests(401, times: int.MaxValue);

        await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_named()
    {
        using var closed = new ClosedPort();
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { StatefulSets = [] });
        var source = cluster.SourceOf(KubeConfigText.Of(new Uri($"https://{closed.Authority}")));

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => cluster.OpenAsync(source: source));

        Assert.Contains(closed.Authority, failed.Message, StringComparison.Ordinal);
        Assert.Contains("'test'", failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.Cause);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(400)]
    public async Task A_server_that_is_not_well_is_quoted(int status)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.FailRequests(status, times: int.MaxValue);

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => cluster.OpenAsync());

        Assert.Contains($"responded with {status}", failed.Message, StringComparison.Ordinal);
        Assert.Contains(cluster.Simulator.Server.Authority, failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "text/html", "<html><title>Log in</title></html>")]
    [InlineData(200, "application/json", "")]
    [InlineData(200, "application/json", "[]")]
    [InlineData(200, "application/json", "{\"kind\":")]
    [InlineData(404, "text/html", "<h1>Not Found</h1>")]
    [InlineData(302, "text/html", "moved")]
    public async Task A_server_that_is_not_Kubernetes_is_recognized(int status, string contentType, string body)
    {
        using var folder = new TempFolder();
        await using var server = await HiveMQNode.StartAsync(new(), Test.Cancel);
        server.Faults.RespondNext(status, contentType, body, times: int.MaxValue);
        var source = Client.Kubernetes.Config.KubeConfigSource.Find(folder.Write("config", KubeConfigText.Of(server.Address)), "/", _ => null);

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => BrokerSession.OpenAsync(new(), source, TimeProvider.System, Log.None, Test.Cancel));

        Assert.Contains(server.Address.Authority, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(failed.Message, char.IsControl);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_search_can_be_cancelled()
    {
        using var folder = new TempFolder();
        await using var server = await HiveMQNode.StartAsync(new(), Test.Cancel);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        server.Faults.Intercept = (context, _) =>
        {
            cancel.Cancel();
            return context.UntilGoneAsync();
        };
        var source = Client.Kubernetes.Config.KubeConfigSource.Find(folder.Write("config", KubeConfigText.Of(server.Address)), "/", _ => null);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BrokerSession.OpenAsync(new(), source, TimeProvider.System, Log.None, cancel.Token));
    }

    [Fact]
    public async Task A_redirect_is_not_an_API_servers_response()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Faults.FailRequests(302, times: 100);

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnreachable, () => cluster.OpenAsync());

        Assert.IsType<ErrorCause.NotKubernetes>(failed.Cause);
    }
}
