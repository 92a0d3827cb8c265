using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Unit.HiveMQ;

/// <summary>A list is read to its end from the same broker, or it is an error.</summary>
public sealed class BackupPagesTests
{
    private static string Page(string id, string next) => $$$"""{"items":[{"id":"{{{id}}}"}],"_links":{"next": {{{next}}} }}""";

    private static void TwoPages(HiveMQNode node, string next) => node.Faults.Intercept = (context, _) => context.JsonAsync(
        context.Request.QueryString.HasValue ? """{"items":[{"id":"second"}]}""" : Page("first", next));

    [Theory]
    [InlineData("\"/api/v1/management/backups?cursor=2\"")]
    [InlineData("\"?cursor=2\"")]
    [InlineData("\"backups?cursor=2\"")]
    [InlineData("\"api/v1/management/backups?cursor=2\"")]
    [InlineData("\"/api/v1/management/backups/?cursor=2#fragment\"")]
    [InlineData("{\"href\":\"/api/v1/management/backups?cursor=2\"}")]
    [InlineData("\"//inside.invalid/api/v1/management/backups?cursor=2\"")]
    [InlineData("\"http://inside.invalid:8888/api/v1/management/backups?cursor=2\"")]
    [InlineData("\"https://inside.invalid/api/v1/management/backups?cursor=2\"")]
    [InlineData("\"http://user:password@inside.invalid/api/v1/management/backups?cursor=2\"")]
    [InlineData("\"http://inside.invalid/prefix/api/v1/management/backups?cursor=2\"")]
    [InlineData("{\"href\":\"http://inside.invalid/api/v1/management/backups?cursor=2\"}")]
    public async Task A_next_page_may_be_named_in_several_ways(string next)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        TwoPages(broker.Node, next);

        Assert.Equal(["second", "first"], (await broker.Api.ListBackupsAsync(Test.Cancel)).Select(b => b.Id));
        Assert.Equal("GET /api/v1/management/backups?cursor=2", broker.RequestLines.Last());
    }

    [Theory]
    [InlineData("/api/v1/management/backups?cursor=2")]
    [InlineData("/gateway/hivemq/api/v1/management/backups?cursor=2")]
    [InlineData("http://inside.invalid:8888/api/v1/management/backups?cursor=2")]
    [InlineData("http://inside.invalid/gateway/hivemq/api/v1/management/backups?cursor=2")]
    [InlineData("?cursor=2")]
    public async Task Behind_a_gateway_the_next_page_lies_below_the_address_that_was_given(string next)
    {
        await using var broker = await StandaloneBroker.StartAsync(path: "/gateway/hivemq");
        TwoPages(broker.Node, $"\"{next}\"");

        Assert.Equal(2, (await broker.Api.ListBackupsAsync(Test.Cancel)).Count);
        Assert.Equal("GET /gateway/hivemq/api/v1/management/backups?cursor=2", broker.RequestLines.Last());
    }

    [Theory]
    [InlineData("/api/v1/management/backups?cursor=2")]
    [InlineData("/api/v1/namespaces/hivemq/pods/broker-0:8081/proxy/api/v1/management/backups?cursor=2")]
    [InlineData("http://10.0.0.1:8081/api/v1/management/backups?cursor=2")]
    public async Task Over_the_pod_proxy_the_next_page_lies_below_the_pod(string next)
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(new BrokerTarget { Transport = Transport.Proxy });
        TwoPages(cluster.Pods[0].Node, $"\"{next}\"");

        Assert.Equal(2, (await session.Api.ListBackupsAsync(Test.Cancel)).Count);
        Assert.EndsWith("/proxy/api/v1/management/backups?cursor=2", cluster.Simulator.Requests[^1].PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_is_kept_as_it_is()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        TwoPages(broker.Node, "\"http://inside.invalid/api/v1/management/backups?cursor=a%2Fb%3D%3D&limit=50\"");

        await broker.Api.ListBackupsAsync(Test.Cancel);

        Assert.Equal("GET /api/v1/management/backups?cursor=a%2Fb%3D%3D&limit=50", broker.RequestLines.Last());
    }

    [Fact]
    public async Task Credentials_go_to_the_broker_that_was_named_only()
    {
        await using var elsewhere = await HiveMQNode.StartAsync(new(), Test.Cancel);
        await using var broker = await StandaloneBroker.StartAsync(new() { Token = "secret" }, t => t with { Credentials = RestCredentials.Bearer("secret") });
        TwoPages(broker.Node, $"\"{elsewhere.Address}api/v1/management/backups?cursor=2\"");

        Assert.Equal(2, (await broker.Api.ListBackupsAsync(Test.Cancel)).Count);

        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData("\"/elsewhere\"")]
    [InlineData("\"/api/v1/management/backups/a\"")]
    [InlineData("\"http://inside.invalid/api/v1/management/trace-recordings?cursor=2\"")]
    [InlineData("\"http://[broken\"")]
    [InlineData("\"javascript:alert(1)\"")]
    [InlineData("\"ftp://inside.invalid/api/v1/management/backups?cursor=2\"")]
    [InlineData("\"/api/v1/management/backups\"")]
    [InlineData("\"http://inside.invalid/api/v1/management/backups\"")]
    [InlineData("7")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("{\"href\":7}")]
    [InlineData("[\"/api/v1/management/backups?cursor=2\"]")]
    public async Task A_next_page_that_cannot_be_followed_is_an_error_and_no_shorter_list(string next)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.AlwaysRespond(Page("first", next));

        var failed = await Test.FailsAsync(ErrorCode.UnexpectedResponse, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Contains(next.Trim('"'), failed.Message, StringComparison.Ordinal);
        Assert.Single(broker.Node.Requests);
    }

    [Theory]
    [InlineData("{\"next\":\"\"}")]
    [InlineData("{\"next\":\" \"}")]
    [InlineData("{\"next\":null}")]
    [InlineData("{\"next\":[]}")]
    [InlineData("{\"next\":{\"href\":\"\"}}")]
    [InlineData("{\"next\":{\"href\":null}}")]
    [InlineData("{\"self\":\"/api/v1/management/backups\"}")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Without_a_next_page_the_list_is_complete(string links)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.AlwaysRespond($$"""{"items":[{"id":"first"}],"_links":{{links}}}""");

        Assert.Single(await broker.Api.ListBackupsAsync(Test.Cancel));
    }

    [Theory]
    [InlineData("http://admin:secret@inside.invalid/elsewhere")]
    [InlineData("http://admin:sec@ret@[broken/")]
    public async Task A_password_in_a_link_is_not_shown(string next)
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.AlwaysRespond(Page("first", $"\"{next}\""));

        var failed = await Test.FailsAsync(ErrorCode.UnexpectedResponse, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.DoesNotContain("sec", failed.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Pages_that_go_round_in_circles_are_an_error()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        var page = 0;
        broker.Handle("/backups", context => context.JsonAsync(Page($"{page}", $"\"/api/v1/management/backups?cursor={++page % 3}\"")));

        await Test.FailsAsync(ErrorCode.UnexpectedResponse, () => broker.Api.ListBackupsAsync(Test.Cancel));

        Assert.Equal(4, page);
    }
}
