using System.Text.RegularExpressions;
using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>What reports and content look like, in windows of different widths.</summary>
public sealed partial class FileViewTests : IDisposable
{
    private const string Evil = "x\u001b[2J\u001b]0;y\u0007\u202e\u2028INJECTED";

    private readonly BackupFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_report_begins_with_the_counts_and_fits_into_80_columns()
    {
        _folder.Add("20261122-020000.hivemq-4.42.0.backup");
        var lines = Plain(_folder.Show("Test-HiveMQBackup *.backup"));
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Equal(["Retained", "Sessions", "Subscr.", "Queued", "Valid", "File"], Words(lines[0]));
        Assert.Equal(["3", "2", "2", "2", "✓", "20261122-020000.hivemq-4.42.0…"], Words(lines[2]));
    }

    // No column is so narrow that its header takes a second line.
    [Theory]
    [InlineData(90)]
    [InlineData(96)]
    [InlineData(120)]
    public void A_wider_window_has_the_size(int columns)
    {
        _folder.Add("20261122-020000.hivemq-4.42.0.backup");
        _folder.Resize(columns);
        var lines = Plain(_folder.Show("Test-HiveMQBackup *.backup"));
        Assert.All(lines, line => Assert.True(line.Length <= columns, line));
        Assert.Equal("Size", Words(lines[0])[^1]);
        Assert.Matches(@"\d K?B$", lines[2]);
        Assert.Equal(3, lines.Count(line => line.Length > 0));
    }

    [Fact]
    public void An_invalid_file_is_red_and_shows_its_first_problem()
    {
        _folder.AddCut("x.backup");
        var shown = _folder.Show("Test-HiveMQBackup x.backup");
        Assert.Contains(shown, line => line.Contains("\e[31m✗ 1", StringComparison.Ordinal) && line.Contains("x.backup", StringComparison.Ordinal));
        Assert.Contains("The end of the archive is missing: the file is not complete. (byte ", string.Join(' ', Plain(shown).Skip(3).SelectMany(Words)), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_to_find_the_other_problems_is_said()
    {
        const string Entry = "retained-messages/a-retained-messages-";
        _folder.Add("x.backup", ($"{Entry}0.xml", "<no>"), ($"{Entry}1.xml", "<no>"));
        Assert.Contains("✗ 2", string.Join(' ', Plain(_folder.Show("Test-HiveMQBackup x.backup"))), StringComparison.Ordinal);
        Assert.Contains("Format-List shows all 2 problems.", string.Join(' ', Plain(_folder.Show("Test-HiveMQBackup x.backup")).SelectMany(Words)), StringComparison.Ordinal);
        Assert.Equal(["Offset", "Entry", "Message"], Words(Plain(_folder.Show("(Test-HiveMQBackup x.backup).Problems"))[0]));
    }

    [Fact]
    public void All_kinds_of_content_share_a_table()
    {
        _folder.Add("x.backup");
        var lines = Plain(_folder.Show("Get-HiveMQBackupContent x.backup"));
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Equal(["Kind", "Client", "Topic", "QoS", "Content", "Size"], Words(lines[0]));
        string[] expected =
        [
            "Retained plant/1/state 1 on 2 B", "Retained plant/2/state 1 0x0102FF 3 B", "Retained $SYS/up 1 yes 3 B",
            "Subscr. pump-1 plant/# 1 no-local, retain-h…", "Queued pump-1 plant/1/state 1 off 3 B", "Queued pump-1 plant/1 1 12345 5 B", "Session pump-1 1 subscr., 2 queued 8 B",
            "Subscr. Pump-2 $share/group/plant/+… 1 no-local, retain-h…", "Session Pump-2 1 subscr., 0 queued 0 B",
        ];
        Assert.Equal(expected, lines.Skip(2).Select(line => string.Join(' ', Words(line))));
        _folder.Resize(100);
        Assert.Equal(["Size", "Time"], Words(Plain(_folder.Show("Get-HiveMQBackupContent x.backup"))[0])[^2..]);
    }

    [Theory]
    [InlineData("Get-HiveMQBackupContent x.backup")]
    [InlineData("Get-HiveMQBackupContent x.backup -Kind RetainedMessage")]
    [InlineData("$PSVersionTable; Get-Command Get-HiveMQBroker; Get-HiveMQBackupContent x.backup")]
    [InlineData("Get-HiveMQBackupContent x.backup | ForEach-Object { \"$_\" }")]
    [InlineData("Get-HiveMQBackupContent x.backup | ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) }")]
    [InlineData("Test-HiveMQBackup x.backup")]
    [InlineData("(Test-HiveMQBackup x.backup).Problems")]
    public void No_escape_sequence_of_a_file_reaches_the_terminal(string command)
    {
        var mqtt5 = BackupXml.Mqtt5(Evil);
        _folder.Add(
            "x.backup",
            ("retained-messages/a-retained-messages-0.xml", BackupXml.RetainedMessages(BackupXml.RetainedMessage(Evil, Evil, mqtt5))),
            ($"client-sessions/{Evil}-b-0.xml", BackupXml.ClientSession(Evil, [BackupXml.Subscription("t\u202e")], BackupXml.QueuedMessage(Evil, Evil, mqtt5))),
            ($"client-sessions/b-{Evil}-1.xml", "<no>"));
        _folder.Resize(200);
        var shown = _folder.Show(command);
        Assert.NotEmpty(shown);
        foreach (var line in shown)
        {
            Assert.True(Plain([line]).All(plain => plain.IndexOfAny(['\u001b', '\u0007', '\u202e', '\u2028']) < 0), line.Replace("\u001b", "ESC", StringComparison.Ordinal));
            Assert.DoesNotContain("\u001b[2J", line, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Test-HiveMQBackup *.backup")]
    [InlineData("Get-HiveMQBackupContent a.backup")]
    [InlineData("Get-HiveMQBackupFile -WarningAction Ignore")]
    [InlineData("Remove-HiveMQBackupFile . -KeepLast 1 -WhatIf -WarningAction Ignore")]
    public void ConstrainedLanguage_shows_the_same(string command)
    {
        _folder.Add("a.backup");
        _folder.AddCut("b.backup");
        var full = _folder.Show(command);
        _folder.Shell.Run("$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'").Succeeded.ToString();
        Assert.Equal(full, _folder.Show(command));
    }

    // Without colors and empty lines.
    private static List<string> Plain(IEnumerable<string> lines) => [.. lines.Select(line => Colors().Replace(line, "").TrimEnd()).Where(line => line.Length > 0)];

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("\e\\[[0-9;]*m")]
    private static partial Regex Colors();
}
