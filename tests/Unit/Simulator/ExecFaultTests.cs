using System.Net.WebSockets;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Simulator;

/// <summary>The faults of commands in the simulator's pods: refused, broken off, and what the shell does not have or allow.</summary>
public sealed class ExecFaultTests
{
    [Fact(Timeout = Test.Limit)]
    public async Task SPDY_requires_create_and_is_refused_in_the_words_of_the_API_server()
    {
        await using var cluster = await StartAsync();
        cluster.Faults.Deny("create", "pods/exec");
        using var client = await SpdyExecClient.OpenAsync(cluster, ["true"]);

        Assert.StartsWith("HTTP/1.1 403", client.Response, StringComparison.Ordinal);
        Assert.Contains(
            "pods \\\"broker-0\\\" is forbidden: User \\\"system:serviceaccount:hivemq:simulator\\\" cannot create resource \\\"pods/exec\\\"",
            client.Response, StringComparison.Ordinal);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("get", true, false)]
    [InlineData("create", true, false)]
    [InlineData("create", false, true)]
    public async Task A_WebSocket_requires_get_and_from_1_35_on_create_as_well(string denied, bool createForEveryUpgrade, bool isAllowed)
    {
        await using var cluster = await SimulatedCluster.StartAsync(
            new SimulatedClusterOptions { Tls = false, CreateForEveryUpgrade = createForEveryUpgrade }, Test.Cancel);
        cluster.Faults.Deny(denied, "pods/exec");

        var refusal = await Record.ExceptionAsync(async () => (await WebSocketExecClient.OpenAsync(cluster, ["true"])).Dispose());

        Assert.Equal(isAllowed, refusal is null);
        if (refusal is not null) Assert.Contains("403", Assert.IsType<WebSocketException>(refusal).Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("&container=x", "container x is not valid for pod broker-0")]
    [InlineData("", "a container name must be specified for pod broker-0, choose one of: [hivemq sidecar]")]
    public async Task A_container_that_does_not_exist_or_is_not_named_is_a_bad_request(string query, string message)
    {
        await using var cluster = await StartAsync(set => set.Ports = [.. set.Ports, new("web", 80, "sidecar")]);
        using var client = await SpdyExecClient.OpenAsync(cluster, ["true"], query: query);

        Assert.StartsWith("HTTP/1.1 400", client.Response, StringComparison.Ordinal);
        Assert.Contains(message, client.Response, StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_pod_of_one_container_needs_no_name_and_an_unknown_pod_is_not_found()
    {
        await using var cluster = await StartAsync();
        using var one = await SpdyExecClient.OpenAsync(cluster, ["sh", "-c", "echo $HOSTNAME"], query: "");
        using var none = await SpdyExecClient.OpenAsync(cluster, ["true"], pod: "broker-9");

        Assert.True(await one.ReceiveAsync());
        Assert.Equal("broker-0\n", one["stdout"]);
        Assert.StartsWith("HTTP/1.1 404", none.Response, StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task An_armed_refusal_and_an_error_of_the_kubelet_meet_one_command_each()
    {
        await using var cluster = await StartAsync();
        cluster.Faults.Exec.Refuse(500, "error dialing backend: EOF");
        cluster.Faults.Exec.Fail("container not running");
        using var refused = await SpdyExecClient.OpenAsync(cluster, ["true"]);
        using var failed = await SpdyExecClient.OpenAsync(cluster, ["true"], stdin: true);
        using var runs = await SpdyExecClient.OpenAsync(cluster, ["true"]);

        Assert.StartsWith("HTTP/1.1 500", refused.Response, StringComparison.Ordinal);
        Assert.True(await failed.ReceiveAsync());
        Assert.Contains("InternalError", failed["error"], StringComparison.Ordinal);
        Assert.Contains("container not running", failed["error"], StringComparison.Ordinal);
        Assert.True(await runs.ReceiveAsync());
        Assert.Contains("Success", runs["error"], StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_command_whose_connection_is_cut_reads_the_end_of_its_input_and_runs_to_its_end()
    {
        await using var cluster = await StartAsync();
        cluster.Faults.Exec.CutAfter(70_000);
        var done = Path.Combine(cluster.Pods[0].BackupFolder, "done");
        using var client = await SpdyExecClient.OpenAsync(
            cluster, ["sh", "-c", "cat > backup/part; mv backup/part backup/done"], stdin: true);

        await client.SendAsync(new byte[70_000]);
        var isWhole = await client.ReceiveAsync();

        Assert.False(isWhole && client.Reset.Count > 0);
        await cluster.Pods[0].CommandsEnded;
        Assert.Equal(70_000, new FileInfo(done).Length);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_lost_status_leaves_the_client_without_the_end_of_a_command_that_has_run()
    {
        await using var cluster = await StartAsync();
        cluster.Faults.Exec.LoseStatus();
        // Waits for its input, so that the lost status cannot overtake the response to the upgrade.
        using var client = await WebSocketExecClient.OpenAsync(cluster, ["sh", "-c", "head -n 1 > backup/ran"], stdin: true);

        await client.SendAsync("x\n"u8.ToArray());
        Assert.False(await client.ReceiveAsync());
        Assert.Empty(client.Status);
        Assert.True(File.Exists(Path.Combine(cluster.Pods[0].BackupFolder, "ran")));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_deleted_pod_takes_its_commands_with_it_and_keeps_its_folder_on_a_volume_only()
    {
        await using var cluster = await StartAsync();
        var (kept, emptied) = (cluster.Pods[0], cluster.Pods[1]);
        emptied.Shell.KeepsFolder = false;
        using var first = await SpdyExecClient.OpenAsync(cluster, ["sh", "-c", "> backup/started; echo started; cat"], stdin: true);
        using var second = await SpdyExecClient.OpenAsync(cluster, ["sh", "-c", "> backup/started; echo started; cat"], stdin: true, pod: "broker-1");
        await first.ReceiveOutputAsync();
        await second.ReceiveOutputAsync();

        kept.Delete();
        emptied.Delete();

        await first.ReceiveAsync();
        await second.ReceiveAsync();
        await kept.CommandsEnded;
        await emptied.CommandsEnded;
        Assert.Single(Directory.EnumerateFiles(kept.BackupFolder));
        Assert.Empty(Directory.EnumerateFiles(emptied.BackupFolder));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task The_pods_folders_are_gone_after_the_cluster()
    {
        var cluster = await StartAsync();
        var folder = cluster.Pods[0].BackupFolder;
        using var client = await SpdyExecClient.OpenAsync(cluster, ["sh", "-c", "> backup/started; echo started; cat"], stdin: true);
        await client.ReceiveOutputAsync();

        await cluster.DisposeAsync();

        Assert.False(Directory.Exists(Path.GetDirectoryName(folder)));
    }

    private static Task<SimulatedCluster> StartAsync(Action<StatefulSetOptions>? with = null)
    {
        var set = new StatefulSetOptions();
        with?.Invoke(set);
        return SimulatedCluster.StartAsync(new SimulatedClusterOptions { Tls = false, StatefulSets = [set] }, Test.Cancel);
    }
}
