using HiveMQBackup.Client;
using HiveMQBackup.Client.Folders;

namespace HiveMQBackup.Unit.Folders;

/// <summary>The free disk space is read from what df prints in real images.</summary>
public sealed class FolderSpaceTests
{
    [Theory]
    [InlineData("overlay           103080204  37205928  65857892      37% /", 65857892)]
    [InlineData("/dev/nvme1n1       10255636     24576  10214676       1% /opt/hivemq/backup", 10214676)]
    [InlineData("/dev/vda1             20509264   7432856  12034564  38% /opt/hivemq/backup", 12034564)]
    [InlineData("/dev/mapper/vg--storage-pvc--0f8f3a1e--5b7d--4a0e--9d0c--2f3c4b5a6d7e 51343840 20971520 27741168 44% /opt/hivemq/backup", 27741168)]
    [InlineData("10.0.0.1:/exports/hivemq backups/0 1048576 0 1048576 0% /opt/hivemq/backup", 1048576)]
    [InlineData("//nas/share 100 50 50 50% /mnt/back up 1", 50)]
    [InlineData("tmpfs 65536 0 65536 0% /x", 65536)]
    [InlineData("s3fs 274877906944 0 274877906944 - /x", 274877906944)]
    [InlineData("/dev/full 100 100 0 100% /x", 0)]
    // A long device name has a line of its own in some images; the last line is what is read.
    [InlineData("                  51343840 20971520 27741168 44% /opt/hivemq/backup", 27741168)]
    public void It_is_the_available_column_in_bytes(string line, long kilobytes) =>
        Assert.Equal(new FolderSpace("broker-0", "/opt/hivemq/backup", kilobytes * 1024), FolderSpace.Parse("broker-0", $"/opt/hivemq/backup\n{line}\n"));

    [Theory]
    [InlineData("")]
    [InlineData("/opt/hivemq/backup\n")]
    [InlineData("Filesystem 1024-blocks Used Available Capacity Mounted on\n")]
    [InlineData("/opt/hivemq/backup\nFilesystem 1024-blocks Used Available Capacity Mounted on\n")]
    [InlineData("/opt/hivemq/backup\n- - - - - /proc\n")]
    [InlineData("/opt/hivemq/backup\n/dev/x 1 1 99999999999999999999 1% /x\n")]
    [InlineData("/opt/hivemq/backup\n/dev/x 1 1 9223372036854775807 1% /x\n")]
    public void Anything_else_is_no_free_space(string output) => Assert.Null(FolderSpace.Parse("broker-0", output));

    [Fact(Timeout = Test.Limit)]
    public async Task Every_pod_is_checked_and_the_fullest_one_is_named()
    {
        await using var scene = await UploadScene.StartAsync(set => set.Replicas = 3);
        var session = await scene.OpenAsync();
        (scene.Pods[0].Shell.FreeBytes, scene.Pods[1].Shell.FreeBytes, scene.Pods[2].Shell.FreeBytes) = (3 << 20, 1 << 20, 2 << 20);

        await session.Folders!.EnsureSpaceAsync(1 << 20, null, Test.Cancel);
        var failed = await Test.FailsAsync(ErrorCode.DiskSpaceLow, () => session.Folders!.EnsureSpaceAsync(4 << 20, null, Test.Cancel));

        Assert.Contains("in the pod broker-1 has 1.0 MB of free disk space; 4.0 MB are required", failed.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_folder_that_does_not_exist_yet_has_the_space_of_the_one_above_it()
    {
        await using var scene = await UploadScene.StartAsync();
        var session = await scene.OpenAsync();
        scene.Before("df -Pk", pod => Directory.Delete(pod.BackupFolder, recursive: true), times: 2);

        await session.Folders!.EnsureSpaceAsync(1, null, Test.Cancel);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task An_image_without_df_is_an_error_of_the_command()
    {
        await using var scene = await UploadScene.StartAsync(set => set.Shell.MissingCommands = ["df"]);
        var session = await scene.OpenAsync();

        var failed = await Test.FailsAsync(ErrorCode.ExecFailed, () => session.Folders!.EnsureSpaceAsync(1, null, Test.Cancel));

        Assert.Contains("df: not found", failed.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_kubelet_that_cannot_run_the_command_is_no_free_space()
    {
        await using var scene = await UploadScene.StartAsync();
        var session = await scene.OpenAsync();
        scene.Cluster.Faults.Exec.Fail("container not found (\"hivemq\")", times: int.MaxValue);

        var failed = await Test.FailsAsync(ErrorCode.ExecFailed, () => session.Folders!.EnsureSpaceAsync(1, null, Test.Cancel));

        Assert.Contains("container not found (\"hivemq\")", failed.Message, StringComparison.Ordinal);
    }
}
