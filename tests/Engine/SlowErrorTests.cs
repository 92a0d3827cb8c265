using System.Management.Automation;
using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Engine;

/// <summary>An error that comes only after the pauses between the attempts; in a class of its own, to run beside the others.</summary>
public sealed class SlowErrorTests
{
    [Fact]
    public async Task A_download_that_gets_no_further_ends_with_DownloadIncomplete_and_leaves_nothing()
    {
        await using var test = (await TestEnvironment.StartAsync()).WithBackups();
        foreach (var pod in test.Cluster.Pods) pod.Node.Faults.CutDownloadAfter(0, DownloadCut.EarlyEnd, times: 100);
        var outcome = test.Run("Save-HiveMQBackup 20260102-020000 -OutputDir bk");
        Assert.Equal("DownloadIncomplete,HiveMQBackup.Cmdlets.SaveHiveMQBackupCommand", outcome.Error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidData, outcome.Error.CategoryInfo.Category);
        Assert.Contains("ended after 0 of 2000000 bytes", outcome.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("the backup on the broker is unchanged", outcome.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(5, outcome.Warnings.Count(w => w.Contains("Resuming in", StringComparison.Ordinal)));
        Assert.Empty(test.Files("bk"));
    }
}
