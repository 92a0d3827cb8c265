using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

public sealed class GetHiveMQBackupTests : IAsyncLifetime
{
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public void The_newest_backup_comes_first_with_all_it_is()
    {
        var outcome = _test.Run("Get-HiveMQBackup").Succeeded;
        Assert.Equal(["20260103-020000", "20260102-020000", "20260101-020000"], outcome.Values("Id"));
        Assert.Equal(["FAILED", "COMPLETED", "COMPLETED"], outcome.Values("State"));
        Assert.Equal([null, 2_000_000L, 3_000L], outcome.Values("Size"));
        Assert.Equal(TestEnvironment.At(3), outcome.Output[0].Properties["CreatedAt"].Value);
        Assert.Equal("Another backup is already in progress.", outcome.Output[0].Properties["FailReason"].Value);
        Assert.Equal("hivemq/broker", outcome.Output[0].Properties["Broker"].Value);
    }

    [Theory]
    [InlineData("Get-HiveMQBackup 20260101-020000", "20260101-020000")]
    [InlineData("Get-HiveMQBackup -Id 20260102-020000, 20260101-020000", "20260102-020000 20260101-020000")]
    [InlineData("Get-HiveMQBackup -Id 2026010[12]*", "20260102-020000 20260101-020000")]
    [InlineData("Get-HiveMQBackup -Id nothing*", "")]
    [InlineData("Get-HiveMQBackup -State COMPLETED", "20260102-020000 20260101-020000")]
    [InlineData("Get-HiveMQBackup -State failed", "20260103-020000")]
    [InlineData("Get-HiveMQBackup -Latest", "20260103-020000")]
    [InlineData("Get-HiveMQBackup -State COMPLETED -Latest", "20260102-020000")]
    [InlineData("Get-HiveMQBackup -Id *01-* -Latest", "20260101-020000")]
    public void Ids_wildcards_states_and_latest_filter(string command, string ids) =>
        Assert.Equal(ids, string.Join(' ', _test.Run(command).Succeeded.Values("Id")));

    [Fact]
    public void An_id_that_does_not_exist_is_an_error_of_its_own_and_the_others_are_shown()
    {
        var outcome = _test.Run("Get-HiveMQBackup -Id nope, 20260101-020000");
        Assert.Equal("BackupNotFound,HiveMQBackup.Cmdlets.GetHiveMQBackupCommand", outcome.Error.FullyQualifiedErrorId);
        Assert.Equal("nope", outcome.Error.TargetObject);
        Assert.Equal("20260101-020000", Assert.Single(outcome.Values("Id")));
    }

    [Fact]
    public void A_broker_without_backups_has_an_empty_list()
    {
        foreach (var backup in _test.Backups.List()) _test.Backups.Remove(backup.Id);
        Assert.Empty(_test.Run("Get-HiveMQBackup").Succeeded.Output);
    }

    [Fact]
    public void Backups_whose_sizes_have_no_sum_are_listed()
    {
        foreach (var id in new[] { "a", "b" }) _test.Backups.Add(id, TestEnvironment.At(4), long.MaxValue);
        Assert.Equal([long.MaxValue, long.MaxValue], _test.Run("Get-HiveMQBackup a, b").Succeeded.Values("Size"));
    }

    [Fact]
    public void The_connection_is_kept_for_the_next_command_and_a_removed_module_closes_it()
    {
        _test.Run("Get-HiveMQBackup").Succeeded.ToString();
        _test.Run("Get-HiveMQBackup").Succeeded.ToString();
        Assert.Equal(1, Tunnels());
        _test.Run($"Remove-Module HiveMQBackup; Import-Module '{Shell.Manifest}'; Get-HiveMQBackup").Succeeded.ToString();
        Assert.Equal(2, Tunnels());

        int Tunnels() => _test.Cluster.Requests.Count(r => r.PathAndQuery.Contains("/portforward", StringComparison.Ordinal));
    }

    [Fact]
    public void States_are_completed()
    {
        var outcome = _test.Run("[System.Management.Automation.CommandCompletion]::CompleteInput('Get-HiveMQBackup -State rest', 28, $null).CompletionMatches");
        Assert.Equal(["RESTORE_IN_PROGRESS", "RESTORE_COMPLETED", "RESTORE_FAILED"], outcome.Succeeded.Values("CompletionText"));
    }

    [Fact]
    public void An_unknown_state_is_shown_as_it_came()
    {
        _test.Backups.SetState("20260101-020000", "VERIFYING");
        Assert.Equal("VERIFYING", _test.Run("Get-HiveMQBackup -Id 20260101-020000").Single.Properties["State"].Value);
    }
}
