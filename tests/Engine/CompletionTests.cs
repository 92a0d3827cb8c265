using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Engine;

public sealed class CompletionTests : IAsyncLifetime
{
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync()
    {
        _test = (await TestEnvironment.StartAsync()).WithBackups();
        // The first use of the client's packages may take longer than Tab has.
        _test.Run("Get-HiveMQBackup").Succeeded.ToString();
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("Get-HiveMQBackup -Id ", "20260103-020000 20260102-020000 20260101-020000")]
    [InlineData("Get-HiveMQBackup ", "20260103-020000 20260102-020000 20260101-020000")]
    [InlineData("Save-HiveMQBackup 2026010", "20260103-020000 20260102-020000 20260101-020000")]
    [InlineData("Get-HiveMQBackupStatus -Id 20260102", "20260102-020000")]
    [InlineData("Get-HiveMQBackup -Context simulator -n hivemq -Id '20260102", "20260102-020000")]
    [InlineData("Get-HiveMQBackup -Namespace h", "hivemq")]
    [InlineData("Get-HiveMQBroker -Namespace ", "default hivemq kube-system")]
    [InlineData("Get-HiveMQBackup -StatefulSet ", "broker")]
    [InlineData("Get-HiveMQBackup -Pod broker-", "broker-0 broker-1")]
    [InlineData("Get-HiveMQBackup -Context ", "simulator")]
    [InlineData("Get-HiveMQBroker b", "broker")]
    public void What_there_is_is_completed(string line, string texts) => Assert.Equal(texts, string.Join(' ', Complete(line).Select(c => c.Text)));

    [Fact]
    public void An_id_tells_date_size_and_state() =>
        Assert.Equal("2026-01-02 02:00:00, 1.9 MB, COMPLETED", Complete("Get-HiveMQBackup -Id 20260102")[0].ToolTip.Replace(
            TestEnvironment.At(2).LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture), "2026-01-02 02:00:00", StringComparison.Ordinal));

    [Fact]
    public void A_namespace_and_a_StatefulSet_that_are_already_typed_are_used()
    {
        var backups = new BackupStore();
        backups.Add("elsewhere", TestEnvironment.At(2), 77);
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "second", Namespace = "other", Node = new HiveMQNodeOptions { Backups = backups } });
        Assert.Equal(["second"], Complete("Get-HiveMQBackup -Namespace other -StatefulSet ").Select(c => c.Text));
        Assert.Equal(["second-0", "second-1"], Complete("Get-HiveMQBackup -Namespace other -Pod ").Select(c => c.Text));
        Assert.Equal(["elsewhere"], Complete("Get-HiveMQBackup -StatefulSet second -Namespace other -Id ").Select(c => c.Text));
    }

    [Fact]
    public async Task A_broker_without_Kubernetes_is_reached_by_its_address()
    {
        await using var node = await HiveMQNode.StartAsync(new HiveMQNodeOptions { Backups = _test.Backups }, TestContext.Current.CancellationToken);
        Assert.Equal(["20260101-020000"], Complete($"Get-HiveMQBackup -Uri {node.Address} -Id 20260101").Select(c => c.Text));
    }

    [Fact]
    public void What_means_something_to_PowerShell_is_quoted()
    {
        _test.Backups.Add("it's a $backup", TestEnvironment.At(9), 1);
        _test.Backups.Add("-dash", TestEnvironment.At(8), 1);
        Assert.Equal(["'it''s a $backup'", "'-dash'"], Complete("Get-HiveMQBackup -Id ").Take(2).Select(c => c.Text));
    }

    [Theory]
    [InlineData("Get-HiveMQBackup -Context none -Id ")]
    [InlineData("Get-HiveMQBackup -StatefulSet none -Id ")]
    [InlineData("Get-HiveMQBackup -KubeConfig ./none -Context ")]
    [InlineData("Get-HiveMQBackup -Uri http://127.0.0.1:1 -Id ")]
    public void Where_nothing_responds_there_are_no_completions_and_no_error(string line)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Empty(Complete(line));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2.5);
        Assert.Empty(_test.Run("$Error").Output);
    }

    [Fact]
    public void A_broker_that_hangs_does_not_hold_the_prompt_up()
    {
        foreach (var pod in _test.Cluster.Pods) pod.Node.Faults.Intercept = (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Empty(Complete("Get-HiveMQBackup -Id "));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.5, 2.5);
        foreach (var pod in _test.Cluster.Pods) pod.Node.Faults.Clear();
        Assert.Equal(3, Complete("Get-HiveMQBackup -Id ").Count);
    }

    // Without a match of ours, PowerShell offers files: those of the test's folder.
    private List<(string Text, string ToolTip)> Complete(string line)
    {
        _test.Shell.Set("line", line);
        // Compiles what Tab needs: on a busy machine, that would take longer than Tab waits.
        _test.Run("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)").Succeeded.ToString();
        return [.. _test.Run("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches").Succeeded.Output
            .Where(o => o.Properties["ResultType"].Value is System.Management.Automation.CompletionResultType.ParameterValue)
            .Select(o => ((string)o.Properties["CompletionText"].Value, (string)o.Properties["ToolTip"].Value))];
    }
}
