using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;
using BackupState = HiveMQBackup.Simulator.HiveMQ.BackupState;

namespace HiveMQBackup.Faults;

/// <summary>A create request is sent once in every case, and the backup that it has started is found.</summary>
public sealed class CreateOnceTests
{
    private const string ListPath = "/api/v1/management/backups";

    /// <summary>Where the response gets lost.</summary>
    public enum Lost
    {
        BeforeTheRequestIsRead,
        BeforeItIsProcessed,
        AfterItIsProcessed,
        InTheHeaders,
        InTheBody,
    }

    public static TheoryData<Lost, bool> Cases => new MatrixTheoryData<Lost, bool>(Enum.GetValues<Lost>(), [true, false]);

    [Theory(Timeout = Test.Limit)]
    [MemberData(nameof(Cases))]
    public async Task A_lost_response_does_not_make_a_second_backup(Lost at, bool keptAlive)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var (headers, _) = await NodeResponses.MeasureAsync(broker.Node, ListPath, Test.Cancel);
        long? cut = at switch { Lost.BeforeTheRequestIsRead => 0, Lost.InTheHeaders => 20, Lost.InTheBody => headers + 30, _ => null };
        await using var relay = new InterceptingRelay(broker.Node.Address, piece =>
            piece.StartsWith("POST", StringComparison.Ordinal) ? new RelayAction(cut != 0, CutResponseAfter: cut) : RelayAction.Pass);
        if (at is Lost.BeforeItIsProcessed or Lost.AfterItIsProcessed) broker.Node.Faults.LoseResponseOfNextCreate(at == Lost.BeforeItIsProcessed);
        if (!keptAlive) CloseAfterLists(broker.Node);
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = relay.Address }, null, broker.Clock, Log.None, Test.Cancel);

        await CreatesOnceAsync(session.Api, [broker.Node], at);
    }

    [Theory(Timeout = Test.Limit)]
    [MemberData(nameof(Cases))]
    public Task A_lost_response_does_not_make_a_second_backup_through_a_tunnel(Lost at, bool keptAlive) => ThroughTunnelAsync(at, keptAlive, TunnelCut.Abort);

    [Theory(Timeout = Test.Limit)]
    [MemberData(nameof(Cases))]
    public Task An_early_end_of_the_tunnel_does_not_make_a_second_backup(Lost at, bool keptAlive) => ThroughTunnelAsync(at, keptAlive, TunnelCut.EarlyClose);

    [Theory(Timeout = Test.Limit)]
    [MemberData(nameof(Cases))]
    public Task An_error_of_the_tunnel_does_not_make_a_second_backup(Lost at, bool keptAlive) => ThroughTunnelAsync(at, keptAlive, TunnelCut.ErrorChannel);

    private static async Task ThroughTunnelAsync(Lost at, bool keptAlive, TunnelCut how)
    {
        await using var cluster = await ClusterWithBackup.StartAsync();
        var session = await cluster.OpenAsync(Test.Cancel);
        var node = cluster.Pods[0].Node;
        var (headers, list) = await NodeResponses.MeasureAsync(node, ListPath, Test.Cancel);
        var begin = keptAlive ? list : 0;
        var armed = false;
        cluster.Intercept((_, context, next) =>
        {
            var kind = context.Kind();
            if (kind == RequestKind.List && !armed && !keptAlive) context.Response.Headers.Connection = "close";
            // The list's tunnel, when it is kept, is cut behind the list; a new one, before anything.
            var occasion = at == Lost.BeforeTheRequestIsRead ? RequestKind.List : RequestKind.Create;
            if (kind == occasion && !armed)
            {
                armed = true;
                if (at is Lost.BeforeItIsProcessed or Lost.AfterItIsProcessed) node.Faults.LoseResponseOfNextCreate(at == Lost.BeforeItIsProcessed);
                else cluster.Simulator.Faults.CutTunnelAfter(begin + (at switch { Lost.InTheHeaders => 20, Lost.InTheBody => headers + 30, _ => 0 }), how);
            }
            return next();
        });

        await CreatesOnceAsync(session.Api, cluster.Pods.Select(pod => pod.Node).ToList(), at);
        Assert.True(armed);
    }

    private static async Task<Backup> StartAsync(BackupApi api, bool joinRunning) => (await new BackupCreation(api).StartAsync(joinRunning, Test.Cancel)).Backup;

    private static void CloseAfterLists(HiveMQNode node) => node.Faults.Intercept = (context, next) =>
    {
        if (context.Kind() == RequestKind.List) context.Response.Headers.Connection = "close";
        return next();
    };

    private static async Task CreatesOnceAsync(BackupApi api, List<HiveMQNode> nodes, Lost at)
    {
        Backup? created = null;
        ErrorCode? failure = null;
        try
        {
            created = await StartAsync(api, joinRunning: false);
        }
        catch (HiveMQBackupException e)
        {
            failure = e.Code;
        }
        var posts = nodes.Sum(node => node.Requests.Count(r => r.Method == "POST"));
        // An abort may overtake the response to the upgrade: then nothing was sent, and that is certain.
        var neverSent = at is Lost.BeforeTheRequestIsRead && failure is ErrorCode.KubernetesUnreachable && posts == 0;
        if (failure is not null && !neverSent) Assert.Equal(ErrorCode.CreateUncertain, failure);
        var started = nodes[0].Backups.List().Where(b => b.Id != CompleteBackup.Id).Select(b => b.Id).ToList();
        Assert.InRange(posts, at is Lost.BeforeTheRequestIsRead ? 0 : 1, 1);
        Assert.InRange(started.Count, at >= Lost.AfterItIsProcessed ? 1 : 0, 1);
        Assert.Equal(started, created is null ? [] : [created.Id]);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task A_gateway_that_gave_up_does_not_make_a_second_backup(int status)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Handle(RequestKind.Create, async (context, next) =>
        {
            await context.CaptureAsync(next);
            await context.RespondAsync(status, "text/html", "<html>");
        });

        var created = await StartAsync(broker.Api, joinRunning: false);

        Assert.Equal(Assert.Single(broker.Node.Backups.List(), b => b.Id != CompleteBackup.Id).Id, created.Id);
        Assert.Equal(1, broker.Posts);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(401, "application/json", "{}")]
    [InlineData(403, "application/json", "{}")]
    [InlineData(404, "text/html", "<html>")]
    [InlineData(503, "text/html", "<html>")]
    [InlineData(200, "text/html", "<html>Please log in</html>")]
    [InlineData(302, "text/html", "")]
    public async Task Where_the_list_fails_the_error_says_that_a_backup_may_have_started(int status, string contentType, string body)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var lost = false;
        broker.Node.Faults.Intercept = async (context, next) =>
        {
            if (context.Kind() == RequestKind.Create)
            {
                await context.CaptureAsync(next);
                lost = true;
                context.Abort();
            }
            else if (lost)
            {
                await context.RespondAsync(status, contentType, body);
            }
            else
            {
                await next();
            }
        };

        await Test.FailsAsync(() => StartAsync(broker.Api, joinRunning: false), ErrorCode.CreateUncertain);

        Assert.Equal(1, broker.Posts);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_backup_that_is_listed_late_is_found()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var looks = 0;
        var lost = false;
        broker.Node.Faults.Intercept = async (context, next) =>
        {
            if (context.Kind() == RequestKind.Create)
            {
                await context.CaptureAsync(next);
                lost = true;
                context.Abort();
            }
            else if (lost && ++looks < 4)
            {
                await context.RespondAsync(200, "application/json", """{"items":[]}""");
            }
            else
            {
                await next();
            }
        };

        var created = await StartAsync(broker.Api, joinRunning: false);

        Assert.Equal(Assert.Single(broker.Node.Backups.List(), b => b.Id != CompleteBackup.Id).Id, created.Id);
        Assert.Equal((1, 4), (broker.Posts, looks));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_running_backup_is_named()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Node.Backups.Add("20260301-115900", CompleteBackup.CreatedAt, 10, BackupState.InProgress);

        var failed = await Test.FailsAsync(() => StartAsync(broker.Api, joinRunning: false), ErrorCode.BackupAlreadyRunning);

        Assert.Contains("'20260301-115900'", failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.Cause);
        Assert.Equal(0, broker.Posts);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_running_backup_is_followed_to_its_end_on_request()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var running = broker.Node.Backups.Create();

        var joined = await StartAsync(broker.Api, joinRunning: true);
        var done = await new BackupWait(broker.Api).UntilDoneAsync(joined, TimeSpan.FromHours(1), null, Test.Cancel);

        Assert.Equal((running.Id, "COMPLETED"), (done.Id, done.State));
        Assert.Equal(0, broker.Posts);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_running_restore_is_not_joined(bool joinRunning)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Node.Backups.SetState(CompleteBackup.Id, BackupState.RestoreInProgress);

        var failed = await Test.FailsAsync(() => StartAsync(broker.Api, joinRunning), ErrorCode.BackupAlreadyRunning);

        Assert.Contains("restore", failed.Message, StringComparison.OrdinalIgnoreCase);
        Assert.IsType<ErrorCause.RestoreRunning>(failed.Cause);
        Assert.Equal(0, broker.Posts);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_earlier_backup_of_another_client_is_named_or_followed(bool joinRunning)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Node.Backups.BackupDuration = Timeout.InfiniteTimeSpan;
        string? other = null;
        broker.Handle(RequestKind.Create, (_, next) =>
        {
            other = broker.Node.Backups.Create().Id;
            return next();
        });
        var start = () => StartAsync(broker.Api, joinRunning);

        var said = joinRunning ? $"'{(await start()).Id}'" : (await Test.FailsAsync(start, ErrorCode.BackupAlreadyRunning)).Message;

        Assert.Contains($"'{other}'", said, StringComparison.Ordinal);

        Assert.Equal(1, broker.Posts);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task No_backup_is_requested_where_the_broker_cannot_be_reached()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Node.Unplug();

        await Test.FailsAsync(() => StartAsync(broker.Api, joinRunning: true), ErrorCode.HiveMQUnavailable);

        Assert.Equal(0, broker.Posts);
    }
}
