using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

public sealed class RestoreHiveMQBackupTests : IAsyncLifetime
{
    private const string Id = "20260102-020000";
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private int Posts => _test.Cluster.Pods.Sum(pod => pod.Node.Requests.Count(request => request.Method == "POST"));

    [Theory]
    [InlineData($"Restore-HiveMQBackup {Id} -Confirm:$false")]
    [InlineData($"Restore-HiveMQBackup -Id {Id} -Confirm:$false")]
    [InlineData($"Restore-HiveMQBackup -BackupId {Id} -Confirm:$false")]
    [InlineData($"'{Id}' | Restore-HiveMQBackup -Confirm:$false")]
    [InlineData("Get-HiveMQBackup -State COMPLETED -Latest | Restore-HiveMQBackup -Confirm:$false")]
    [InlineData($"Get-HiveMQBackupStatus {Id} | Restore-HiveMQBackup -Confirm:$false")]
    public void A_backup_is_restored_and_its_status_is_the_result(string command)
    {
        var outcome = _test.Run(command).Succeeded;

        Assert.Equal("HiveMQBackup.Cmdlets.HiveMQBackupStatus", outcome.Single.TypeNames[0]);
        Assert.Equal((Id, "RESTORE_COMPLETED", true), (outcome.Single.Properties["Id"].Value, outcome.Single.Properties["State"].Value, outcome.Single.Properties["IsSuccess"].Value));
        Assert.Equal("RESTORE_COMPLETED", _test.Backups.Find(Id)!.State);
        Assert.Contains($"The restore of {Id} into hivemq/broker has started.", outcome.Information);
        Assert.Equal(1, Posts);
    }

    [Fact]
    public void Latest_is_the_newest_of_all_and_one_that_failed_cannot_be_restored()
    {
        var error = _test.Run("Restore-HiveMQBackup -Latest -Confirm:$false").Error;
        Assert.Equal("BackupNotRestorable,HiveMQBackup.Cmdlets.RestoreHiveMQBackupCommand", error.FullyQualifiedErrorId);
        Assert.Contains("20260103-020000", error.ToString(), StringComparison.Ordinal);

        _test.Backups.Add("20260104-020000", TestEnvironment.At(4), 5);
        Assert.Equal("20260104-020000", _test.Run("Restore-HiveMQBackup -Latest -Confirm:$false").Single.Properties["Id"].Value);
    }

    [Theory]
    [InlineData("Yes", "RESTORE_COMPLETED")]
    [InlineData("No", "COMPLETED")]
    public void The_question_names_the_broker_the_backup_its_date_and_size_and_the_running_cluster(string input, string state)
    {
        _test.Shell.Screen.Input.Enqueue(input);

        _test.Run($"Restore-HiveMQBackup {Id}").Succeeded.ToString();

        var question = Assert.Single(_test.Shell.Screen.Lines, line => line.StartsWith("Restore a backup ", StringComparison.Ordinal));
        Assert.Contains($"Restore the backup {Id} (created 2026-01-02 ", question, StringComparison.Ordinal);
        Assert.Contains(", 1.9 MB)? Its data goes into the running cluster of the broker hivemq/broker (context simulator).", question, StringComparison.Ordinal);
        Assert.Equal(state, _test.Backups.Find(Id)!.State);
    }

    [Fact]
    public void WhatIf_says_the_same_and_restores_nothing()
    {
        Assert.Empty(_test.Run($"Restore-HiveMQBackup {Id} -WhatIf").Succeeded.Output);

        Assert.Contains(_test.Shell.Screen.Lines, line => line.Contains($"What if: Restore the backup {Id} (created 2026-01-02", StringComparison.Ordinal)
            && line.Contains("into the running cluster of hivemq/broker", StringComparison.Ordinal));
        Assert.Equal(0, Posts);
    }

    [Fact]
    public void The_menu_offers_what_can_be_restored()
    {
        _test.Shell.Screen.Input.Enqueue("2");
        _test.Shell.Screen.Input.Enqueue("Yes");

        Assert.Equal("20260101-020000", _test.Run("Restore-HiveMQBackup").Single.Properties["Id"].Value);
        Assert.DoesNotContain(_test.Shell.Screen.Lines, line => line.EndsWith("FAILED", StringComparison.Ordinal));
    }

    [Fact]
    public void It_shows_progress_while_it_waits()
    {
        _test.Backups.BackupDuration = TimeSpan.FromSeconds(1);

        _test.Run($"Restore-HiveMQBackup {Id} -Confirm:$false").Succeeded.ToString();

        var waiting = _test.Shell.Screen.Progress.First(record => record.Activity == "Waiting for hivemq/broker");
        Assert.Contains("RESTORE_IN_PROGRESS", waiting.StatusDescription, StringComparison.Ordinal);
        Assert.Equal(System.Management.Automation.ProgressRecordType.Completed, _test.Shell.Screen.Progress.Last().RecordType);
    }

    [Fact]
    public void NoWait_returns_the_restore_that_runs_and_its_status_can_be_followed()
    {
        _test.Backups.BackupDuration = Timeout.InfiniteTimeSpan;

        var status = _test.Run($"($s = Restore-HiveMQBackup {Id} -NoWait -Confirm:$false)").Single;
        Assert.Equal("RESTORE_IN_PROGRESS", status.Properties["State"].Value);

        _test.Backups.Complete(Id, 2_000_000);
        Assert.Equal("RESTORE_COMPLETED", _test.Run("$s | Get-HiveMQBackupStatus -Wait").Single.Properties["State"].Value);
    }

    [Fact]
    public void An_error_about_one_backup_does_not_stop_the_others()
    {
        var outcome = _test.Run($"'nope', '20260103-020000', '{Id}' | Restore-HiveMQBackup -Confirm:$false");

        Assert.Equal(["BackupNotFound", "BackupNotRestorable"], outcome.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal([Id], outcome.Values("Id"));
    }

    [Fact]
    public void Ctrl_C_ends_the_wait_and_not_the_restore()
    {
        _test.Backups.BackupDuration = Timeout.InfiniteTimeSpan;
        using var waits = new ManualResetEventSlim();
        _test.Shell.Screen.OnProgress = _ => waits.Set();
        var running = _test.Shell.Start($"Restore-HiveMQBackup {Id} -Confirm:$false");
        Assert.True(waits.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        running.Stop();

        Assert.True(running.Wait().Stopped);
        Assert.Equal("RESTORE_IN_PROGRESS", _test.Backups.Find(Id)!.State);
    }

    [Theory]
    [InlineData($"Restore-HiveMQBackup -Id {Id} -Latest")]
    [InlineData("Restore-HiveMQBackup -Latest -Path x")]
    [InlineData($"Restore-HiveMQBackup -Id {Id} -Container x")]
    public void What_excludes_each_other_is_refused(string command) =>
        Assert.Contains("AmbiguousParameterSet", _test.Run(command).Error.FullyQualifiedErrorId, StringComparison.Ordinal);

    [Theory]
    [InlineData("-Namespace other", "Namespace")]
    [InlineData("-Context staging", "Context")]
    [InlineData("-KubeConfig staging.yaml", "KubeConfig")]
    [InlineData("-StatefulSet other", "StatefulSet")]
    [InlineData("-Pod broker-1", "Pod")]
    [InlineData("-Uri http://127.0.0.1:1", "Uri")]
    public void A_parameter_that_names_another_broker_than_the_piped_backups_is_an_error(string other, string parameter)
    {
        var outcome = _test.Run($"Get-HiveMQBackup {Id} | Restore-HiveMQBackup -Confirm:$false {other}");

        Assert.Equal("BrokerMismatch,HiveMQBackup.Cmdlets.RestoreHiveMQBackupCommand", outcome.Error.FullyQualifiedErrorId);
        Assert.Contains($"-{parameter} names another one", outcome.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal("COMPLETED", _test.Backups.Find(Id)!.State);
        Assert.Equal(0, Posts);
    }

    [Fact]
    public void One_that_names_its_own_is_none()
    {
        _test.Run($"Get-HiveMQBackup {Id} | Restore-HiveMQBackup -Confirm:$false -Context simulator -Namespace hivemq -StatefulSet broker").Succeeded.ToString();

        Assert.Equal("RESTORE_COMPLETED", _test.Backups.Find(Id)!.State);
    }
}
