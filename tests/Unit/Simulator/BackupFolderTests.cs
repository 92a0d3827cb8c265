using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Simulator;

/// <summary>The simulator's brokers list what lies in their backup folders, unless they are told not to.</summary>
public sealed class BackupFolderTests : IAsyncDisposable
{
    private const string Id = "20260101-020000";

    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new();
    private SimulatedCluster? _cluster;

    [Fact]
    public async Task A_file_in_the_folder_of_one_pod_is_listed_downloaded_and_restored()
    {
        var pods = await StartAsync();
        Put(pods[1], Id, "file.backup", "content");

        var backup = Assert.Single(pods[0].Node.Backups.List());

        Assert.Equal((Id, BackupState.Completed, 7), (backup.Id, backup.State, backup.Bytes));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.Zero), backup.CreatedAt);
        Assert.Equal("content", await _http.GetStringAsync(new Uri(pods[0].Node.Address, $"/api/v1/management/files/backups/{Id}"), Test.Cancel));
        Assert.Equal(BackupState.RestoreInProgress, pods[0].Node.Backups.Restore(Id)!.State);
        Assert.Equal(BackupState.RestoreInProgress, pods[0].Node.Backups.Find(Id)!.State);
    }

    [Fact]
    public async Task Unfinished_work_and_an_empty_folder_are_not_listed_and_an_id_of_any_form_has_the_time_of_its_file()
    {
        var pods = await StartAsync();
        Put(pods[0], ".upload", "file.backup", "content");
        Put(pods[0], "imported", ".part", "content");
        Put(pods[0], "other", "file.backup", "content");
        Directory.CreateDirectory(Path.Combine(pods[0].BackupFolder, "empty"));

        var backup = Assert.Single(pods[0].Node.Backups.List());

        Assert.Equal("other", backup.Id);
        Assert.InRange(backup.CreatedAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task A_broker_that_ignores_its_folder_lists_neither_what_appears_nor_drops_what_has_gone()
    {
        var pods = await StartAsync(listsFolder: false);
        var own = pods[0].Node.Backups.Add("own", DateTimeOffset.UtcNow, 10);
        Put(pods[0], Id, "file.backup", "content");
        Assert.Equal([own.Id], pods[0].Node.Backups.List().Select(backup => backup.Id));

        foreach (var pod in pods) Directory.Delete(Path.Combine(pod.BackupFolder, own.Id), recursive: true);

        Assert.Equal([own.Id], pods[0].Node.Backups.List().Select(backup => backup.Id));
    }

    [Fact]
    public async Task The_broker_s_own_backup_is_gone_when_its_folder_is_gone_from_every_pod_and_back_when_it_is_moved_back()
    {
        var pods = await StartAsync();
        pods[0].Node.Backups.Add(Id, DateTimeOffset.UtcNow, 1_000_000_000);
        var sha256 = pods[0].Node.Backups.Find(Id)! with { Bytes = 1000 };
        string In(SimulatedPod pod, string name) => Path.Combine(pod.BackupFolder, name);
        Assert.NotEmpty(pods[0].BackupFolder);
        Assert.All(pods, pod => Assert.InRange(Directory.EnumerateFiles(In(pod, Id)).Sum(file => new FileInfo(file).Length), 1, 10_000));

        Directory.Move(In(pods[0], Id), In(pods[0], ".trash"));
        Assert.Single(pods[0].Node.Backups.List());
        Directory.Delete(In(pods[1], Id), recursive: true);
        Assert.Empty(pods[0].Node.Backups.List());
        Directory.Move(In(pods[0], ".trash"), In(pods[0], Id));

        var back = Assert.Single(pods[0].Node.Backups.List());
        Assert.Equal(1_000_000_000, back.Bytes);
        Assert.Equal(sha256.Sha256(), (back with { Bytes = 1000 }).Sha256());
        Assert.False(Directory.Exists(In(pods[1], Id)));
    }

    [Fact]
    public async Task The_first_command_in_a_pod_finds_the_backups_of_its_broker()
    {
        var pods = await StartAsync();
        pods[0].Node.Backups.Add(Id, DateTimeOffset.UtcNow, 10);
        using var client = await SpdyExecClient.OpenAsync(_cluster!, ["sh", "-c", "cd \"$HIVEMQ_BACKUP_FOLDER\" && mv * .trash"]);

        Assert.True(await client.ReceiveAsync());
        Assert.Contains("Success", client["error"], StringComparison.Ordinal);
        Assert.Equal([".trash"], Directory.EnumerateDirectories(pods[0].BackupFolder).Select(Path.GetFileName));
        Assert.Equal([Id], Directory.EnumerateDirectories(pods[1].BackupFolder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Files_on_one_node_only_are_in_the_folder_of_that_node_only()
    {
        var pods = await StartAsync(filesOnOneNodeOnly: true);
        pods[0].Node.Backups.Add(Id, DateTimeOffset.UtcNow, 10);

        Assert.Empty(Directory.EnumerateDirectories(pods[0].BackupFolder));
        Assert.Single(Directory.EnumerateDirectories(pods[1].BackupFolder));
        Directory.Delete(Path.Combine(pods[1].BackupFolder, Id), recursive: true);
        Assert.Empty(pods[0].Node.Backups.List());
    }

    [Fact]
    public async Task A_backup_that_the_broker_deletes_has_no_folder_any_more()
    {
        var pods = await StartAsync();
        Put(pods[0], Id, "file.backup", "content");
        Assert.Single(pods[0].Node.Backups.List());

        pods[0].Node.Backups.Remove(Id);

        Assert.Empty(pods[0].Node.Backups.List());
        Assert.Empty(Directory.EnumerateDirectories(pods[0].BackupFolder));
    }

    [Fact]
    public async Task Nodes_of_several_processes_show_what_lies_in_the_folder_of_either_and_only_that_one_sends_it()
    {
        await using var first = await StartAloneAsync("first");
        await using var second = await StartAloneAsync("second");
        _folder.Write($"first/{Id}/file.backup", "content");

        Assert.Single(first.Backups.List());
        Assert.Single(second.Backups.List());
        Assert.Equal("content", await _http.GetStringAsync(new Uri(first.Address, $"/api/v1/management/files/backups/{Id}"), Test.Cancel));
        using var elsewhere = await _http.GetAsync(new Uri(second.Address, $"/api/v1/management/files/backups/{Id}"), Test.Cancel);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, elsewhere.StatusCode);

        Directory.Delete(_folder[$"first/{Id}"], recursive: true);
        Assert.Empty(first.Backups.List());
        Assert.Empty(second.Backups.List());
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    private static void Put(SimulatedPod pod, string folder, string file, string content)
    {
        Directory.CreateDirectory(Path.Combine(pod.BackupFolder, folder));
        File.WriteAllText(Path.Combine(pod.BackupFolder, folder, file), content);
    }

    private async Task<IReadOnlyList<SimulatedPod>> StartAsync(bool listsFolder = true, bool filesOnOneNodeOnly = false)
    {
        _cluster = await SimulatedCluster.StartAsync(
            new SimulatedClusterOptions
            {
                Tls = false,
                StatefulSets = [new() { Node = new() { ListsFolder = listsFolder }, FilesOnOneNodeOnly = filesOnOneNodeOnly }],
            },
            Test.Cancel);
        return _cluster.StatefulSets[0].Pods;
    }

    private Task<HiveMQNode> StartAloneAsync(string name) => HiveMQNode.StartAsync(
        new HiveMQNodeOptions { Backups = BackupStore.InDirectory(_folder["store"]), BackupFolder = _folder[name] }, Test.Cancel);
}
