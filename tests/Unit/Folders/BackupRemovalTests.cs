using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Folders;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Folders;

/// <summary>A backup is deleted by the REST API where it can be, and else by removing its folder on every pod.</summary>
public sealed class BackupRemovalTests : IAsyncLifetime
{
    private const string Id = "20260301-110000";
    private const string Other = "20260301-100000";

    private UploadScene _scene = null!;
    private BrokerSession _session = null!;

    public async ValueTask InitializeAsync()
    {
        _scene = await UploadScene.StartAsync();
        _scene.Cluster.Backups.Add(Id, AutoAdvancingClock.Began, 1000);
        _scene.Cluster.Backups.Add(Other, AutoAdvancingClock.Began, 1000);
        _session = await _scene.OpenAsync();
        // The broker has both on disk.
        Assert.All(_scene.Pods, pod => Assert.Equal(2, Folders(pod).Count()));
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory(Timeout = Test.Limit)]
    [InlineData(DeleteSupport.NoContent)]
    [InlineData(DeleteSupport.Ok)]
    public async Task The_REST_API_deletes_it_where_it_can_and_no_command_runs_in_a_pod(DeleteSupport support)
    {
        Support(support);

        await RemoveAsync();

        OnlyTheOtherIsLeft();
        Assert.Empty(_scene.Commands);
        Assert.Empty(_scene.Warnings);
        Assert.Equal(1, Deletes);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(DeleteSupport.MethodNotAllowed)]
    [InlineData(DeleteSupport.NotFound)]
    [InlineData(DeleteSupport.NotImplemented)]
    public async Task Without_such_a_call_its_folder_is_removed_on_every_pod(DeleteSupport support)
    {
        Support(support);

        await RemoveAsync();

        OnlyTheOtherIsLeft();
        Assert.All(_scene.Pods, pod => Assert.Equal([Other], Folders(pod)));
        Assert.Equal(["broker-0", "broker-1"], _scene.Commands.Select(command => command.Pod));
        Assert.Empty(_scene.Warnings);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(403, ErrorCode.HiveMQForbidden)]
    [InlineData(401, ErrorCode.HiveMQUnauthorized)]
    [InlineData(503, ErrorCode.HiveMQUnavailable)]
    [InlineData(409, ErrorCode.UnexpectedResponse)]
    public async Task Any_other_refusal_removes_no_folder(int status, ErrorCode code)
    {
        foreach (var pod in _scene.Pods) pod.Node.Faults.FailNext(status, times: int.MaxValue, method: "DELETE");

        await Test.FailsAsync(code, () => RemoveAsync());

        Assert.Empty(_scene.Commands);
        Assert.Equal(2, _scene.Cluster.Backups.List().Count);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Only_the_pods_that_have_it_lose_a_folder()
    {
        Directory.Delete(Path.Combine(_scene.Pods[0].BackupFolder, Id), recursive: true);

        await RemoveAsync();

        OnlyTheOtherIsLeft();
        Assert.Contains(_scene.Told, text => text.EndsWith($"Removed the folder of the backup '{Id}' in broker-1.", StringComparison.Ordinal));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task What_the_broker_still_lists_afterwards_is_a_warning()
    {
        _scene.Cluster.Backups.ListsFolder = false;

        await RemoveAsync();

        Assert.All(_scene.Pods, pod => Assert.Equal([Other], Folders(pod)));
        Assert.Single(_scene.Warnings, text => text.Contains($"still lists the backup '{Id}' after it was deleted", StringComparison.Ordinal));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_that_takes_a_moment_to_forget_the_backup_is_no_reason_to_warn()
    {
        _scene.Cluster.Backups.ListsFolder = false;
        foreach (var pod in _scene.Pods)
        {
            pod.Node.Faults.Intercept = (_, next) =>
            {
                _scene.Cluster.Backups.ListsFolder = _scene.Clock.Elapsed >= TimeSpan.FromSeconds(4);
                return next();
            };
        }

        await RemoveAsync();

        Assert.Empty(_scene.Warnings);
        OnlyTheOtherIsLeft();
    }

    [Theory]
    [InlineData("IN_PROGRESS")]
    [InlineData("RESTORE_IN_PROGRESS")]
    public async Task One_that_is_being_created_or_restored_is_not_deleted(string state)
    {
        _scene.Cluster.Backups.SetState(Id, state);

        var failed = await Test.FailsAsync(ErrorCode.BackupAlreadyRunning, () => RemoveAsync());

        Assert.Contains($"is {state} and cannot be deleted", failed.Message, StringComparison.Ordinal);
        Assert.Equal(0, Deletes);
        Assert.Empty(_scene.Commands);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_backup_that_no_pod_has_a_folder_of_cannot_be_deleted()
    {
        _scene.Cluster.Backups.ListsFolder = false;
        foreach (var pod in _scene.Pods) Directory.Delete(Path.Combine(pod.BackupFolder, Id), recursive: true);

        var failed = await Test.FailsAsync(ErrorCode.BackupNotRemovable, () => RemoveAsync());

        Assert.Contains("no ready pod has a folder of that name", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Kubernetes_and_without_such_a_call_it_cannot_be_deleted()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Backups.Add(Id, AutoAdvancingClock.Began, 1000);

        var failed = await Test.FailsAsync(
            ErrorCode.BackupNotRemovable,
            async () => await new BackupRemoval(broker.Api, broker.Session.Folders).RemoveAsync(await broker.Api.GetBackupAsync(Id, Test.Cancel), null, Test.Cancel));

        Assert.Contains("its REST API has no call for that, and without Kubernetes", failed.Message, StringComparison.Ordinal);
        Assert.Single(broker.Node.Backups.List());
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_folder_that_is_read_only_is_not_writable_and_the_backup_stays()
    {
        foreach (var pod in _scene.Pods) pod.Shell.ReadOnlyFolder = true;

        await Test.FailsAsync(ErrorCode.BrokerFolderNotWritable, () => RemoveAsync());

        Assert.Equal(2, _scene.Cluster.Backups.List().Count);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_missing_permission_is_create_on_pods_exec()
    {
        _scene.Cluster.Faults.Deny("*", "pods/exec");

        var failed = await Test.FailsAsync(ErrorCode.KubernetesForbidden, () => RemoveAsync());

        Assert.Contains("'create' pods/exec", failed.Message, StringComparison.Ordinal);
    }

    // Its target lies outside of the backup folder.
    [Fact(Timeout = Test.Limit)]
    public async Task A_link_in_the_backup_folder_is_not_followed()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Creating links requires a privilege on Windows.");
        using var outside = new TempFolder();
        outside.Write("precious", "x");
        foreach (var pod in _scene.Pods)
        {
            Directory.Delete(Path.Combine(pod.BackupFolder, Id), recursive: true);
            Directory.CreateSymbolicLink(Path.Combine(pod.BackupFolder, Id), outside.Path);
        }

        await Record.ExceptionAsync(() => _session.Folders!.RemoveAsync(Id, null, Test.Cancel));

        Assert.Equal(["precious"], outside.Names);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../other")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task An_id_that_leads_out_of_the_folder_reaches_neither_the_broker_nor_a_pod(string id)
    {
        await Test.FailsAsync(
            ErrorCode.BackupIdInvalid,
            () => new BackupRemoval(_session.Api, _session.Folders).RemoveAsync(new(id, null, 1, "COMPLETED", null), null, Test.Cancel));
        await Test.FailsAsync(ErrorCode.BackupIdInvalid, () => _session.Folders!.RemoveAsync(id, null, Test.Cancel));

        Assert.Equal(0, Deletes);
        Assert.Empty(_scene.Commands);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_response_is_settled_by_the_list(bool isDeleted)
    {
        foreach (var pod in _scene.Pods)
        {
            pod.Node.Faults.Intercept = (context, next) =>
            {
                if (context.Request.Method != "DELETE") return next();
                if (isDeleted) _scene.Cluster.Backups.Remove(Id);
                context.Abort();
                return Task.CompletedTask;
            };
        }

        if (isDeleted) await RemoveAsync();
        else await Test.FailsAsync(ErrorCode.BackupNotRemovable, () => RemoveAsync());

        Assert.Equal(1, Deletes);
        Assert.Empty(_scene.Commands);
    }

    private int Deletes => _scene.Pods.Sum(pod => pod.Node.Requests.Count(request => request.Method == "DELETE"));

    private void Support(DeleteSupport support)
    {
        foreach (var pod in _scene.Pods) pod.Node.Options.Deletes = support;
    }

    private async Task RemoveAsync() =>
        await new BackupRemoval(_session.Api, _session.Folders).RemoveAsync(await _session.Api.GetBackupAsync(Id, Test.Cancel), null, Test.Cancel);

    private void OnlyTheOtherIsLeft() => Assert.Equal([Other], _scene.Cluster.Backups.List().Select(backup => backup.Id));

    private static IEnumerable<string?> Folders(SimulatedPod pod) => Directory.EnumerateDirectories(pod.BackupFolder).Select(Path.GetFileName);
}
