using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Engine;

/// <summary>Which parameters go together. $PSDefaultParameterValues names a kubeconfig in all of them.</summary>
public sealed class ParameterSetTests(ParameterSetTests.SharedShell session) : IClassFixture<ParameterSetTests.SharedShell>
{
    private const string Newest = "20260103-020000";
    private const string Older = "20260101-020000";

    [Theory]
    [InlineData("Get-HiveMQBackupStatus -Latest", Newest)]
    [InlineData("Get-HiveMQBackupStatus -Latest -Token $t", Newest)]
    [InlineData("Get-HiveMQBackupStatus -Latest -Credential $c -Namespace hivemq -Context simulator", Newest)]
    [InlineData("Get-HiveMQBackupStatus -Latest -Token $t -Pod broker-0 -ApiPort 8081", Newest)]
    [InlineData("Get-HiveMQBackupStatus -Latest -LabelSelector app.kubernetes.io/instance=broker -Credential $c", Newest)]
    [InlineData("Get-HiveMQBackupStatus -Latest -Uri $u", Newest)]
    [InlineData("Get-HiveMQBackupStatus -Latest -Uri $u -Token $t", Newest)]
    [InlineData("Get-HiveMQBackupStatus -Latest -Uri $u -Credential $c", Newest)]
    [InlineData("Get-HiveMQBackupStatus latest", Newest)]
    [InlineData("Get-HiveMQBackupStatus 20260101-020000 -Token $t", Older)]
    [InlineData("Get-HiveMQBackupStatus 20260101-020000 -Pod broker-1 -Credential $c", Older)]
    [InlineData("Get-HiveMQBackupStatus 20260101-020000 -Uri $u -Token $t", Older)]
    [InlineData("'20260101-020000' | Get-HiveMQBackupStatus", Older)]
    [InlineData("'20260101-020000' | Get-HiveMQBackupStatus -Token $t -Pod broker-0", Older)]
    [InlineData("'20260101-020000' | Get-HiveMQBackupStatus -Uri $u", Older)]
    [InlineData("[pscustomobject]@{ Id = '20260101-020000' } | Get-HiveMQBackupStatus", Older)]
    [InlineData("[pscustomobject]@{ Id = '20260101-020000' } | Get-HiveMQBackupStatus -Token $t -StatefulSet broker", Older)]
    [InlineData("$backup | Get-HiveMQBackupStatus", Older)]
    [InlineData("$backup | Get-HiveMQBackupStatus -Token $t", Older)]
    [InlineData("$backup | Get-HiveMQBackupStatus -Credential $c", Older)]
    [InlineData("Get-HiveMQBackupStatus -InputObject $backup -Token $t", Older)]
    [InlineData("$recorded | Get-HiveMQBackupStatus -Token $t -StatefulSet broker", Older)]
    [InlineData("$broker | Get-HiveMQBackupStatus -Latest", Newest)]
    [InlineData("$broker | Get-HiveMQBackupStatus -Latest -Token $t", Newest)]
    [InlineData("Get-HiveMQBackupStatus -Broker $broker -Latest -Credential $c", Newest)]
    [InlineData("$broker | Get-HiveMQBackup -Latest -Token $t", Newest)]
    [InlineData("Get-HiveMQBackup 20260101-020000 -Latest -State COMPLETED -Pod broker-0 -Token $t", Older)]
    [InlineData("$all = @{ Latest = $true; Token = $t; Pod = 'broker-0' }; Get-HiveMQBackupStatus @all", Newest)]
    public void These_go_together(string command, string id) => Assert.Equal(id, session.Run(command).Single.Properties["Id"].Value);

    [Theory]
    [InlineData("Get-HiveMQBackupStatus")]
    [InlineData("Get-HiveMQBackupStatus -Token $t")]
    [InlineData("Get-HiveMQBackupStatus -Credential $c")]
    [InlineData("Get-HiveMQBackupStatus -Uri $u -Token $t")]
    [InlineData("Save-HiveMQBackup -Pod broker-0")]
    [InlineData("$broker | Save-HiveMQBackup -Token $t")]
    public void Without_a_selection_the_session_must_be_able_to_prompt(string command) =>
        Assert.StartsWith("SelectionRequired,", session.Run(command).Error.FullyQualifiedErrorId, StringComparison.Ordinal);

    [Theory]
    [InlineData("$backup | Get-HiveMQBackupStatus -Namespace x -StatefulSet y", "Namespace StatefulSet")]
    [InlineData("$backup | Get-HiveMQBackupStatus -Pod x -Token $t", "Pod")]
    [InlineData("$backup | Get-HiveMQBackupStatus -Uri $u", "Uri")]
    [InlineData("$broker | Get-HiveMQBackupStatus -Latest -LabelSelector a=b", "LabelSelector")]
    [InlineData("$broker | Get-HiveMQBackup -Latest -Uri $u -Credential $c", "Uri")]
    public void What_names_another_broker_than_the_piped_object_is_not_used(string command, string parameters)
    {
        var outcome = session.Run(command).Succeeded;
        Assert.Single(outcome.Output);
        Assert.Equal(parameters.Split(' ').Select(p => $"-{p} is not used: the piped object has its own broker."), outcome.Warnings);
    }

    [Theory]
    [InlineData("Namespace", "'hivemq'", "Get-HiveMQBackupStatus -Latest")]
    [InlineData("Namespace", "'nope'", "Get-HiveMQBackupStatus -Latest -Uri $u")]
    [InlineData("Namespace", "'nope'", "$backup | Get-HiveMQBackupStatus")]
    [InlineData("Namespace", "'nope'", "$broker | Get-HiveMQBackupStatus -Latest")]
    [InlineData("Uri", "'http://127.0.0.1:1'", "Get-HiveMQBackupStatus -Latest -Namespace hivemq")]
    [InlineData("Uri", "'http://127.0.0.1:1'", "$backup | Get-HiveMQBackupStatus")]
    [InlineData("Credential", "$c", "Get-HiveMQBackupStatus -Latest -Uri $u")]
    [InlineData("Credential", "$c", "Get-HiveMQBackupStatus -Latest -Token $t")]
    [InlineData("Credential", "$c", "$backup | Get-HiveMQBackupStatus -Token $t")]
    [InlineData("Token", "$t", "Get-HiveMQBackupStatus -Latest")]
    [InlineData("Token", "$t", "Get-HiveMQBackupStatus -Latest -Credential $c")]
    [InlineData("Token", "$t", "$backup | Get-HiveMQBackupStatus")]
    [InlineData("Token", "$t", "'20260101-020000' | Get-HiveMQBackupStatus -Uri $u")]
    public void A_default_value_gives_way_to_the_parameters_of_the_command(string parameter, string value, string command)
    {
        var clear = $"$PSDefaultParameterValues.Remove('*-HiveMQBackup*:{parameter}')";
        Assert.Single(session.Run($"$PSDefaultParameterValues['*-HiveMQBackup*:{parameter}'] = {value}; {command}; {clear}").Succeeded.Output);
    }

    [Theory]
    [InlineData("Get-HiveMQBackup -Uri $u -Namespace x")]
    [InlineData("Get-HiveMQBackup -Uri $u -KubeConfig x")]
    [InlineData("Get-HiveMQBackup -Uri $u -Transport Proxy")]
    [InlineData("Get-HiveMQBackup -Uri $u -UseTls")]
    [InlineData("Get-HiveMQBackup -Uri $u -ApiPort 1")]
    [InlineData("Get-HiveMQBackup -Uri $u -Pod x")]
    [InlineData("Get-HiveMQBackup -Credential $c -Token $t")]
    [InlineData("New-HiveMQBackup -StatefulSet x -Pod y")]
    [InlineData("New-HiveMQBackup -StatefulSet x -LabelSelector y=z")]
    [InlineData("Save-HiveMQBackup -Latest -Id x")]
    [InlineData("Save-HiveMQBackup -Latest -Pod x -LabelSelector y=z")]
    [InlineData("Save-HiveMQBackup -InputObject $backup -Latest")]
    [InlineData("Save-HiveMQBackup -InputObject $backup -Broker $broker")]
    [InlineData("$backup | Save-HiveMQBackup -Uri $u -Namespace x")]
    [InlineData("$broker | Save-HiveMQBackup -Credential $c -Token $t")]
    [InlineData("Get-HiveMQBroker -AllNamespaces -Namespace x")]
    public void These_exclude_each_other(string command) =>
        Assert.StartsWith("AmbiguousParameterSet,", session.Run(command).Error.FullyQualifiedErrorId, StringComparison.Ordinal);

    [Theory]
    [InlineData("$backup | Save-HiveMQBackup -StatefulSet x -Pod y")]
    [InlineData("$broker | Save-HiveMQBackup -Pod x -LabelSelector y=z")]
    [InlineData("Get-HiveMQBackup -Transport Proxy -Token $t")]
    public void What_the_sets_cannot_tell_is_checked_by_the_command(string command) =>
        Assert.StartsWith("ConflictingParameters,", session.Run(command).Error.FullyQualifiedErrorId, StringComparison.Ordinal);

    [Theory]
    [InlineData("Get-HiveMQBackup", "Uri", "Namespace Context KubeConfig StatefulSet LabelSelector Pod ApiPort Transport UseTls")]
    [InlineData("Save-HiveMQBackup", "Uri", "Namespace Context KubeConfig StatefulSet LabelSelector Pod ApiPort Transport UseTls")]
    [InlineData("Save-HiveMQBackup", "Token", "Credential")]
    [InlineData("Save-HiveMQBackup", "Latest", "Id InputObject")]
    [InlineData("Get-HiveMQBroker", "AllNamespaces", "Namespace")]
    public void No_line_of_the_syntax_mixes_them(string cmdlet, string parameter, string others)
    {
        var lines = session.Run($"(Get-Command {cmdlet}).ParameterSets | ForEach-Object ToString").Succeeded.Output.Select(line => $"{line} ").ToList();
        Assert.InRange(lines.Count, 1, 32);
        var of = lines.Where(line => line.Contains($"-{parameter} ", StringComparison.Ordinal) || line.Contains($"-{parameter}]", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(of);
        Assert.All(others.Split(' '), other => Assert.DoesNotContain(of, line => line.Contains($"-{other} ", StringComparison.Ordinal) || line.Contains($"-{other}]", StringComparison.Ordinal)));
    }

    public sealed class SharedShell : IAsyncLifetime
    {
        private TestEnvironment _test = null!;
        private HiveMQNode _node = null!;
        private Shell _shell = null!;

        public async ValueTask InitializeAsync()
        {
            _test = (await TestEnvironment.StartAsync()).WithBackups();
            _node = await HiveMQNode.StartAsync(new HiveMQNodeOptions { Backups = _test.Backups }, TestContext.Current.CancellationToken);
            _shell = _test.Open(hasConsole: false);
            _shell.Set("t", BrokerParameterTests.Secure("t0ken"));
            _shell.Set("c", BrokerParameterTests.Credential("admin", "pässword"));
            _shell.Set("u", _node.Address);
            Run("$backup = Get-HiveMQBackup 20260101-020000; $recorded = $backup | ForEach-Object { [pscustomobject]@{ Id = $_.Id; Broker = $_.Broker; Context = $_.Context } }; $broker = Get-HiveMQBroker").Succeeded.ToString();
        }

        public async ValueTask DisposeAsync()
        {
            await _node.DisposeAsync();
            await _test.DisposeAsync();
        }

        internal Outcome Run(string script) => _shell.Run(script);
    }
}
