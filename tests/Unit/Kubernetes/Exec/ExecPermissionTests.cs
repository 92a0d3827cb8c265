using HiveMQBackup.Client;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Kubernetes.Exec;

/// <summary>A command in a pod is requested in the way that needs least, and the error names what is missing.</summary>
public sealed class ExecPermissionTests
{
    [Theory(Timeout = Test.Limit)]
    [InlineData(SpdySupport.Taken, true, "get")]
    [InlineData(SpdySupport.Taken, false, "create")]
    [InlineData(SpdySupport.Dropped, false, "create")]
    public async Task One_of_the_two_permissions_is_enough_where_the_cluster_requires_only_that(SpdySupport spdy, bool createForEveryUpgrade, string denied)
    {
        await using var cluster = await StartAsync(spdy, createForEveryUpgrade);
        cluster.Faults.Deny(denied, "pods/exec");

        await CheckAsync(cluster);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(SpdySupport.Taken)]
    [InlineData(SpdySupport.Dropped)]
    public async Task A_user_without_create_is_told_so(SpdySupport spdy)
    {
        await using var cluster = await StartAsync(spdy, createForEveryUpgrade: true);
        cluster.Faults.Deny("create", "pods/exec");

        var failed = await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => CheckAsync(cluster));

        Assert.Contains("is not allowed to 'create' pods/exec in the namespace 'hivemq'", failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.VerbForbidden("create", "pods/exec", "hivemq", "simulator"), failed.Cause);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task On_a_path_without_spdy_both_permissions_are_named()
    {
        await using var cluster = await StartAsync(SpdySupport.RefusedByProxy, createForEveryUpgrade: true);
        cluster.Faults.Deny("get", "pods/exec");

        var failed = await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => CheckAsync(cluster));

        Assert.Equal(new ErrorCause.GetOrCreateForbidden("pods/exec", "hivemq", "simulator"), failed.Cause);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task The_permission_for_port_forwards_has_nothing_to_do_with_it()
    {
        await using var cluster = await StartAsync(SpdySupport.Taken, createForEveryUpgrade: true);
        cluster.Faults.Deny("*", "pods/portforward");

        await CheckAsync(cluster);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_refusal_by_the_kubelet_is_an_error_of_the_command_with_its_words()
    {
        await using var cluster = await StartAsync(SpdySupport.Taken, createForEveryUpgrade: true);
        cluster.Faults.Exec.Refuse(500, "error dialing backend: EOF", times: int.MaxValue);

        var failed = await Test.FailsAsync(ErrorCode.ExecFailed, () => CheckAsync(cluster));

        Assert.Contains("error dialing backend: EOF", failed.Message, StringComparison.Ordinal);
    }

    private static Task<TestCluster> StartAsync(SpdySupport spdy, bool createForEveryUpgrade) =>
        TestCluster.StartAsync(new SimulatedClusterOptions { Spdy = spdy, CreateForEveryUpgrade = createForEveryUpgrade });

    private static async Task CheckAsync(TestCluster cluster) => await (await cluster.OpenAsync()).Folders!.EnsureSpaceAsync(1, null, Test.Cancel);
}
