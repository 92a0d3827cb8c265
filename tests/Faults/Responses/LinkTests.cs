using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Faults.Responses;

/// <summary>Redirects, and links to the next page of a list.</summary>
public sealed class LinkTests
{
    [Theory(Timeout = Test.Limit)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_another_host_is_not_followed(int status)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await using var other = await HiveMQNode.StartAsync(new(), Test.Cancel);
        broker.Node.Faults.Intercept = (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = new Uri(other.Address, context.Request.Path).ToString();
            return Task.CompletedTask;
        };

        await Test.FailsAsync(() => broker.Api.ListBackupsAsync(Test.Cancel), ErrorCode.UnexpectedResponse);
        await Test.FailsAsync(() => broker.Api.GetBackupAsync(CompleteBackup.Id, Test.Cancel), ErrorCode.UnexpectedResponse);
        await Test.FailsAsync(() => broker.SaveAsync(), ErrorCode.UnexpectedResponse);
        await Test.FailsAsync(() => new BackupCreation(broker.Api).StartAsync(joinRunning: false, Test.Cancel), ErrorCode.UnexpectedResponse);

        Assert.Empty(other.Requests);
        Assert.Empty(broker.Folder.Names);
        Assert.Equal(0, broker.Posts);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_next_page_on_another_host_is_requested_from_the_broker()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await using var other = await HiveMQNode.StartAsync(new(), Test.Cancel);
        var next = new Uri(other.Address, "api/v1/management/backups?cursor=1");
        broker.Handle(RequestKind.List, context => context.RespondAsync(200, "application/json", context.Request.QueryString.HasValue
            ? """{"items":[{"id":"b"}]}"""
            : $$$"""{"items":[{"id":"a"}],"_links":{"next":"{{{next}}}"}}"""));

        Assert.Equal(2, (await broker.Api.ListBackupsAsync(Test.Cancel)).Count);

        Assert.Empty(other.Requests);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("http://[", "nonsense")]
    [InlineData("\\u0000", "nonsense")]
    [InlineData("javascript:alert(1)", "another scheme")]
    [InlineData("", "nothing")]
    public async Task A_next_page_that_is_no_address_does_not_spoil_the_list(string next, string what)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Handle(RequestKind.List, context => context.RespondAsync(200, "application/json", $$$"""{"items":[{"id":"a"}],"_links":{"next":"{{{next}}}"}}"""));
        try
        {
            Assert.Single(await broker.Api.ListBackupsAsync(Test.Cancel));
        }
        catch (HiveMQBackupException e)
        {
            Assert.True(e.Code == ErrorCode.UnexpectedResponse, $"{what}: {e}");
        }
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Pages_without_an_end_come_to_one()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var page = 0;
        broker.Handle(RequestKind.List, context => context.RespondAsync(200, "application/json",
            $$$"""{"items":[{"id":"a"}],"_links":{"next":"/api/v1/management/backups?cursor={{{++page}}}"}}"""));

        await Test.FailsAsync(() => broker.Api.ListBackupsAsync(Test.Cancel), ErrorCode.UnexpectedResponse);

        Assert.InRange(page, 1, 1000);
    }
}
