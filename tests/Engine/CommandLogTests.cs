using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>Commands share connections, and each of them shows the messages of its own requests.</summary>
public sealed class CommandLogTests : IAsyncLifetime
{
    private const string List = "/backups: ";
    private const string File = "/files/";

    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public void A_later_command_shows_its_messages_over_the_connections_of_an_earlier_one()
    {
        Assert.Empty(_test.Run("Get-HiveMQBackup").Succeeded.Verbose);
        Assert.Contains(_test.Run("Get-HiveMQBackup -Verbose").Succeeded.Verbose, text => text.Contains(List, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Get-HiveMQBackup 20260102-020000 -Verbose | Save-HiveMQBackup", List, File)]
    [InlineData("Get-HiveMQBackup 20260102-020000 | Save-HiveMQBackup -Verbose", File, List)]
    public void In_a_pipeline_each_command_shows_its_own(string pipeline, string own, string others)
    {
        var shown = _test.Run(pipeline).Succeeded.Verbose;

        Assert.Contains(shown, text => text.Contains(own, StringComparison.Ordinal));
        Assert.DoesNotContain(shown, text => text.Contains(others, StringComparison.Ordinal));
    }

    [Fact]
    public void A_wait_after_the_last_pipeline_object_is_shown_as_well()
    {
        var outcome = _test.Run("Get-HiveMQBroker | New-HiveMQBackup -Verbose").Succeeded;

        Assert.Contains(outcome.Verbose, text => text.EndsWith($"/{outcome.Single.Properties["Id"].Value}: 200", StringComparison.Ordinal));
    }
}
