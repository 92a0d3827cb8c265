using System.Management.Automation;
using System.Reflection;
using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>PowerShell 7.4 does not show the recommended action of an error, later versions do: it is seen once in all of them.</summary>
public sealed class AdviceTests
{
    [Theory]
    [InlineData("7.4.0.500", "It failed.", "It failed. Do this.")]
    [InlineData("7.4.19.500", "It failed", "It failed. Do this.")]
    [InlineData("7.4.19.500", "Did it fail?", "Did it fail? Do this.")]
    [InlineData("7.5.0.500", "It failed.", "It failed.")]
    [InlineData("7.6.9.500", "It failed", "It failed")]
    [InlineData("8.0.0.0", "It failed.", "It failed.")]
    public async Task It_is_part_of_the_message_only_before_7_5(string engine, string message, string shown)
    {
        await using var test = await TestEnvironment.StartAsync();
        test.Run("Get-HiveMQBackup").Succeeded.ToString();
        var advice = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == "HiveMQBackup.Cmdlets").GetType("HiveMQBackup.Cmdlets.Common.Errors.Advice", throwOnError: true)!;
        var details = (ErrorDetails)advice.GetMethod("Details", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [message, "Do this.", Version.Parse(engine)])!;
        Assert.Equal(shown, details.Message);
        Assert.Equal("Do this.", details.RecommendedAction);
    }

    [Fact]
    public async Task This_engine_shows_it_once()
    {
        await using var test = await TestEnvironment.StartAsync();
        var screen = string.Join('\n', test.Shell.Show("Get-HiveMQBackup -Id nope -InformationAction Ignore"));
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(screen, "lists the backups"));
    }
}
