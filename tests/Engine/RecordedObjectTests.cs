using System.Management.Automation;
using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Engine;

/// <summary>An object that has left its session, in a file, a job or a remote session, leads to its own broker or to an error.</summary>
public sealed class RecordedObjectTests : IAsyncLifetime
{
    private const string Backup = "20260102-020000";
    private const string Properties = "@{ Id = $_.Id; Broker = $_.Broker; Context = $_.Context }";

    // What Export-Clixml, Start-Job and remoting do.
    private const string Serialized = "[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_))";

    private readonly BackupStore _second = new() { BackupDuration = TimeSpan.Zero };
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync()
    {
        _test = (await TestEnvironment.StartAsync()).WithBackups();
        _second.Add(Backup, TestEnvironment.At(2), 77);
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "second", Namespace = "other", Node = new HiveMQNodeOptions { Backups = _second } });
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    public static TheoryData<string> Ways => new(
        $"Get-HiveMQBackup {Backup} -n other -StatefulSet second | ForEach-Object {{ {Serialized} }}",
        $"Get-HiveMQBackupStatus {Backup} -n other -StatefulSet second | ForEach-Object {{ {Serialized} }}",
        $"Get-HiveMQBackup {Backup} -n other -StatefulSet second | ForEach-Object {{ [pscustomobject]{Properties} }}",
        $"Get-HiveMQBackup {Backup} -n other -StatefulSet second | ForEach-Object {{ {Serialized} }} | ForEach-Object {{ {Serialized} }}");

    [Theory]
    [MemberData(nameof(Ways))]
    public void It_leads_to_its_own_broker_where_no_parameter_names_one(string recorded)
    {
        Assert.Equal(77L, _test.Run($"{recorded} | Save-HiveMQBackup -OutputDir bk").Single.Properties["Length"].Value);
        Assert.Equal("other/second", _test.Run($"{recorded} | Get-HiveMQBackupStatus").Single.Properties["Broker"].Value);
        Assert.Equal(77L, _test.Run($"$one = {recorded}; Save-HiveMQBackup -InputObject $one -OutputDir bk -Force -Namespace other").Single.Properties["Length"].Value);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Another_broker_is_an_error_that_names_both(string recorded)
    {
        await using var node = await HiveMQNode.StartAsync(new HiveMQNodeOptions { Backups = _test.Backups }, TestContext.Current.CancellationToken);
        _test.Run($"$one = {recorded}").Succeeded.ToString();
        foreach (var other in new[] { "-n hivemq -StatefulSet broker", "-n other -Pod second-0", $"-Uri {node.Address}" })
        {
            var outcome = _test.Run($"$one | Save-HiveMQBackup -OutputDir bk {other}");
            Assert.Null(outcome.Terminating);
            var error = Assert.Single(outcome.Errors);
            Assert.Equal("BrokerMismatch,HiveMQBackup.Cmdlets.SaveHiveMQBackupCommand", error.FullyQualifiedErrorId);
            Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
            Assert.Contains("the broker other/second (context 'simulator')", error.ToString(), StringComparison.Ordinal);
            Assert.Contains("-Id", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            Assert.Empty(_test.Files("bk"));
        }
    }

    [Fact]
    public void One_of_another_broker_does_not_stop_the_others()
    {
        var outcome = _test.Run($"@(Get-HiveMQBackup {Backup} -n other -StatefulSet second) + @(Get-HiveMQBackup {Backup}) | ForEach-Object {{ {Serialized} }} | Save-HiveMQBackup -OutputDir bk -n hivemq -StatefulSet broker");
        Assert.StartsWith("BrokerMismatch,", outcome.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(2_000_000L, Assert.Single(outcome.Output).Properties["Length"].Value);
    }

    [Fact]
    public void A_context_that_there_is_not_is_an_error()
    {
        var outcome = _test.Run($"[pscustomobject]@{{ Id = '{Backup}'; Broker = 'hivemq/broker'; Context = 'elsewhere' }} | Save-HiveMQBackup -OutputDir bk");
        Assert.StartsWith("KubeContextNotFound,", outcome.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(_test.Files("bk"));
        outcome = _test.Run($"[pscustomobject]@{{ Id = '{Backup}'; Context = 'elsewhere' }} | Save-HiveMQBackup -OutputDir bk -Context simulator");
        Assert.StartsWith("BrokerMismatch,", outcome.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Context simulator -Namespace other -StatefulSet second")]
    [InlineData("-StatefulSet second")]
    [InlineData("-Context simulator")]
    [InlineData("")]
    public void Parameters_that_name_the_same_broker_are_no_error(string parameters) => Assert.Equal(
        77L, _test.Run($"[pscustomobject]@{{ Id = '{Backup}'; Broker = 'other/second'; Context = 'simulator' }} | Save-HiveMQBackup {parameters}").Single.Properties["Length"].Value);

    [Theory]
    [InlineData("-Pod second-1")]
    [InlineData("-LabelSelector 'app.kubernetes.io/name=hivemq-platform'")]
    public void A_broker_that_was_named_by_pod_or_labels_is_found_again(string parameters)
    {
        Assert.Single(_test.Run($"$b = Get-HiveMQBackup {Backup} -n other {parameters}; $b").Succeeded.Output);
        var again = parameters.Contains("-Pod", StringComparison.Ordinal) ? parameters : "";
        Assert.Equal(77L, _test.Run($"$b | ForEach-Object {{ {Serialized} }} | Save-HiveMQBackup {again}").Single.Properties["Length"].Value);
    }

    [Fact]
    public async Task Without_Kubernetes_its_address_is_used()
    {
        await using var node = await HiveMQNode.StartAsync(new HiveMQNodeOptions { Backups = _second }, TestContext.Current.CancellationToken);
        using var shell = new Shell(_test.Folder, null);
        Assert.Equal(77L, shell.Run($"Get-HiveMQBackup {Backup} -Uri {node.Address} | ForEach-Object {{ {Serialized} }} | Save-HiveMQBackup").Single.Properties["Length"].Value);
        Assert.Equal(77L, shell.Run($"Get-HiveMQBackup {Backup} -Uri {node.Address} | ForEach-Object {{ {Serialized} }} | Save-HiveMQBackup -Uri {node.Address} -Force").Single.Properties["Length"].Value);
    }

    [Theory]
    [InlineData("Get-HiveMQBackup -Latest")]
    [InlineData("Get-HiveMQBackupStatus -Latest")]
    [InlineData("Save-HiveMQBackup -Latest -OutputDir bk")]
    [InlineData("New-HiveMQBackup")]
    public void A_broker_leads_to_itself_or_to_an_error(string command)
    {
        var recorded = $"Get-HiveMQBroker second -n other | ForEach-Object {{ {Serialized} }}";
        Assert.Single(_test.Run($"{recorded} | {command}").Succeeded.Output);
        var outcome = _test.Run($"{recorded} | {command} -n hivemq -StatefulSet broker");
        Assert.StartsWith("BrokerMismatch,", outcome.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void Rows_of_a_table_are_brokers_as_well()
    {
        const string Row = "@(Get-HiveMQBroker -AllNamespaces) | ForEach-Object { [pscustomobject]@{ Name = $_.Name; Namespace = $_.Namespace; Context = $_.Context; Kind = $_.Kind } }";
        Assert.Equal(["hivemq/broker", "other/second"], _test.Run($"{Row} | Get-HiveMQBackup {Backup}").Succeeded.Values("Broker"));
        Assert.Equal(["hivemq/broker", "other/second"], _test.Run($"$rows = {Row}; Get-HiveMQBackup {Backup} -Broker $rows").Succeeded.Values("Broker"));
    }

    [Fact]
    public void A_deserialized_backup_looks_as_it_did()
    {
        var live = _test.Shell.Show("Get-HiveMQBackup -InformationAction Ignore");
        var again = _test.Shell.Show($"Get-HiveMQBackup -InformationAction Ignore | ForEach-Object {{ {Serialized} }}");
        Assert.Equal(live.Where(l => l.Contains("2026010", StringComparison.Ordinal)), again.Where(l => l.Contains("2026010", StringComparison.Ordinal)));
        Assert.Contains(again, l => l.Contains("hivemq/broker (simulator)", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_serialized_holds_only_the_objects_own_properties() => Assert.Equal(
        "Id CreatedAt Size State FailReason Broker Context",
        string.Join(' ', _test.Run($"Get-HiveMQBackup -Latest | ForEach-Object {{ {Serialized} }} | ForEach-Object {{ {Serialized} }}").Single.Properties.Select(p => p.Name)));
}
