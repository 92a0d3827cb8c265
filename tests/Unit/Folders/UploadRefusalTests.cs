using HiveMQBackup.Client;
using HiveMQBackup.Simulator.Kubernetes;
using HiveMQBackup.Unit.Zip;

namespace HiveMQBackup.Unit.Folders;

/// <summary>What stands in the way of an upload is an error of its own, and the pods are as they were.</summary>
public sealed class UploadRefusalTests
{
    [Fact(Timeout = Test.Limit)]
    public async Task A_disk_that_is_too_small_is_noticed_before_a_byte_is_sent()
    {
        await using var scene = await UploadScene.StartAsync(set => set.Shell.FreeBytes = 512 * 1024);

        var failed = await Test.FailsAsync(ErrorCode.DiskSpaceLow, () => scene.UploadAsync());

        Assert.Contains("in the pod broker-0 has ", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Commands, command => command.Command.Any(part => part.Contains("sha256sum", StringComparison.Ordinal)));
        await scene.NothingIsLeftAsync();
    }

    [Fact(Timeout = Test.Limit)]
    public async Task An_archive_without_its_end_is_not_sent()
    {
        await using var scene = await UploadScene.StartAsync();
        await File.WriteAllBytesAsync(scene.Path, Zips.Of(3)[..^100], Test.Cancel);

        var failed = await Test.FailsAsync(ErrorCode.InputFileInvalid, () => scene.UploadAsync());

        Assert.Contains(scene.Path, failed.Message, StringComparison.Ordinal);
        Assert.Contains("end of the archive is missing", failed.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Commands);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(SpdySupport.Taken)]
    [InlineData(SpdySupport.Dropped)]
    public async Task A_disk_that_fills_up_meanwhile_is_the_same_error_at_the_first_attempt(SpdySupport spdy)
    {
        await using var scene = await UploadScene.StartAsync(cluster: options => options.Spdy = spdy);
        scene.Before("sha256sum", pod => pod.Shell.FreeBytes = 100_000, times: int.MaxValue);

        var failed = await Test.FailsAsync(ErrorCode.DiskSpaceLow, () => scene.UploadAsync());

        Assert.Contains("No space left on device", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Warnings, text => text.Contains("Starting over", StringComparison.Ordinal));
        await scene.NothingIsLeftAsync();
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("sha256sum")]
    [InlineData("mv ")]
    public async Task A_folder_that_is_read_only_is_not_writable(string script)
    {
        await using var scene = await UploadScene.StartAsync();
        scene.Before(script, pod => pod.Shell.ReadOnlyFolder = true);

        var failed = await Test.FailsAsync(ErrorCode.BrokerFolderNotWritable, () => scene.UploadAsync());

        Assert.Contains("Read-only file system", failed.Message, StringComparison.Ordinal);
        Assert.All(scene.Pods, pod => Assert.False(Directory.Exists(Path.Combine(pod.BackupFolder, UploadScene.Id))));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task What_the_broker_does_not_list_within_a_minute_is_removed_again()
    {
        await using var scene = await UploadScene.StartAsync(set => set.Node.ListsFolder = false);

        var failed = await Test.FailsAsync(ErrorCode.UploadNotListed, () => scene.UploadAsync());

        Assert.EndsWith("The file was removed again.", failed.Message, StringComparison.Ordinal);
        Assert.InRange(scene.Clock.Elapsed, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(64));
        await scene.NothingIsLeftAsync();
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_that_takes_a_while_to_list_the_file_is_waited_for()
    {
        await using var scene = await UploadScene.StartAsync(set => set.Node.ListsFolder = false);
        foreach (var pod in scene.Pods)
        {
            pod.Node.Faults.Intercept = (_, next) =>
            {
                scene.Cluster.Backups.ListsFolder = scene.Clock.Elapsed > TimeSpan.FromSeconds(30);
                return next();
            };
        }

        Assert.Equal(UploadScene.Length, (await scene.UploadAsync()).Bytes);

        await scene.IsPlacedAsync(scene.Pods[0]);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_backup_that_the_broker_has_already_is_not_copied_again()
    {
        await using var scene = await UploadScene.StartAsync();
        scene.Cluster.Backups.Add(UploadScene.Id, AutoAdvancingClock.Began, UploadScene.Length);

        var backup = await scene.UploadAsync();

        Assert.Equal((UploadScene.Id, UploadScene.Length), (backup.Id, backup.Bytes));
        Assert.Empty(scene.Commands);
        Assert.Empty(scene.Warnings);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Another_backup_with_that_id_exists()
    {
        await using var scene = await UploadScene.StartAsync();
        scene.Cluster.Backups.Add(UploadScene.Id, AutoAdvancingClock.Began, 5);

        var failed = await Test.FailsAsync(ErrorCode.BackupExists, () => scene.UploadAsync());

        Assert.Contains($"it has 5 bytes, and the file has {UploadScene.Length}", failed.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Commands);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_folder_that_is_there_but_not_listed_stays_as_it_is()
    {
        await using var scene = await UploadScene.StartAsync(set => set.Node.ListsFolder = false);
        var foreign = Directory.CreateDirectory(Path.Combine(scene.Pods[0].BackupFolder, UploadScene.Id)).FullName;
        await File.WriteAllTextAsync(Path.Combine(foreign, "other.backup"), "other", Test.Cancel);

        var failed = await Test.FailsAsync(ErrorCode.BackupExists, () => scene.UploadAsync());

        Assert.Contains("which the broker does not list", failed.Message, StringComparison.Ordinal);
        await scene.Pods[0].CommandsEnded;
        Assert.Equal("other", await File.ReadAllTextAsync(Path.Combine(foreign, "other.backup"), Test.Cancel));
        Assert.Equal([foreign], Directory.EnumerateFileSystemEntries(scene.Pods[0].BackupFolder));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task The_container_is_the_one_with_the_REST_API()
    {
        await using var scene = await UploadScene.StartAsync(set => set.Ports = [new("web", 80, "sidecar"), .. set.Ports]);

        await scene.UploadAsync();

        Assert.All(scene.Commands, command => Assert.Equal("hivemq", command.Container));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Another_container_can_be_named()
    {
        await using var scene = await UploadScene.StartAsync(set => set.Ports = [new("web", 80, "sidecar"), .. set.Ports]);

        await scene.UploadAsync(container: "sidecar");

        Assert.All(scene.Commands, command => Assert.Equal("sidecar", command.Container));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_container_that_the_pod_does_not_have_is_not_found_and_the_error_lists_those_it_has()
    {
        await using var scene = await UploadScene.StartAsync(set => set.Ports = [new("web", 80, "sidecar"), .. set.Ports]);

        var failed = await Test.FailsAsync(ErrorCode.ContainerNotFound, () => scene.UploadAsync(container: "nope"));

        Assert.Contains("no container 'nope'. Containers there: sidecar, hivemq.", failed.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_missing_permission_is_create_on_pods_exec()
    {
        await using var scene = await UploadScene.StartAsync();
        scene.Cluster.Faults.Deny("*", "pods/exec");

        var failed = await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => scene.UploadAsync());

        Assert.Equal(("create", "pods/exec"), failed.Cause is ErrorCause.VerbForbidden cause ? (cause.Verb, cause.Resource) : default);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task An_image_without_a_shell_is_an_error_of_the_command()
    {
        await using var scene = await UploadScene.StartAsync(set => set.Shell.MissingCommands = ["sh"]);

        var failed = await Test.FailsAsync(ErrorCode.ExecFailed, () => scene.UploadAsync());

        Assert.Contains("executable file not found in $PATH", failed.Message, StringComparison.Ordinal);
        Assert.Contains("hivemq/broker-0", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_is_empty_or_missing_is_invalid(bool exists)
    {
        await using var scene = await UploadScene.StartAsync();
        if (exists) await File.WriteAllBytesAsync(scene.Path, [], Test.Cancel);
        else File.Delete(scene.Path);

        await Test.FailsAsync(ErrorCode.InputFileInvalid, () => scene.UploadAsync());

        Assert.Empty(scene.Commands);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task An_id_that_leads_out_of_the_folder_reaches_no_pod()
    {
        await using var scene = await UploadScene.StartAsync();

        await Test.FailsAsync(ErrorCode.BackupIdInvalid, () => scene.UploadAsync(id: "../../etc"));

        Assert.Empty(scene.Commands);
    }
}
