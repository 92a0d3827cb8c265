using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Unit.HiveMQ;

public sealed class BackupStateTests
{
    [Theory]
    [InlineData("COMPLETED", true, true, true)]
    [InlineData("FAILED", true, false, false)]
    [InlineData("IN_PROGRESS", false, false, false)]
    [InlineData("RESTORE_IN_PROGRESS", false, false, true)]
    [InlineData("RESTORE_COMPLETED", true, true, true)]
    [InlineData("RESTORE_FAILED", true, false, true)]
    [InlineData("completed", true, true, true)]
    [InlineData("PAUSED", false, false, false)]
    public void A_state_is_final_or_not_a_success_or_not_and_has_a_file_or_not(string state, bool terminal, bool success, bool file)
    {
        Assert.Equal(terminal, BackupState.IsTerminal(state));
        Assert.Equal(success, BackupState.IsSuccess(state));
        Assert.Equal(file, BackupState.HasFile(state));
    }
}
