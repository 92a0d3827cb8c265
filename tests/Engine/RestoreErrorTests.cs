using System.Management.Automation;
using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Engine;

/// <summary>Each error id of restoring, uploading and deleting, from a real failure: its category, its message, and its recommended action.</summary>
public sealed class RestoreErrorTests : IAsyncLifetime
{
    private const string Id = "20260102-020000";
    private const string File = "20261123-020000.hivemq-4.42.0.backup";
    private const string RestoreId = $"Restore-HiveMQBackup {Id} -Confirm:$false";
    private const string RestoreFile = $"Restore-HiveMQBackup -Path {File} -Confirm:$false";
    private const string Remove = $"Remove-HiveMQBackup {Id} -Confirm:$false";

    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync()
    {
        _test = (await TestEnvironment.StartAsync()).WithBackups();
        System.IO.File.WriteAllBytes(Path.Combine(_test.Folder, File), new byte[100_000]);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private IReadOnlyList<SimulatedPod> Pods => _test.Cluster.Pods;

    [Fact]
    public void BackupNotRestorable() => Fails(
        "Restore-HiveMQBackup 20260103-020000 -Confirm:$false", ErrorCategory.InvalidOperation,
        "is FAILED and cannot be restored: Another backup is already in progress.", "Get-HiveMQBackup -State COMPLETED");

    [Fact]
    public void RestoreFailed()
    {
        _test.Backups.FailNext("Node broker-1 has left.");
        Fails(RestoreId, ErrorCategory.InvalidResult, "Node broker-1 has left.", "the backup itself is unchanged");
    }

    [Fact]
    public void RestoreUncertain()
    {
        foreach (var pod in Pods) pod.Node.Faults.LoseResponseOfNextRestore(beforeProcessing: true);
        Fails(RestoreId, ErrorCategory.InvalidResult, "unknown whether the broker hivemq/broker started to restore the backup", "before you start another restore");
    }

    [Theory]
    [InlineData(RestoreId)]
    [InlineData(RestoreFile)]
    public void BackupAlreadyRunning(string command)
    {
        _test.Backups.BackupDuration = Timeout.InfiniteTimeSpan;
        var running = _test.Backups.Create();
        Fails(command, ErrorCategory.ResourceBusy, $"The backup '{running.Id}' of the broker hivemq/broker has been running since", $"Get-HiveMQBackupStatus -Id '{running.Id}' -Wait");
        NoCommandRan();
    }

    [Fact]
    public void WaitTimeout()
    {
        _test.Backups.BackupDuration = Timeout.InfiniteTimeSpan;
        Fails(
            $"{RestoreId} -TimeoutSec 1", ErrorCategory.OperationTimeout, "The restore itself continues.", $"Resume the wait with: Get-HiveMQBackupStatus -Id '{Id}' -Wait");
    }

    [Fact]
    public void HiveMQForbidden()
    {
        foreach (var pod in Pods) pod.Node.Options.Permissions = ["HIVEMQ_MANAGEMENT_BACKUPS_GET", "HIVEMQ_MANAGEMENT_BACKUPS_BACKUPID_GET"];
        Fails(RestoreId, ErrorCategory.PermissionDenied, "is not allowed to do this", "HIVEMQ_MANAGEMENT_BACKUPS_BACKUPID_POST");
    }

    [Theory]
    [InlineData("Restore-HiveMQBackup -Path none.backup -Id 20261123-020000 -Confirm:$false", "there is no such file")]
    [InlineData("Restore-HiveMQBackup -Path . -Id 20261123-020000 -Confirm:$false", "it is a folder")]
    public void InputFileInvalid(string command, string says) => Fails(command, ErrorCategory.InvalidArgument, says, "-Path with a file");

    [Theory]
    [InlineData($"Restore-HiveMQBackup -Path {File} -Id ../x -Confirm:$false")]
    [InlineData($"Restore-HiveMQBackup -Path {File} -Id .. -Confirm:$false")]
    [InlineData("[IO.File]::WriteAllText(\"$PWD/nightly.backup\", 'x'); Restore-HiveMQBackup -Path nightly.backup -Confirm:$false")]
    public void BackupIdInvalid(string command)
    {
        Fails(command, ErrorCategory.InvalidArgument, "", "-Id with an id such as 20261123-020000");
        NoCommandRan();
    }

    [Fact]
    public void BackupExists()
    {
        _test.Backups.Add("20261123-020000", TestEnvironment.At(1), 7);
        Fails(RestoreFile, ErrorCategory.ResourceExists, "it has 7 bytes, and the file has 100000", "Remove-HiveMQBackup");
        NoCommandRan();
    }

    [Fact]
    public void DiskSpaceLow()
    {
        Pods[0].Shell.FreeBytes = 1024;
        Fails(RestoreFile, ErrorCategory.ResourceUnavailable, "in the pod broker-0 has ", "Remove-HiveMQBackup");
    }

    [Theory]
    [InlineData(RestoreFile)]
    [InlineData(Remove)]
    public void BrokerFolderNotWritable(string command)
    {
        foreach (var pod in Pods) pod.Shell.ReadOnlyFolder = true;
        Fails(command, ErrorCategory.PermissionDenied, "Read-only file system", "HIVEMQ_BACKUP_FOLDER");
    }

    [Fact]
    public void UploadIncomplete()
    {
        _test.Cluster.Faults.Exec.CutAfter(50_000, times: 3);
        Fails(RestoreFile, ErrorCategory.InvalidData, "did not arrive whole in the pod hivemq/broker-0 in 3 attempts", "Run the command again");
    }

    [Fact]
    public void ExecFailed()
    {
        foreach (var pod in Pods) pod.Shell.MissingCommands = ["sh"];
        Fails(RestoreFile, ErrorCategory.ConnectionError, "executable file not found in $PATH", "kubectl exec");
    }

    [Fact]
    public void ContainerNotFound() => Fails(
        $"{RestoreFile} -Container none", ErrorCategory.ObjectNotFound, "no container 'none'. Containers there: hivemq.", "-Container");

    [Theory]
    [InlineData(RestoreFile)]
    [InlineData(Remove)]
    [InlineData("New-HiveMQBackup -MinimumFreeSpace 1MB")]
    public void KubernetesForbidden(string command)
    {
        _test.Cluster.Faults.Deny("*", "pods/exec");
        Fails(command, ErrorCategory.PermissionDenied, "'create' pods/exec", "kubectl auth can-i create pods --subresource=exec -n hivemq");
    }

    [Fact]
    public void BackupNotRemovable()
    {
        _test.Run("$PSDefaultParameterValues.Clear()").Succeeded.ToString();
        Fails($"{Remove} -Uri {_test.Node.Address}", ErrorCategory.InvalidOperation, "its REST API has no call for that", "on the broker's disk");
    }

    private void NoCommandRan() => Assert.DoesNotContain(_test.Cluster.Requests, request => request.PathAndQuery.Contains("/exec", StringComparison.Ordinal));

    private void Fails(
        string command, ErrorCategory category, string says, string recommends, [System.Runtime.CompilerServices.CallerMemberName] string id = "")
    {
        var error = _test.Run(command).Error;
        Assert.StartsWith(id + ",HiveMQBackup.Cmdlets.", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Contains(says, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(recommends, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.NotNull(error.TargetObject);
    }
}
