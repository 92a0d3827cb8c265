using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Engine;

public sealed class GetHiveMQBrokerTests : IAsyncLifetime
{
    private readonly BackupStore _second = new() { BackupDuration = TimeSpan.Zero, NewBackupSize = 500 };
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public void A_broker_has_all_that_it_is()
    {
        var broker = _test.Run("Get-HiveMQBroker").Single;
        Assert.Equal(
            "Name=broker Namespace=hivemq Context=simulator Kind=StatefulSet Replicas=2 ReadyPods=2 ApiPort=8081 Answers=True Problem=",
            string.Join(' ', broker.Properties.Select(p => $"{p.Name}={p.Value}")));
        Assert.Equal("hivemq/broker", broker.ToString());
    }

    [Fact]
    public void The_defaults_are_shown()
    {
        Assert.Equal(["🎯 simulator / hivemq"], _test.Run("Get-HiveMQBroker").Succeeded.Information);
        Assert.Empty(_test.Run("Get-HiveMQBroker -Context simulator -AllNamespaces").Succeeded.Information);
    }

    [Fact]
    public void All_brokers_of_a_cluster_share_one_login()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The plugin is a script of sh.");
        for (var i = 1; i <= 4; i++) _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = $"more-{i}" });
        var runs = Path.Combine(_test.Folder, "runs");
        var plugin = Path.Combine(_test.Folder, "plugin.sh");
        File.WriteAllText(plugin, $$"""echo run >> '{{runs}}'; echo '{"kind":"ExecCredential","status":{"token":"simulator-token"} }'""");
        var config = Path.Combine(_test.Folder, "with-plugin");
        File.WriteAllText(config, _test.Cluster.KubeConfig.Replace("token: simulator-token", $"exec: {{command: /bin/sh, args: ['{plugin}']}}", StringComparison.Ordinal));

        Assert.Equal(Enumerable.Repeat<object>(true, 5), _test.Run($"Get-HiveMQBroker -KubeConfig '{config}'").Succeeded.Values("Answers"));
        Assert.Empty(_test.Run($"Get-HiveMQBackup -KubeConfig '{config}' -StatefulSet more-1").Succeeded.Output);

        Assert.Single(File.ReadAllLines(runs));
    }

    [Fact]
    public void Brokers_are_known_by_labels_name_or_ports()
    {
        Dictionary<string, string> none = new() { ["app"] = "x" };
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "by-ports", Labels = new Dictionary<string, string>(none) });
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "database", Labels = new Dictionary<string, string> { ["app"] = "db" }, Ports = [new ContainerPort("api", 8081)] });
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "mosquitto", Labels = new Dictionary<string, string> { ["app"] = "m" }, Ports = [new ContainerPort("mqtt", 1883)] });
        _test.Cluster.AddDeployment(new DeploymentOptions());
        Assert.Equal(["broker", "by-ports", "hivemq-cluster1"], _test.Run("Get-HiveMQBroker").Succeeded.Values("Name"));
    }

    [Theory]
    [InlineData("", "hivemq/broker")]
    [InlineData("-Namespace other", "other/second")]
    [InlineData("-AllNamespaces", "hivemq/broker other/second")]
    [InlineData("sec* -A", "other/second")]
    [InlineData("none* -A", "")]
    public void Namespaces_and_wildcards_filter(string parameters, string brokers)
    {
        AddSecond();
        Assert.Equal(brokers, string.Join(' ', _test.Run($"Get-HiveMQBroker {parameters}").Succeeded.Output));
    }

    [Fact]
    public void A_name_that_is_not_there_is_an_error_of_its_own()
    {
        var outcome = _test.Run("Get-HiveMQBroker none, broker");
        Assert.Equal("BrokerNotFound,HiveMQBackup.Cmdlets.GetHiveMQBrokerCommand", outcome.Error.FullyQualifiedErrorId);
        Assert.Single(outcome.Output);
    }

    [Fact]
    public void A_missing_permission_in_the_whole_cluster_is_reported()
    {
        _test.Cluster.Faults.Deny("list", "statefulsets", clusterWideOnly: true);
        var error = _test.Run("Get-HiveMQBroker -AllNamespaces").Error;
        Assert.StartsWith("KubernetesForbidden,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("'list' statefulsets.apps in all namespaces", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("kubectl auth can-i list statefulsets.apps --all-namespaces --context simulator", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(_test.Run("Get-HiveMQBroker").Succeeded.Output);
    }

    [Fact]
    public void The_reason_why_one_does_not_respond_is_short()
    {
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "secured", Node = new HiveMQNodeOptions { UserName = "admin", Password = "x" } });
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "off", Node = new HiveMQNodeOptions { RestApiEnabled = false } });
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "portless", Ports = [new ContainerPort("mqtt", 1883)] });
        foreach (var pod in _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "starting" }).Pods) pod.Ready = false;
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "zero", Replicas = 1 }).Replicas = 0;
        var outcome = _test.Run("Get-HiveMQBroker").Succeeded;
        Assert.Equal(
            ["", "no backup API", "no REST API port", "credentials required", "no pod is ready", "scaled to 0 pods"],
            outcome.Values("Problem").Select(p => p ?? ""));
        Assert.Equal([true, false, false, false, false, false], outcome.Values("Answers"));
        Assert.Equal([8081, 8081, null, 8081, 8081, 8081], outcome.Values("ApiPort"));
        _test.Shell.Set("c", BrokerParameterTests.Credential("admin", "x"));
        Assert.Equal("admin's", _test.Run("(Get-HiveMQBroker secured -Credential $c | Where-Object Answers) ? \"admin's\" : 'none'").Single.BaseObject);
    }

    [Fact]
    public void Brokers_that_hang_are_checked_side_by_side_and_for_a_few_seconds_only()
    {
        for (var i = 0; i < 3; i++)
        {
            var set = _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = $"hanging{i}" });
            foreach (var pod in set.Pods) pod.Node.Faults.Intercept = (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var outcome = _test.Run("Get-HiveMQBroker hanging*");
        Assert.Equal(3, outcome.Errors.Count);
        Assert.Equal(Enumerable.Repeat("no response within 5 s", 3), outcome.Values("Problem"));
        Assert.InRange(watch.Elapsed.TotalSeconds, 4, 12);
    }

    [Fact]
    public void Every_command_takes_brokers_and_each_has_its_header()
    {
        AddSecond();
        Assert.Equal(["hivemq/broker", "other/second"], _test.Run("Get-HiveMQBroker -A | New-HiveMQBackup").Succeeded.Values("Broker").Order());
        Assert.Equal(["hivemq/broker", "other/second"], _test.Run("Get-HiveMQBroker -A | Get-HiveMQBackup -Latest").Succeeded.Values("Broker"));
        Assert.Equal(["hivemq/broker", "other/second"], _test.Run("Get-HiveMQBroker -A | Get-HiveMQBackupStatus -Latest -Wait").Succeeded.Values("Broker").Order());
        Assert.Equal(2, _test.Run("Get-HiveMQBroker -A | Save-HiveMQBackup -Latest -OutputDir './bk/{namespace}'").Succeeded.Output.Count);
        Assert.Single(_test.Files("bk/other"));
        Assert.Equal(4, _test.Run("$b = Get-HiveMQBroker broker; Get-HiveMQBackup -Broker $b").Succeeded.Output.Count);
        var lines = _test.Shell.Show("Get-HiveMQBroker -A | Get-HiveMQBackup");
        Assert.Equal(2, lines.Count(l => l.Contains("Broker: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_Deployment_is_called_by_its_own_name()
    {
        _test.Cluster.AddDeployment(new DeploymentOptions { Node = new HiveMQNodeOptions { Backups = _test.Backups } });
        var outcome = _test.Run("Get-HiveMQBroker hivemq-cluster1 | Get-HiveMQBackup 20260102-020000 | Save-HiveMQBackup -OutputDir './{context}/{broker}/{id}'").Succeeded;
        Assert.Single(outcome.Output);
        Assert.Single(_test.Files("simulator/hivemq-cluster1/20260102-020000"));
    }

    [Theory]
    [InlineData("Get-HiveMQBackup -Latest")]
    [InlineData("Get-HiveMQBackupStatus -Latest")]
    [InlineData("Save-HiveMQBackup -Latest -OutputDir out")]
    [InlineData("New-HiveMQBackup")]
    [InlineData("Get-HiveMQBackup -Latest | Save-HiveMQBackup -OutputDir out")]
    public void One_that_fails_is_an_error_of_its_own_and_does_not_stop_the_others(string command)
    {
        AddSecond();
        _second.Add("20260105-020000", TestEnvironment.At(5), 10);
        var outcome = _test.Run($"$all = Get-HiveMQBroker -A; {Break()}; $all | {command}");
        Assert.StartsWith("NoReadyPod,", Assert.Single(outcome.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Null(outcome.Terminating);
        Assert.Equal("hivemq/broker", outcome.Errors[0].TargetObject?.ToString());
        Assert.Single(outcome.Output);

        // A session that is new has to find the pods again.
        string Break()
        {
            foreach (var pod in _test.Cluster.Pods.Where(p => p.Namespace == "hivemq")) pod.Ready = false;
            return $"Remove-Module HiveMQBackup; Import-Module '{Shell.Manifest}'";
        }
    }

    [Fact]
    public void A_piped_broker_that_was_deleted_does_not_stop_the_others()
    {
        AddSecond();
        _second.Add("20260105-020000", TestEnvironment.At(5), 10);
        _test.Backups.Remove("20260103-020000");
        _test.Run("$backups = Get-HiveMQBroker -A | Get-HiveMQBackup -Latest").Succeeded.ToString();
        foreach (var pod in _test.Cluster.Pods.Where(p => p.Namespace == "hivemq").ToList()) pod.Delete();
        var outcome = _test.Run("$backups | Get-HiveMQBackupStatus");
        Assert.Single(outcome.Errors);
        Assert.Equal("other/second", outcome.Output.Single().Properties["Broker"].Value);
    }

    [Fact]
    public void Backups_of_several_brokers_run_side_by_side()
    {
        AddSecond();
        _test.Backups.BackupDuration = _second.BackupDuration = TimeSpan.FromSeconds(1.5);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(2, _test.Run("Get-HiveMQBroker -A | New-HiveMQBackup").Succeeded.Output.Count);
        Assert.InRange(watch.Elapsed.TotalSeconds, 1.5, 3.9);
    }

    [Fact]
    public void Nothing_that_is_piped_creates_nothing()
    {
        Assert.Empty(_test.Run("Get-HiveMQBroker none* | New-HiveMQBackup").Succeeded.Output);
        Assert.NotEmpty(_test.Run("$null | New-HiveMQBackup").Errors);
        Assert.Equal(3, _test.Backups.List().Count);
    }

    [Theory]
    [InlineData("./x/{namespce}")]
    [InlineData("{name}")]
    public void An_unknown_placeholder_is_an_error(string folder) => Assert.StartsWith(
        "OutputPathInvalid,", _test.Run($"Save-HiveMQBackup 20260102-020000 -OutputDir '{folder}'").Error.FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public async Task Without_Kubernetes_context_and_namespace_are_none()
    {
        await using var node = await HiveMQNode.StartAsync(new HiveMQNodeOptions { Backups = _test.Backups }, TestContext.Current.CancellationToken);
        using var shell = new Shell(_test.Folder, null);
        shell.Run($"Save-HiveMQBackup 20260102-020000 -Uri {node.Address} -OutputDir './{{Context}}/{{NAMESPACE}}/{{broker}}'").Succeeded.ToString();
        Assert.Single(_test.Files($"none/none/127.0.0.1_{node.Address.Port}"));
    }

    private void AddSecond() =>
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "second", Namespace = "other", Node = new HiveMQNodeOptions { Backups = _second } });
}
