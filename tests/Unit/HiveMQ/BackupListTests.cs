using HiveMQBackup.Client;
using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Unit.HiveMQ;

public sealed class BackupListTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static void Add(StandaloneBroker broker, int count)
    {
        for (var i = 0; i < count; i++) broker.Node.Backups.Add($"backup-{i}", First.AddHours(i), 1000 + i);
    }

    [Theory]
    [InlineData(RestDialect.Published)]
    [InlineData(RestDialect.Nested)]
    public async Task Backups_come_newest_first_in_either_dialect(RestDialect dialect)
    {
        await using var broker = await StandaloneBroker.StartAsync(new() { Dialect = dialect });
        Add(broker, 5);

        var backups = await broker.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(["backup-4", "backup-3", "backup-2", "backup-1", "backup-0"], backups.Select(b => b.Id));
        Assert.Equal(First.AddHours(4), backups[0].CreatedAt);
        Assert.Equal(1004, backups[0].Bytes);
        Assert.Equal("COMPLETED", backups[0].State);
        Assert.Null(backups[0].FailReason);
    }

    [Theory]
    [InlineData(RestDialect.Published)]
    [InlineData(RestDialect.Nested)]
    public async Task A_backup_shows_its_state_size_and_reason_in_either_dialect(RestDialect dialect)
    {
        await using var broker = await StandaloneBroker.StartAsync(new() { Dialect = dialect });
        broker.Node.Backups.Add("a", First, 10, "RESTORE_FAILED", "no space left");
        broker.Node.Backups.Add("b", First.AddHours(-1), 0, "IN_PROGRESS");

        var backups = await broker.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(("RESTORE_FAILED", "no space left", 10L), (backups[0].State, backups[0].FailReason, backups[0].Bytes));
        Assert.Equal(("IN_PROGRESS", null, null), (backups[1].State, backups[1].FailReason, backups[1].Bytes));
    }

    [Fact]
    public async Task A_broker_without_backups_has_an_empty_list()
    {
        await using var broker = await StandaloneBroker.StartAsync();

        Assert.Empty(await broker.Api.ListBackupsAsync(Test.Cancel));
    }

    [Theory]
    [InlineData("""{"items":[{"id":"a"},{"state":"COMPLETED"},{"id":true}]}""", "2 entries without an id")]
    [InlineData("""{"items":[{"id":"a"},null]}""", "1 entry without an id")]
    [InlineData("""{"items":[{"id":"a"}]}""", null)]
    public async Task An_entry_without_an_id_is_left_out_with_a_warning(string json, string? warning)
    {
        var warnings = new List<string>();
        await using var broker = await StandaloneBroker.StartAsync(log: new Log(warnings.Add, _ => { }));
        broker.AlwaysRespond(json);

        Assert.Equal("a", Assert.Single(await broker.Api.ListBackupsAsync(Test.Cancel)).Id);

        if (warning is null) Assert.Empty(warnings);
        else Assert.Contains(warning, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backups_without_a_date_come_last()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.AlwaysRespond("""{"items":[{"id":"undated"},{"id":"old","createdAt":"2019-01-01T00:00:00Z"},{"id":"new","createdAt":"2026-01-01T00:00:00Z"}]}""");

        Assert.Equal(["new", "old", "undated"], (await broker.Api.ListBackupsAsync(Test.Cancel)).Select(b => b.Id));
    }

    [Fact]
    public async Task All_pages_are_read()
    {
        await using var broker = await StandaloneBroker.StartAsync(new() { PageSize = 2 });
        Add(broker, 5);

        var backups = await broker.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal(5, backups.Count);
        Assert.Equal("backup-4", backups[0].Id);
        Assert.Equal(3, broker.Node.Requests.Count);
    }

    [Fact]
    public async Task A_backup_that_is_listed_twice_is_one_and_the_one_that_is_further_on()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.AlwaysRespond("""
            {"items":[{"id":"a","state":"IN_PROGRESS"},{"id":"a","state":"COMPLETED","bytes":7},{"id":"b","state":"COMPLETED","bytes":8},{"id":"b","state":"IN_PROGRESS"}]}
            """);

        var backups = await broker.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal([("b", "COMPLETED"), ("a", "COMPLETED")], backups.Select(b => (b.Id, b.State)));
    }

    [Theory]
    [InlineData("/gateway/hivemq")]
    [InlineData("/gateway/hivemq/")]
    public async Task An_address_with_a_path_is_the_base_of_every_call(string path)
    {
        await using var broker = await StandaloneBroker.StartAsync(path: path);
        broker.Handle("/gateway/hivemq/api/v1/management/backups", context => context.JsonAsync(
            context.Request.Path.Value!.EndsWith("/a", StringComparison.Ordinal) ? """{"backup":{"id":"a"}}"""
            : context.Request.QueryString.HasValue ? """{"items":[{"id":"a"}]}"""
            : """{"items":[],"_links":{"next":"/api/v1/management/backups?cursor=2"}}"""));

        Assert.Equal("a", Assert.Single(await broker.Api.ListBackupsAsync(Test.Cancel)).Id);
        Assert.Equal("a", (await broker.Api.GetBackupAsync("a", Test.Cancel)).Id);

        Assert.Equal(
            ["GET /gateway/hivemq/api/v1/management/backups", "GET /gateway/hivemq/api/v1/management/backups?cursor=2", "GET /gateway/hivemq/api/v1/management/backups/a"],
            broker.RequestLines);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_broker_that_does_not_respond_times_out_after_30_seconds()
    {
        var clock = new AutoAdvancingClock();
        await using var broker = await StandaloneBroker.StartAsync(time: clock);
        var asked = new TaskCompletionSource();
        broker.Handle("/backups", context =>
        {
            asked.SetResult();
            return context.UntilGoneAsync();
        });
        var list = broker.Api.ListBackupsAsync(Test.Cancel);
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(list.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => list);

        Assert.Contains("30 seconds", failed.Message, StringComparison.Ordinal);
        Assert.Contains("list the backups", failed.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_list_can_be_cancelled()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        broker.Handle("/backups", context =>
        {
            cancel.Cancel();
            return context.UntilGoneAsync();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broker.Api.ListBackupsAsync(cancel.Token));
    }
}
