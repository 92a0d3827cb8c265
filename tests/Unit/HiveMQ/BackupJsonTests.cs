using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Unit.HiveMQ;

public sealed class BackupJsonTests
{
    private static async Task<IReadOnlyList<Backup>> ListAsync(string json)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.AlwaysRespond(json);
        return await broker.Api.ListBackupsAsync(Test.Cancel);
    }

    private static async Task<Backup> OneAsync(string item) => Assert.Single(await ListAsync($$"""{"items":[{{item}}]}"""));

    [Theory]
    [InlineData("""{"items":[{"id":"a"}]}""")]
    [InlineData("""{"backups":[{"id":"a"}]}""")]
    [InlineData("""[{"id":"a"}]""")]
    [InlineData("""{"items":null,"backups":[{"id":"a"}]}""")]
    [InlineData("""{"total":1,"items":[{"id":"a","labels":{"x":[1,{"y":null}]},"progress":0.5}],"_meta":true}""")]
    [InlineData("""{"items":[{"backupId":"a"}]}""")]
    [InlineData("""{"items":[{"id":null,"backupId":"a"}]}""")]
    [InlineData("""{"items":[{},{"id":""},{"id":null},{"id":{}},null,"x",7,{"id":"a"}]}""")]
    public async Task Unknown_content_of_a_list_is_ignored(string json)
    {
        Assert.Equal("a", Assert.Single(await ListAsync(json)).Id);
    }

    [Theory]
    [InlineData("\"state\":\"COMPLETED\"", "COMPLETED")]
    [InlineData("\"status\":\"COMPLETED\"", "COMPLETED")]
    [InlineData("\"state\":null,\"status\":\"FAILED\"", "FAILED")]
    [InlineData("\"state\":\"PAUSED_BY_A_NEWER_BROKER\"", "PAUSED_BY_A_NEWER_BROKER")]
    [InlineData("\"state\":\"completed\"", "completed")]
    [InlineData("\"other\":1", "UNKNOWN")]
    [InlineData("\"state\":{}", "UNKNOWN")]
    public async Task A_state_is_shown_as_it_came(string field, string state)
    {
        Assert.Equal(state, (await OneAsync($$"""{"id":"a",{{field}}}""")).State);
    }

    [Theory]
    [InlineData("\"bytes\":123", 123L)]
    [InlineData("\"size\":123", 123L)]
    [InlineData("\"bytes\":null,\"size\":123", 123L)]
    [InlineData("\"bytes\":\"123\"", 123L)]
    [InlineData("\"bytes\":0", 0L)]
    [InlineData("\"bytes\":9223372036854775807", long.MaxValue)]
    [InlineData("\"bytes\":9223372036854775808", null)]
    [InlineData("\"bytes\":-1", null)]
    [InlineData("\"bytes\":\"-1\"", null)]
    [InlineData("\"bytes\":\"many\"", null)]
    [InlineData("\"bytes\":\"\"", null)]
    [InlineData("\"bytes\":true", null)]
    [InlineData("\"bytes\":null", null)]
    [InlineData("\"other\":1", null)]
    public async Task A_size_is_a_number_of_bytes_or_unknown(string field, long? bytes)
    {
        Assert.Equal(bytes, (await OneAsync($$"""{"id":"a",{{field}}}""")).Bytes);
    }

    [Theory]
    [InlineData("\"createdAt\":\"2020-05-06T08:13:17.123456789Z\"", "2020-05-06T08:13:17.1234567+00:00")]
    [InlineData("\"timestamp\":\"2020-05-06T10:13:17+0200\"", "2020-05-06T08:13:17+00:00")]
    [InlineData("\"createdAt\":null,\"timestamp\":\"2020-05-06T08:13:17Z\"", "2020-05-06T08:13:17+00:00")]
    [InlineData("\"createdAt\":1588752797", "2020-05-06T08:13:17+00:00")]
    [InlineData("\"createdAt\":1588752797000", "2020-05-06T08:13:17+00:00")]
    [InlineData("\"timestamp\":1588752797000", "2020-05-06T08:13:17+00:00")]
    [InlineData("\"createdAt\":\"soon\"", null)]
    [InlineData("\"createdAt\":-5", null)]
    [InlineData("\"createdAt\":1e300", null)]
    [InlineData("\"createdAt\":{}", null)]
    [InlineData("\"other\":1", null)]
    public async Task A_date_is_read_in_every_form_or_unknown(string field, string? date)
    {
        DateTimeOffset? expected = date is null ? null : DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(expected, (await OneAsync($$"""{"id":"a",{{field}}}""")).CreatedAt);
    }

    [Theory]
    [InlineData("20200506", "20200506")]
    [InlineData("\"20200506\"", "20200506")]
    public async Task An_id_may_be_a_number(string json, string id)
    {
        Assert.Equal(id, (await OneAsync($$"""{"id":{{json}}}""")).Id);
    }

    [Theory]
    [InlineData("\"failReason\":\"no space\"", "no space")]
    [InlineData("\"reason\":\"no space\"", "no space")]
    [InlineData("\"failReason\":null", null)]
    public async Task A_reason_is_read_in_either_spelling(string field, string? reason)
    {
        Assert.Equal(reason, (await OneAsync($$"""{"id":"a",{{field}}}""")).FailReason);
    }

    [Theory]
    [InlineData("""{"backup":{"id":"a","state":"COMPLETED","bytes":7}}""")]
    [InlineData("""{"id":"a","status":"COMPLETED","size":"7"}""")]
    [InlineData("""{"state":"COMPLETED","bytes":7}""")]
    [InlineData("""{"backup":null,"id":"a","state":"COMPLETED","bytes":7}""")]
    public async Task One_backup_is_read_at_the_top_level_and_below(string json)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.AlwaysRespond(json);

        Assert.Equal(new Backup("a", null, 7, "COMPLETED", null), await broker.Api.GetBackupAsync("a", Test.Cancel));
    }
}
