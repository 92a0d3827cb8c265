using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Engine;

/// <summary>A command that ends early leaves nothing behind that continues without it.</summary>
public sealed class EarlyEndTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("-WarningAction Stop")]
    [InlineData("-Resume -WarningAction Stop")]
    public void A_warning_that_stops_the_command_stops_its_download(string parameters)
    {
        foreach (var pod in _test.Cluster.Pods) pod.Node.Faults.CutDownloadAfter(1_000_000, DownloadCut.EarlyEnd);
        var outcome = _test.Run($"Save-HiveMQBackup 20260102-020000 -OutputDir bk {parameters}");
        Assert.StartsWith("ActionPreferenceStop", outcome.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        // With -Resume, what has arrived stays; it must be closed by now.
        Assert.All(_test.Files("bk"), file => Assert.EndsWith(".partial", file, StringComparison.Ordinal));
        Assert.Equal(parameters.Contains("-Resume", StringComparison.Ordinal) ? 1 : 0, _test.Files("bk").Length);
        _test.Run("Save-HiveMQBackup 20260102-020000 -OutputDir bk -Resume").Succeeded.ToString();
    }

    [Fact]
    public async Task A_warning_that_stops_the_command_stops_its_upload()
    {
        var outcome = _test.Run("Restore-HiveMQBackup -Path ./kubeconfig -Id 20260105-020000 -Confirm:$false -WarningAction Stop");
        Assert.StartsWith("ActionPreferenceStop", outcome.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        await Task.WhenAll(_test.Cluster.Pods.Select(pod => pod.CommandsEnded)).WaitAsync(Soon, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(_test.Cluster.Pods.SelectMany(pod => Directory.GetFileSystemEntries(pod.BackupFolder)), entry => entry.Contains("20260105-020000", StringComparison.Ordinal));
        Assert.DoesNotContain(_test.Backups.List(), backup => backup.Id == "20260105-020000");
    }

    [Fact]
    public async Task Ctrl_C_ends_the_request_before_the_command_ends()
    {
        var request = HangingRequest("broker");
        var running = _test.Shell.Start("Get-HiveMQBackup");
        await request.Started.WaitAsync(TestContext.Current.CancellationToken);
        running.Stop();
        Assert.True(running.Wait().Stopped);
        await request.Ended.WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_host_that_fails_to_show_progress_ends_the_command_and_its_download()
    {
        _test.Backups.Add("20260105-020000", TestEnvironment.At(5), 50_000_000);
        _test.Shell.Screen.OnProgress = _ => throw new InvalidOperationException("The window is gone.");
        var outcome = _test.Run("Save-HiveMQBackup 20260105-020000 -OutputDir bk");
        Assert.Contains("The window is gone.", outcome.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_test.Files("bk"));
    }

    [Fact]
    public async Task Checks_that_are_no_longer_needed_end_with_the_command()
    {
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "hanging" });
        var request = HangingRequest("hanging");
        _test.Shell.Set("started", request.Started);
        var outcome = _test.Run("Get-HiveMQBroker | ForEach-Object { $null = $started.Wait(10000); throw 'That is enough.' }");
        Assert.Equal("That is enough.", outcome.Error.ToString());
        await request.Ended.WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    private (Task Started, Task Ended) HangingRequest(string pods)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var pod in _test.Cluster.Pods.Where(p => p.Name.StartsWith(pods, StringComparison.Ordinal)))
        {
            pod.Node.Faults.Intercept = async (context, _) =>
            {
                started.TrySetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                }
                finally
                {
                    ended.TrySetResult();
                }
            };
        }
        return (started.Task, ended.Task);
    }
}
