using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;
using RestDialect = HiveMQBackup.Simulator.HiveMQ.RestDialect;

namespace HiveMQBackup.Unit.HiveMQ;

/// <summary>A create request is sent once in every case.</summary>
public sealed class CreateOnceTests
{
    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task A_lost_response_does_not_repeat_the_request(bool keptAlive, bool beforeProcessing)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        if (keptAlive) await broker.Api.ListBackupsAsync(Test.Cancel);
        broker.Node.Faults.LoseResponseOfNextCreate(beforeProcessing);

        await Assert.ThrowsAsync<ResponseLostException>(() => broker.Api.RequestBackupAsync(Test.Cancel));

        Assert.Equal(1, broker.Posts);
        Assert.Equal(beforeProcessing ? 0 : 1, broker.Node.Backups.List().Count);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task A_lost_response_does_not_repeat_the_request_through_a_tunnel(bool keptAlive, bool beforeProcessing)
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync();
        if (keptAlive) await session.Api.ListBackupsAsync(Test.Cancel);
        cluster.Pods[0].Node.Faults.LoseResponseOfNextCreate(beforeProcessing);

        await Assert.ThrowsAsync<ResponseLostException>(() => session.Api.RequestBackupAsync(Test.Cancel));

        Assert.Equal(1, cluster.Posts);
        Assert.Equal(beforeProcessing ? 0 : 1, cluster.Backups.List().Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_closed_cleanly_does_not_repeat_the_request(bool keptAlive)
    {
        await using var server = new RawServer(request => request.StartsWith("POST", StringComparison.Ordinal) ? null : RawServer.Json("""{"items":[]}"""));
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = server.Address }, null, TimeProvider.System, Log.None, Test.Cancel);
        if (keptAlive) await session.Api.ListBackupsAsync(Test.Cancel);

        await Assert.ThrowsAsync<ResponseLostException>(() => session.Api.RequestBackupAsync(Test.Cancel));

        Assert.Single(server.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(TunnelCut.Abort)]
    [InlineData(TunnelCut.ErrorChannel)]
    [InlineData(TunnelCut.EarlyClose)]
    public async Task A_tunnel_that_breaks_before_the_response_does_not_repeat_the_request(TunnelCut how)
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync();
        // The response's first byte triggers the cut.
        cluster.Faults.CutTunnelAfter(1, how);

        await Assert.ThrowsAsync<ResponseLostException>(() => session.Api.RequestBackupAsync(Test.Cancel));

        Assert.Equal(1, cluster.Posts);
    }

    [Theory]
    [InlineData(503, ErrorCode.HiveMQUnavailable)]
    [InlineData(429, ErrorCode.HiveMQUnavailable)]
    [InlineData(401, ErrorCode.HiveMQUnauthorized)]
    [InlineData(403, ErrorCode.HiveMQForbidden)]
    [InlineData(404, ErrorCode.RestApiNotFound)]
    [InlineData(400, ErrorCode.UnexpectedResponse)]
    [InlineData(409, ErrorCode.UnexpectedResponse)]
    [InlineData(425, ErrorCode.UnexpectedResponse)]
    [InlineData(302, ErrorCode.UnexpectedResponse)]
    [InlineData(501, ErrorCode.UnexpectedResponse)]
    public async Task A_rejected_request_is_not_repeated(int status, ErrorCode code)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Faults.FailNext(status, times: int.MaxValue);

        await Test.FailsAsync(code, () => broker.Api.RequestBackupAsync(Test.Cancel));

        Assert.Equal(1, broker.Posts);
    }

    [Theory]
    [InlineData(502, "", "text/html")]
    [InlineData(504, "", "text/html")]
    [InlineData(503, "upstream connect error or disconnect/reset before headers. reset reason: connection termination", "text/plain")]
    [InlineData(503, "<html>no healthy upstream</html>", "text/html")]
    [InlineData(503, """{"error":"Service Unavailable","status":503}""", "application/json")]
    [InlineData(500, """{"errors":[{"title":"Internal error"}]}""", "application/json")]
    [InlineData(500, "", "text/html")]
    [InlineData(408, "", "text/html")]
    [InlineData(499, "", "text/html")]
    [InlineData(524, "<html>", "text/html")]
    [InlineData(200, "<html>", "text/html")]
    [InlineData(200, """{"backup":{"id":"a","st""", "application/json")]
    public async Task A_response_that_does_not_tell_what_happened_is_a_lost_response(int status, string body, string contentType)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.AlwaysRespond(body, status, contentType);

        await Assert.ThrowsAsync<ResponseLostException>(() => broker.Api.RequestBackupAsync(Test.Cancel));

        Assert.Equal(1, broker.Posts);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_may_think_for_five_minutes()
    {
        var clock = new AutoAdvancingClock();
        await using var broker = await StandaloneBroker.StartAsync(time: clock);
        var asked = new TaskCompletionSource();
        broker.Handle("/backups", context =>
        {
            asked.SetResult();
            return context.UntilGoneAsync();
        });
        var create = broker.Api.RequestBackupAsync(Test.Cancel);
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(299));
        Assert.False(create.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<ResponseLostException>(() => create);

        Assert.Equal(1, broker.Posts);
    }

    [Fact]
    public async Task A_broker_that_cannot_be_reached_got_no_request()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        await broker.Node.DisposeAsync();

        await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.RequestBackupAsync(Test.Cancel));
    }

    [Theory]
    [InlineData(RestDialect.Published)]
    [InlineData(RestDialect.Nested)]
    public async Task A_backup_that_was_started_is_in_progress_in_either_dialect(RestDialect dialect)
    {
        await using var broker = await StandaloneBroker.StartAsync(new() { Dialect = dialect });

        var started = await broker.Api.RequestBackupAsync(Test.Cancel);

        Assert.Equal(Assert.Single(broker.Node.Backups.List()).Id, started.Id);
        Assert.Equal("IN_PROGRESS", started.State);
    }
}
