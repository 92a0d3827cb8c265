using System.Text;
using System.Text.Json.Nodes;
using HiveMQBackup.Simulator.HiveMQ.Files;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Simulator;

/// <summary>The simulator runs a command in a pod as a kubelet does, over SPDY and over a WebSocket.</summary>
public sealed class ExecTests
{
    private static readonly SimulatedClusterOptions WithoutTls = new() { Tls = false };

    [Fact(Timeout = Test.Limit)]
    public async Task A_command_over_SPDY_sends_its_outputs_its_exit_code_and_resets_the_streams()
    {
        await using var cluster = await SimulatedCluster.StartAsync(WithoutTls, Test.Cancel);
        using var client = await SpdyExecClient.OpenAsync(cluster, ["sh", "-c", "echo \"$0 $1\"; echo bad >&2; exit 3", "name", "a b"]);

        Assert.True(await client.ReceiveAsync());
        Assert.StartsWith("HTTP/1.1 101", client.Response, StringComparison.Ordinal);
        Assert.Contains("X-Stream-Protocol-Version: v4.channel.k8s.io", client.Response, StringComparison.Ordinal);
        Assert.Equal("name a b\n", client["stdout"]);
        Assert.Equal("bad\n", client["stderr"]);
        var status = JsonNode.Parse(client["error"])!;
        Assert.Equal("NonZeroExitCode", status["reason"]!.GetValue<string>());
        Assert.Equal("command terminated with non-zero exit code: exit status 3", status["message"]!.GetValue<string>());
        Assert.Equal("3", status["details"]!["causes"]![0]!["message"]!.GetValue<string>());
        Assert.Equal(client["error"], client.StatusAtReset);
        Assert.Equal(["error", "stderr", "stdout"], client.Reset.Order());
        Assert.Equal(["error", "stderr", "stdout"], client.Replied.Order());
    }

    [Fact(Timeout = Test.Limit)]
    public async Task The_end_of_the_input_over_SPDY_is_the_end_of_the_command_s_input()
    {
        await using var cluster = await SimulatedCluster.StartAsync(WithoutTls, Test.Cancel);
        using var client = await SpdyExecClient.OpenAsync(cluster, ["sh", "-c", "cat; echo done"], stdin: true);

        await client.SendAsync("first "u8.ToArray());
        await client.EndAsync("last ");

        Assert.True(await client.ReceiveAsync());
        Assert.Equal("first last done\n", client["stdout"]);
        Assert.Equal("""{"metadata":{},"status":"Success"}""", client["error"]);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Input_larger_than_all_buffers_arrives_whole_in_the_pod_s_own_backup_folder()
    {
        await using var cluster = await SimulatedCluster.StartAsync(WithoutTls, Test.Cancel);
        using var client = await SpdyExecClient.OpenAsync(cluster, ["sh", "-c", "cat > \"$HIVEMQ_BACKUP_FOLDER/f\"; pwd"], stdin: true);
        var data = new byte[5_000_000];
        SimulatedFile.OfLength("upload", data.Length).Fill(0, data);

        for (var at = 0; at < data.Length; at += 50_000) await client.SendAsync(data.AsMemory(at, 50_000));
        await client.EndAsync();

        Assert.True(await client.ReceiveAsync());
        var pods = cluster.StatefulSets[0].Pods;
        Assert.Equal(data, await File.ReadAllBytesAsync(Path.Combine(pods[0].BackupFolder, "f"), Test.Cancel));
        Assert.Equal(Path.GetDirectoryName(pods[0].BackupFolder) + "\n", client["stdout"]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(pods[1].BackupFolder));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_command_that_reads_only_a_part_of_its_input_still_ends_with_its_status()
    {
        await using var cluster = await SimulatedCluster.StartAsync(WithoutTls, Test.Cancel);
        using var client = await SpdyExecClient.OpenAsync(cluster, ["sh", "-c", "head -c 3"], stdin: true);

        await client.SendAsync(Encoding.ASCII.GetBytes(new string('x', 300_000)));
        await client.EndAsync();

        Assert.True(await client.ReceiveAsync());
        Assert.Equal("xxx", client["stdout"]);
        Assert.Contains("Success", client["error"], StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_command_over_a_WebSocket_opens_each_channel_and_ends_with_its_status_and_1000()
    {
        await using var cluster = await SimulatedCluster.StartAsync(WithoutTls, Test.Cancel);
        using var client = await WebSocketExecClient.OpenAsync(cluster, ["sh", "-c", "head -c 5; echo bad >&2; exit 4"], stdin: true);

        await client.SendAsync("hello and more"u8.ToArray());

        Assert.True(await client.ReceiveAsync());
        Assert.Equal([1, 2, 3], client.Opened.Order());
        Assert.Equal("hello", client.Output);
        Assert.Equal("bad\n", client.Error);
        Assert.Equal("4", JsonNode.Parse(client.Status)!["details"]!["causes"]![0]!["message"]!.GetValue<string>());
        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Version_5_over_a_WebSocket_can_end_the_input()
    {
        await using var cluster = await SimulatedCluster.StartAsync(WithoutTls, Test.Cancel);
        using var client = await WebSocketExecClient.OpenAsync(cluster, ["sh", "-c", "cat; echo done"], stdin: true, "v5.channel.k8s.io");

        await client.SendAsync("hello "u8.ToArray());
        await client.EndAsync();

        Assert.True(await client.ReceiveAsync());
        Assert.Equal("hello done\n", client.Output);
        Assert.Equal("""{"metadata":{},"status":"Success"}""", client.Status);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_command_that_is_not_sh_runs_too_and_one_that_the_image_lacks_is_the_kubelet_s_error()
    {
        await using var cluster = await SimulatedCluster.StartAsync(WithoutTls, Test.Cancel);
        using var echo = await SpdyExecClient.OpenAsync(cluster, ["cat", "--", "missing file"]);
        using var unknown = await SpdyExecClient.OpenAsync(cluster, ["no-such-command"]);

        Assert.True(await echo.ReceiveAsync());
        Assert.True(await unknown.ReceiveAsync());
        Assert.Contains("missing file", echo["stderr"], StringComparison.Ordinal);
        Assert.Contains("exec: \\\"no-such-command\\\": executable file not found in $PATH", unknown["error"], StringComparison.Ordinal);
    }
}
