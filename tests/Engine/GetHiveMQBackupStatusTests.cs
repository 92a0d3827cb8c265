using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

public sealed class GetHiveMQBackupStatusTests : IAsyncLifetime
{
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("Get-HiveMQBackupStatus -Latest")]
    [InlineData("Get-HiveMQBackupStatus -Id latest")]
    [InlineData("Get-HiveMQBackupStatus LATEST")]
    [InlineData("Get-HiveMQBackupStatus 20260103-020000")]
    [InlineData("'20260103-020000' | Get-HiveMQBackupStatus")]
    [InlineData("Get-HiveMQBackup -Latest | Get-HiveMQBackupStatus")]
    public void The_status_is_the_same_whichever_way_the_backup_is_named(string command)
    {
        var status = _test.Run(command).Single;
        Assert.Equal("20260103-020000", status.Properties["Id"].Value);
        Assert.Equal("FAILED", status.Properties["State"].Value);
        Assert.Equal("Another backup is already in progress.", status.Properties["FailReason"].Value);
        Assert.Equal(true, status.Properties["IsTerminal"].Value);
        Assert.Equal(false, status.Properties["IsSuccess"].Value);
    }

    [Theory]
    [InlineData("COMPLETED", true, true, "Backup")]
    [InlineData("IN_PROGRESS", false, false, "Backup")]
    [InlineData("RESTORE_IN_PROGRESS", false, false, "Restore")]
    [InlineData("RESTORE_COMPLETED", true, true, "Restore")]
    [InlineData("RESTORE_FAILED", true, false, "Restore")]
    [InlineData("SOMETHING_NEW", false, false, "Backup")]
    public void Every_state_has_its_meaning(string state, bool terminal, bool success, string operation)
    {
        _test.Backups.SetState("20260102-020000", state);
        var status = _test.Run("Get-HiveMQBackupStatus 20260102-020000").Single;
        Assert.Equal((terminal, success, operation), ((bool)status.Properties["IsTerminal"].Value, (bool)status.Properties["IsSuccess"].Value, (string)status.Properties["Operation"].Value));
    }

    [Fact]
    public void A_piped_backup_is_refreshed()
    {
        _test.Run("$b = Get-HiveMQBackup 20260102-020000").Succeeded.ToString();
        _test.Backups.SetState("20260102-020000", "RESTORE_IN_PROGRESS");
        Assert.Equal("RESTORE_IN_PROGRESS", _test.Run("$b | Get-HiveMQBackupStatus").Single.Properties["State"].Value);
    }

    [Fact]
    public async Task Wait_ends_when_the_backup_does()
    {
        _test.Backups.SetState("20260102-020000", "IN_PROGRESS");
        var waiting = new TaskCompletionSource();
        _test.Shell.Screen.OnProgress = _ => waiting.TrySetResult();
        var running = _test.Shell.Start("Get-HiveMQBackupStatus 20260102-020000 -Wait");
        await waiting.Task;
        _test.Backups.Complete("20260102-020000", 5);
        Assert.Equal("COMPLETED", running.Wait().Single.Properties["State"].Value);
    }

    [Fact]
    public void Wait_for_one_that_failed_shows_the_status_and_is_an_error()
    {
        var outcome = _test.Run("Get-HiveMQBackupStatus -Latest -Wait");
        Assert.Equal("FAILED", Assert.Single(outcome.Output).Properties["State"].Value);
        Assert.Equal("BackupFailed,HiveMQBackup.Cmdlets.GetHiveMQBackupStatusCommand", outcome.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_wait()
    {
        _test.Backups.SetState("20260102-020000", "IN_PROGRESS");
        var waiting = new TaskCompletionSource();
        _test.Shell.Screen.OnProgress = _ => waiting.TrySetResult();
        var running = _test.Shell.Start("Get-HiveMQBackupStatus 20260102-020000 -Wait");
        await waiting.Task;
        running.Stop();
        Assert.True(running.Wait().Stopped);
    }
}
