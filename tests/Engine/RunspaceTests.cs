using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>A PowerShell session takes its connections along when it ends, and no other's.</summary>
public sealed class RunspaceTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("Get-HiveMQBackup")]
    [InlineData("Get-HiveMQBackup -Transport Proxy")]
    [InlineData("Get-HiveMQBroker")]
    [InlineData("Save-HiveMQBackup 20260102-020000 -Force")]
    [InlineData("TabExpansion2 'Get-HiveMQBackup -Id ' 21")]
    public void Its_connections_are_closed_with_it(string command)
    {
        for (var i = 0; i < 3; i++)
        {
            using var session = new Shell(_test.Folder, _test.KubeConfig);
            session.Run(command).Succeeded.ToString();
            Assert.NotEqual(0, _test.Cluster.Connections);
        }
        Assert.True(AllClosed(), $"{_test.Cluster.Connections} connections are open.");
    }

    [Fact]
    public void One_that_stops_in_the_middle_of_a_command_closes_them_as_well()
    {
        var release = new TaskCompletionSource();
        using var reached = new ManualResetEventSlim();
        foreach (var pod in _test.Cluster.Pods)
        {
            pod.Node.Faults.Intercept = async (context, _) =>
            {
                reached.Set();
                await release.Task.WaitAsync(context.RequestAborted);
            };
        }
        using (var session = new Shell(_test.Folder, _test.KubeConfig))
        {
            var running = session.Start("Get-HiveMQBackup");
            Assert.True(reached.Wait(Limit, TestContext.Current.CancellationToken));
            running.Stop();
            running.Wait();
        }
        Assert.True(AllClosed(), $"{_test.Cluster.Connections} connections are open.");
    }

    [Fact]
    public void The_others_keep_theirs()
    {
        _test.Run("Get-HiveMQBackup").Succeeded.ToString();
        var mine = _test.Cluster.Connections;
        using (var session = new Shell(_test.Folder, _test.KubeConfig)) session.Run("Get-HiveMQBackup").Succeeded.ToString();
        Assert.True(SpinWait.SpinUntil(() => _test.Cluster.Connections == mine, Limit));
        var requests = _test.Cluster.Requests.Count;
        _test.Run("Get-HiveMQBackup").Succeeded.ToString();
        Assert.Equal(requests, _test.Cluster.Requests.Count);
    }

    [Fact]
    public void A_module_that_is_removed_and_imported_again_works_and_closes_its_connections_again()
    {
        for (var i = 0; i < 2; i++)
        {
            _test.Run($"Import-Module '{Shell.Manifest}'; Get-HiveMQBackup").Succeeded.ToString();
            _test.Run("Remove-Module HiveMQBackup").Succeeded.ToString();
            Assert.True(AllClosed(), $"{_test.Cluster.Connections} connections are open.");
        }
    }

    // The server notices a moment later.
    private bool AllClosed() => SpinWait.SpinUntil(() => _test.Cluster.Connections == 0, Limit);
}
