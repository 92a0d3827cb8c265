using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

public sealed class NewHiveMQBackupTests : IAsyncLifetime
{
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = await TestEnvironment.StartAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public void It_waits_shows_progress_and_returns_the_completed_backup()
    {
        _test.Backups.BackupDuration = TimeSpan.FromSeconds(1);
        var outcome = _test.Run("New-HiveMQBackup").Succeeded;
        Assert.Equal("COMPLETED", outcome.Single.Properties["State"].Value);
        Assert.Equal(1_000_000L, outcome.Single.Properties["Size"].Value);
        var waiting = _test.Shell.Screen.Progress.First(record => record.Activity == "Waiting for hivemq/broker");
        Assert.Contains("is IN_PROGRESS, 0.0 s so far, next check in 2 s", waiting.StatusDescription, StringComparison.Ordinal);
        Assert.Equal(System.Management.Automation.ProgressRecordType.Completed, _test.Shell.Screen.Progress.Last().RecordType);
    }

    [Fact]
    public void It_warns_of_the_disk_space_first_and_names_the_backup_that_has_started()
    {
        _test.Backups.BackupDuration = TimeSpan.FromDays(1);
        var outcome = _test.Run("New-HiveMQBackup -NoWait").Succeeded;
        Assert.Equal("Every node of hivemq/broker needs at least 1 GB of free disk space for the backup.", Assert.Single(outcome.Warnings));
        var id = outcome.Single.Properties["Id"].Value;
        Assert.Equal("IN_PROGRESS", outcome.Single.Properties["State"].Value);
        Assert.Equal($"The backup {id} of hivemq/broker has started.", outcome.Information[^1]);
    }

    [Fact]
    public void WhatIf_names_the_broker_and_creates_nothing()
    {
        var outcome = _test.Run("New-HiveMQBackup -WhatIf").Succeeded;
        Assert.Empty(outcome.Output);
        Assert.Empty(_test.Backups.List());
        Assert.Contains(_test.Shell.Screen.Lines, l => l.Contains("What if", StringComparison.Ordinal) && l.Contains("hivemq/broker", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Yes", 1)]
    [InlineData("No", 0)]
    public void Confirm_asks_and_obeys(string input, int backups)
    {
        _test.Shell.Screen.Input.Enqueue(input);
        _test.Run("New-HiveMQBackup -Confirm").Succeeded.ToString();
        Assert.Equal(backups, _test.Backups.List().Count);
    }

    [Fact]
    public void A_backup_that_runs_already_is_named_and_none_is_created()
    {
        _test.Backups.BackupDuration = TimeSpan.FromDays(1);
        var running = _test.Backups.Create();
        var outcome = _test.Run("New-HiveMQBackup");
        Assert.Empty(outcome.Output);
        Assert.Equal("BackupAlreadyRunning,HiveMQBackup.Cmdlets.NewHiveMQBackupCommand", outcome.Error.FullyQualifiedErrorId);
        Assert.Contains(running.Id, outcome.Error.ToString(), StringComparison.Ordinal);
        Assert.Single(_test.Backups.List());
    }

    [Fact]
    public void JoinRunning_waits_for_the_one_that_runs_already()
    {
        _test.Backups.BackupDuration = TimeSpan.FromSeconds(1);
        var running = _test.Backups.Create();
        var outcome = _test.Run("New-HiveMQBackup -JoinRunning").Succeeded;
        Assert.Equal(running.Id, outcome.Single.Properties["Id"].Value);
        Assert.Equal("COMPLETED", outcome.Single.Properties["State"].Value);
        Assert.Contains(outcome.Warnings, w => w.Contains("is already running; joining it", StringComparison.Ordinal));
        Assert.Single(_test.Backups.List());
    }

    [Fact]
    public void JoinRunning_creates_one_where_none_runs() =>
        Assert.Equal("COMPLETED", _test.Run("New-HiveMQBackup -JoinRunning").Single.Properties["State"].Value);

    [Theory]
    [InlineData(true, "CreateUncertain", 0)]
    [InlineData(false, null, 1)]
    public void A_lost_response_never_makes_a_second_backup(bool beforeProcessing, string? error, int backups)
    {
        _test.Node.Faults.LoseResponseOfNextCreate(beforeProcessing);
        var outcome = _test.Run("New-HiveMQBackup");
        Assert.Equal(backups, _test.Backups.List().Count);
        Assert.Equal(1, _test.Cluster.Pods.Sum(p => p.Node.Requests.Count(r => r.Method == "POST")));
        Assert.Contains(outcome.Warnings, w => w.Contains("did not respond to the create request", StringComparison.Ordinal));
        if (error is null) Assert.Equal(_test.Backups.List()[0].Id, outcome.Single.Properties["Id"].Value);
        else Assert.StartsWith(error, outcome.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }
}
