using HiveMQBackup.Simulator.Kubernetes;
using HiveMQBackup.Simulator.Kubernetes.Exec;

namespace HiveMQBackup.Unit.Simulator;

/// <summary>What a script meets in the simulator's pods: a missing command, a full disk, a read-only folder.</summary>
public sealed class PodShellTests
{
    [Fact(Timeout = Test.Limit)]
    public async Task A_missing_sha256sum_is_127()
    {
        var (code, output, error) = await RunAsync(new PodShell { MissingCommands = ["sha256sum"] }, "sha256sum; echo $?");

        Assert.Equal((true, "127\n"), (code, output));
        Assert.Equal("sh: sha256sum: not found\n", error);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Without_sh_no_command_runs()
    {
        await using var cluster = await StartAsync(new PodShell { MissingCommands = ["sh"] });
        using var client = await SpdyExecClient.OpenAsync(cluster, ["sh", "-c", "true"]);

        Assert.True(await client.ReceiveAsync());
        Assert.Contains("executable file not found in $PATH", client["error"], StringComparison.Ordinal);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("cat > f", "cat: write error: No space left on device\n", 4096)]
    [InlineData("head -c 10000 > f", "head: write error: No space left on device\n", 4096)]
    [InlineData("head -c 1000 > f", "", 1000)]
    public async Task A_small_disk_is_full_in_the_middle_of_a_longer_stream(string script, string message, long length)
    {
        await using var cluster = await StartAsync(new PodShell { FreeBytes = 4096 });
        using var client = await SpdyExecClient.OpenAsync(cluster, ["sh", "-c", "cd backup; " + script], stdin: true);

        await client.SendAsync(new byte[10_000]);
        await client.EndAsync();

        Assert.True(await client.ReceiveAsync());
        Assert.Equal(message, client["stderr"]);
        Assert.Equal(message.Length == 0, client["error"].Contains("Success", StringComparison.Ordinal));
        Assert.Equal(length, new FileInfo(Path.Combine(cluster.Pods[0].BackupFolder, "f")).Length);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Df_shows_the_free_space_of_a_small_disk()
    {
        var (_, output, _) = await RunAsync(new PodShell { FreeBytes = 4096 }, "df -Pk \"$HIVEMQ_BACKUP_FOLDER\" | tail -n 1");

        Assert.Equal("4", output.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("mkdir -p backup", true)]
    [InlineData("mkdir -p backup/new", false)]
    [InlineData("rm -rf backup/none", true)]
    [InlineData("rm -rf backup", false)]
    [InlineData("mv backup other", false)]
    public async Task A_read_only_folder_fails_what_would_change_it(string script, bool succeeds)
    {
        var (success, _, error) = await RunAsync(new PodShell { ReadOnlyFolder = true }, script);

        Assert.Equal(succeeds, success);
        Assert.Equal(!succeeds, error.EndsWith("Read-only file system\n", StringComparison.Ordinal));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task The_variable_of_the_backup_folder_can_be_unset()
    {
        var (_, output, _) = await RunAsync(new PodShell { FolderVariable = false }, "echo \"${HIVEMQ_BACKUP_FOLDER-unset}\"");

        Assert.Equal("unset\n", output);
    }

    private static async Task<(bool Success, string Output, string Error)> RunAsync(PodShell shell, string script)
    {
        await using var cluster = await StartAsync(shell);
        using var client = await SpdyExecClient.OpenAsync(cluster, ["sh", "-c", script]);
        Assert.True(await client.ReceiveAsync());
        return (client["error"].Contains("Success", StringComparison.Ordinal), client["stdout"], client["stderr"]);
    }

    private static Task<SimulatedCluster> StartAsync(PodShell shell) => SimulatedCluster.StartAsync(
        new SimulatedClusterOptions { Tls = false, StatefulSets = [new() { Shell = shell }] }, Test.Cancel);
}
