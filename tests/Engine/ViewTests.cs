using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Engine;

public sealed class ViewTests : IAsyncLifetime
{
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public void The_table_has_a_header_with_broker_number_and_size_and_fits_80_columns()
    {
        var lines = Plain(_test.Shell.Show("Get-HiveMQBackup -InformationAction Ignore"));
        Assert.Contains("   Broker: hivemq/broker (simulator): 3 backups, 1.9 MB", lines);
        Assert.Contains(lines, l => l.StartsWith("Id                     Size Created             State", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("20260103-020000             ", StringComparison.Ordinal) && l.Contains("FAILED: Another", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("20260102-020000      1.9 MB ", StringComparison.Ordinal) && l.Contains("COMPLETED", StringComparison.Ordinal));
        Assert.All(lines, l => Assert.InRange(l.Length, 0, 80));
    }

    [Fact]
    public void States_are_colored()
    {
        var lines = _test.Shell.Show("Get-HiveMQBackup -InformationAction Ignore");
        Assert.Contains(lines, l => l.Contains("\e[32mCOMPLETED", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("\e[31mFAILED", StringComparison.Ordinal));
    }

    [Fact]
    public void A_status_and_a_file_have_views_of_their_own()
    {
        var status = Plain(_test.Shell.Show("Get-HiveMQBackupStatus 20260102-020000 -InformationAction Ignore"));
        Assert.Contains(status, l => l.StartsWith("20260102-020000  Backup        1.9 MB 2026-01-0", StringComparison.Ordinal));
        var file = Plain(_test.Shell.Show("Save-HiveMQBackup 20260102-020000 -InformationAction Ignore"));
        Assert.Contains("Length   : 1.9 MB (2000000 bytes)", file);
        Assert.Contains(file, l => l.StartsWith("Duration : ", StringComparison.Ordinal) && l.Contains(" s (", StringComparison.Ordinal));
    }

    [Fact]
    public void Brokers_have_a_table_that_fits_80_columns_and_shows_which_respond()
    {
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "a-name-that-is-longer-than-that", Namespace = "hivemq", Ports = [new("mqtt", 1883)] });
        var colored = _test.Shell.Show("Get-HiveMQBroker -InformationAction Ignore");
        var lines = Plain(colored);
        Assert.Contains("   Context: simulator", lines);
        Assert.Contains(lines, l => l.StartsWith("Namespace      Name               Kind        Ready  Port Answers", StringComparison.Ordinal));
        Assert.Contains("hivemq         broker             StatefulSet   2/2  8081 yes", lines);
        Assert.All(lines, l => Assert.InRange(l.Length, 0, 80));
        Assert.Contains(colored, l => l.Contains("\e[32myes", StringComparison.Ordinal));
        Assert.Contains(colored, l => l.Contains("\e[31mno REST API port", StringComparison.Ordinal));
    }

    [Fact]
    public void An_error_says_what_to_do_next()
    {
        var lines = string.Join('\n', Plain(_test.Shell.Show("Get-HiveMQBackup -Id nope -InformationAction Ignore")));
        Assert.Contains("Get-HiveMQBackup: The broker hivemq/broker has no backup 'nope'.", lines, StringComparison.Ordinal);
        Assert.Contains("Recommendation: Get-HiveMQBackup lists the backups;", lines, StringComparison.Ordinal);
    }

    [Fact]
    public void Escape_sequences_from_the_broker_never_reach_the_terminal()
    {
        _test.Backups.Add("evil\e[2J", TestEnvironment.At(5), 1, "FAILED\e]0;x\a", "bad\r\n\e[31mred");
        foreach (var command in new[] { "Get-HiveMQBackup", "Get-HiveMQBackup | ForEach-Object { $_.Id; $_.State; $_.FailReason }", "Get-HiveMQBackupStatus -Latest", "Save-HiveMQBackup -Latest" })
        {
            var screen = string.Join('\n', _test.Shell.Show(command));
            Assert.DoesNotContain("\e[2J", screen, StringComparison.Ordinal);
            Assert.DoesNotContain("\e]0", screen, StringComparison.Ordinal);
            Assert.DoesNotContain("\e[31mred", screen, StringComparison.Ordinal);
            Assert.DoesNotContain('\a', screen);
        }
    }

    private static List<string> Plain(IReadOnlyList<string> lines) =>
        lines.Select(l => System.Text.RegularExpressions.Regex.Replace(l, "\e\\[[0-9;]*m", "").TrimEnd()).SelectMany(l => l.Split('\n')).ToList();
}
