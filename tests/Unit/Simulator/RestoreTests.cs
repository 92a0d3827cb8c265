using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveMQBackup.Simulator.HiveMQ;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Unit.Simulator;

/// <summary>The simulator's broker restores and deletes as a real one does, or as one might.</summary>
public sealed class RestoreTests : IAsyncDisposable
{
    private const string Id = "20260101-020000";

    private readonly FakeTimeProvider _time = new();
    private readonly HiveMQNodeOptions _options;
    private readonly HttpClient _http = new();
    private HiveMQNode? _node;

    public RestoreTests() => _options = new HiveMQNodeOptions { Time = _time };

    [Theory]
    [InlineData(null, BackupState.RestoreCompleted)]
    [InlineData("Node broker-1 left the cluster.", BackupState.RestoreFailed)]
    public async Task A_restore_is_in_progress_for_its_duration_and_then_completed_or_failed(string? failure, string state)
    {
        var node = await StartAsync();
        if (failure is not null) node.Backups.FailNext(failure);

        var started = await SendAsync(HttpMethod.Post);
        _time.Advance(TimeSpan.FromSeconds(3));
        var ended = await SendAsync(HttpMethod.Get);

        Assert.Equal((HttpStatusCode.OK, BackupState.RestoreInProgress), (started.Status, State(started)));
        Assert.Equal(state, State(ended));
        Assert.Equal(failure, ended.Body?["backup"]!["failReason"]?.GetValue<string>());
        Assert.Equal(10, ended.Body?["backup"]!["bytes"]!.GetValue<long>());
    }

    [Fact]
    public async Task What_has_no_file_or_is_unknown_is_not_restored()
    {
        var node = await StartAsync();
        node.Backups.Add("failed", _time.GetUtcNow(), 0, BackupState.Failed, "No space");

        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Post, "unknown")).Status);
        var refused = await SendAsync(HttpMethod.Post, "failed");
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("Backup 'failed' is in state FAILED", refused.Body!["errors"]![0]!["detail"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(BusyRestore.Fails, HttpStatusCode.OK, BackupState.RestoreFailed)]
    [InlineData(BusyRestore.Conflict, HttpStatusCode.Conflict, BackupState.Completed)]
    [InlineData(BusyRestore.Unavailable, HttpStatusCode.ServiceUnavailable, BackupState.Completed)]
    public async Task A_restore_while_a_backup_runs_fails_or_is_refused(BusyRestore busy, HttpStatusCode status, string state)
    {
        _options.BusyRestore = busy;
        var node = await StartAsync();
        node.Backups.Create();

        var response = await SendAsync(HttpMethod.Post);

        Assert.Equal(status, response.Status);
        Assert.Contains("Another backup is already in progress.", response.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(state, node.Backups.Find(Id)!.State);
    }

    [Fact]
    public async Task A_second_restore_of_the_same_backup_leaves_the_first_one_running()
    {
        var node = await StartAsync();
        await SendAsync(HttpMethod.Post);

        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(HttpMethod.Post)).Status);
        Assert.Equal(BackupState.RestoreInProgress, node.Backups.Find(Id)!.State);
    }

    [Theory]
    [InlineData(true, BackupState.Completed)]
    [InlineData(false, BackupState.RestoreInProgress)]
    public async Task A_lost_response_comes_before_the_restore_has_begun_or_after(bool beforeProcessing, string state)
    {
        var node = await StartAsync();
        node.Faults.LoseResponseOfNextRestore(beforeProcessing);

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(HttpMethod.Post));

        Assert.Equal(state, node.Backups.Find(Id)!.State);
    }

    [Fact]
    public async Task A_fault_can_meet_the_POST_of_a_backup_and_not_its_GET()
    {
        var node = await StartAsync();
        node.Faults.FailNext(503, method: "POST");

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get)).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync(HttpMethod.Post)).Status);
    }

    [Fact]
    public async Task A_user_without_the_permission_to_restore_can_still_look()
    {
        _options.Permissions = ["HIVEMQ_MANAGEMENT_BACKUPS_BACKUPID_GET"];
        await StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(HttpMethod.Post)).Status);
    }

    [Theory]
    [InlineData(DeleteSupport.MethodNotAllowed, HttpStatusCode.MethodNotAllowed, true)]
    [InlineData(DeleteSupport.NotFound, HttpStatusCode.NotFound, true)]
    [InlineData(DeleteSupport.NotImplemented, HttpStatusCode.NotImplemented, true)]
    [InlineData(DeleteSupport.NoContent, HttpStatusCode.NoContent, false)]
    [InlineData(DeleteSupport.Ok, HttpStatusCode.OK, false)]
    public async Task DELETE_is_not_there_unless_the_options_have_it(DeleteSupport support, HttpStatusCode status, bool stays)
    {
        _options.Deletes = support;
        var node = await StartAsync();

        Assert.Equal(status, (await SendAsync(HttpMethod.Delete)).Status);
        Assert.Equal(stays, node.Backups.Find(Id) is not null);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_node is not null) await _node.DisposeAsync();
    }

    private static string? State((HttpStatusCode Status, JsonNode? Body) response) => response.Body?["backup"]!["state"]!.GetValue<string>();

    private async Task<HiveMQNode> StartAsync()
    {
        _node = await HiveMQNode.StartAsync(_options, Test.Cancel);
        _node.Backups.Add(Id, _time.GetUtcNow(), 10);
        return _node;
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string id = Id)
    {
        using var request = new HttpRequestMessage(method, new Uri(_node!.Address, "/api/v1/management/backups/" + id));
        using var response = await _http.SendAsync(request, Test.Cancel);
        var hasBody = response.Content.Headers.ContentLength > 0;
        return (response.StatusCode, hasBody ? await response.Content.ReadFromJsonAsync<JsonNode>(Test.Cancel) : null);
    }
}
