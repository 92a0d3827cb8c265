using System.Management.Automation;
using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>What Get-HiveMQBackupContent emits.</summary>
public sealed class GetHiveMQBackupContentTests : IDisposable
{
    private readonly BackupFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_retained_message_has_the_values_of_the_file()
    {
        _folder.Add("x.backup");
        var message = Content("-Kind RetainedMessage -Topic plant/1/state").Single;
        Assert.Equal("HiveMQBackup.Cmdlets.HiveMQRetainedMessage", message.TypeNames[0]);
        Assert.Equal("RetainedMessage nodeA plant/1/state on 2 1 text text 1", Values(message, "Kind Node Topic PayloadText PayloadLength QoS ResponseTopic ContentType PayloadFormatIndicator"));
        Assert.Equal("on"u8.ToArray(), (byte[])message.Properties["Payload"].Value);
        Assert.Equal(new byte[] { 1, 2, 3 }, (byte[])message.Properties["CorrelationData"].Value);
        Assert.Equal((BackupXml.Exported, BackupXml.Exported, null), (message.Properties["Timestamp"].Value, message.Properties["ExportedAt"].Value, message.Properties["MessageExpiryInterval"].Value));
        Assert.Equal("text=text", message.Properties["UserProperties"].Value.ToString());
        Assert.Equal("text", _folder.Shell.Run("(Get-HiveMQBackupContent x.backup -Topic plant/1/state)[0].UserProperties[0].Name").Single.ToString());
    }

    [Fact]
    public void A_session_comes_after_its_subscriptions_and_messages_with_their_counts()
    {
        _folder.Add("x.backup");
        var content = Content("-ClientId pump-1").Succeeded.Output;
        Assert.Equal(
            ["Subscription nodeA pump-1 plant/#", "QueuedMessage nodeA pump-1 plant/1/state", "QueuedMessage nodeA pump-1 plant/1", "ClientSession nodeA pump-1"],
            content.Select(o => Values(o, "Kind Node ClientId Topic").TrimEnd()));
        Assert.Equal("1 True False 2 7", Values(content[0], "QoS NoLocal RetainAsPublished RetainHandling SubscriptionIdentifier"));
        Assert.Equal("PUBLISH 0 1 nodeA False False", Values(content[1], "PacketType PacketId PublishId PublishedAt Retain DuplicateDelivery"));
        Assert.Equal("1 2 8 3600", Values(content[3], "Subscriptions QueuedMessages QueuedBytes SessionExpiryInterval"));
        Assert.Equal(BackupXml.Exported, content[3].Properties["DisconnectedSince"].Value);
    }

    [Theory]
    [InlineData("", "RetainedMessage 3, Subscription 2, QueuedMessage 2, ClientSession 2")]
    [InlineData("-Kind ClientSession, Subscription", "Subscription 2, ClientSession 2")]
    [InlineData("-Kind queuedmessage", "QueuedMessage 2")]
    [InlineData("-ClientId 'pump-*'", "Subscription 1, QueuedMessage 2, ClientSession 1")]
    [InlineData("-ClientId '?ump-2', none", "Subscription 1, ClientSession 1")]
    [InlineData("-Topic 'plant/+/state'", "RetainedMessage 2, QueuedMessage 1, Subscription 1")]
    [InlineData("-Topic '#'", "RetainedMessage 2, Subscription 2, QueuedMessage 2")]
    [InlineData("-Topic '$SYS/#', plant/1", "RetainedMessage 1, QueuedMessage 1")]
    [InlineData("-Topic '$share/any/plant/2/state'", "RetainedMessage 1")]
    [InlineData("-Topic 'Plant/#'", "")]
    [InlineData("-Topic '#' -ClientId 'pump-*' -Kind QueuedMessage", "QueuedMessage 2")]
    public void The_parameters_select(string parameters, string found)
    {
        _folder.Add("x.backup");
        Assert.Equal(found, string.Join(", ", Content(parameters).Succeeded.Values("Kind").GroupBy(kind => kind).Select(kinds => $"{kinds.Key} {kinds.Count()}")));
    }

    [Theory]
    [InlineData("a/#/b")]
    [InlineData("a+")]
    [InlineData("#a")]
    public void A_filter_that_MQTT_does_not_allow_ends_the_command(string filter)
    {
        _folder.Add("x.backup");
        var outcome = Content($"-Topic plant/#, '{filter}'");
        Assert.Equal("TopicFilterInvalid,HiveMQBackup.Cmdlets.GetHiveMQBackupContentCommand", outcome.Error.FullyQualifiedErrorId);
        Assert.Equal((ErrorCategory.InvalidArgument, filter), (outcome.Error.CategoryInfo.Category, outcome.Error.TargetObject));
        Assert.Contains($"'{filter}' is not a topic filter", outcome.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("plant/+/state", outcome.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void A_damaged_entry_is_an_error_and_the_next_ones_follow()
    {
        var path = _folder.AddDamaged("x.backup");
        var outcome = Content("-Kind RetainedMessage, ClientSession");
        Assert.Null(outcome.Terminating);
        var error = Assert.Single(outcome.Errors);
        Assert.Equal("BackupCorrupt,HiveMQBackup.Cmdlets.GetHiveMQBackupContentCommand", error.FullyQualifiedErrorId);
        Assert.Equal((ErrorCategory.InvalidData, path), (error.CategoryInfo.Category, error.TargetObject));
        Assert.Matches(@"x\.backup' is not a whole, readable backup \(retained-messages/nodeA-retained-messages-0\.xml, byte \d+\): ", error.ToString());
        Assert.Contains("Test-HiveMQBackup", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(2, outcome.Values("Kind").Count(kind => (string)kind! == "ClientSession"));
    }

    [Fact]
    public void A_file_that_is_cut_off_is_an_error_and_the_next_files_follow()
    {
        _folder.AddCut("a.backup");
        _folder.Add("b.backup");
        var outcome = _folder.Shell.Run("Get-HiveMQBackupContent a.backup, b.backup -Kind ClientSession");
        Assert.Contains("The end of the archive is missing", Assert.Single(outcome.Errors).ToString(), StringComparison.Ordinal);
        Assert.Equal(2, outcome.Output.Count);
    }

    [Theory]
    [InlineData("tab\t, line end\r\n, é, 😀, \u200d", true)]
    [InlineData("", true)]
    [InlineData("escape \u001b[31m", false)]
    [InlineData("\u009b31m", false)]
    [InlineData("zero \0", false)]
    public void Text_is_UTF8_without_control_characters(string payload, bool isText)
    {
        _folder.Add("x.backup", ("retained-messages/a-retained-messages-0.xml", BackupXml.RetainedMessages(BackupXml.RetainedMessage("a", payload))));
        Assert.Equal(isText ? payload : null, Content("").Single.Properties["PayloadText"].Value);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_no_text()
    {
        _folder.Add("x.backup");
        Assert.Null(Content("-Topic plant/2/state -Kind RetainedMessage").Single.Properties["PayloadText"].Value);
    }

    [Fact]
    public void The_file_is_closed_as_soon_as_there_is_enough()
    {
        _folder.Add("x.backup");
        Assert.Single(_folder.Shell.Run("do { Get-HiveMQBackupContent x.backup | ForEach-Object { $_; break } } while ($false)").Succeeded.Output);
        Assert.False(_folder.IsOpen("x.backup"));
    }

    [Fact]
    public async Task Ctrl_C_ends_even_an_entry_in_which_nothing_matches()
    {
        _folder.Add("a.backup");
        _folder.Add("b.backup", ("client-sessions/a-b-0.xml", BackupXml.ClientSession("b", [], [.. Enumerable.Repeat(BackupXml.QueuedMessage("b", new string('x', 100)), 300_000)])));
        using var began = new SemaphoreSlim(0);
        _folder.Shell.Set("began", began);
        var running = _folder.Shell.Start("Get-HiveMQBackupContent a.backup, b.backup -Topic plant/1 | ForEach-Object { $null = $began.Release(); $_ }");
        await began.WaitAsync(TestContext.Current.CancellationToken);
        running.Stop();
        var outcome = running.Wait();
        Assert.True(outcome.Stopped);
        Assert.False(_folder.IsOpen("b.backup"));
    }

    private Outcome Content(string parameters) => _folder.Shell.Run($"Get-HiveMQBackupContent x.backup {parameters}");

    private static string Values(PSObject content, string names) => string.Join(' ', names.Split(' ').Select(name => content.Properties[name]?.Value));
}
