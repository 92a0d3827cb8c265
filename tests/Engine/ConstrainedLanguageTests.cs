using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>A session in ConstrainedLanguage, as AppLocker and App Control make it, sees what every other one sees.</summary>
public sealed class ConstrainedLanguageTests : IAsyncLifetime
{
    private const string Constrain = "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'";

    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("Get-HiveMQBackup -InformationAction Ignore", "1.9 MB")]
    [InlineData("Get-HiveMQBackup -InformationAction Ignore", "(simulator): 3 backups, 1.9 MB")]
    [InlineData("Get-HiveMQBackup -InformationAction Ignore", "\e[32mCOMPLETED")]
    [InlineData("Get-HiveMQBackupStatus 20260102-020000 -InformationAction Ignore", "1.9 MB")]
    [InlineData("Get-HiveMQBroker -InformationAction Ignore", "\e[32myes")]
    public void A_view_shows_the_same_as_elsewhere(string command, string part)
    {
        var full = _test.Shell.Show(command);
        Assert.Contains(full, line => line.Contains(part, StringComparison.Ordinal));
        _test.Run(Constrain).Succeeded.ToString();
        Assert.Equal(full, _test.Shell.Show(command));
    }

    [Fact]
    public void A_saved_file_shows_its_length_and_duration()
    {
        _test.Run(Constrain).Succeeded.ToString();
        var lines = _test.Shell.Show("Save-HiveMQBackup 20260102-020000 -InformationAction Ignore").SelectMany(line => line.Split('\n')).ToList();
        Assert.Contains(lines, line => line.Contains("1.9 MB (2000000 bytes)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Duration", StringComparison.Ordinal) && line.Contains("MB/s)", StringComparison.Ordinal));
    }

    [Fact]
    public void An_error_tells_what_to_do_next()
    {
        _test.Run(Constrain).Succeeded.ToString();
        Assert.Contains("Get-HiveMQBackup lists the backups;", string.Join('\n', _test.Shell.Show("Get-HiveMQBackup nope")), StringComparison.Ordinal);
    }

    [Fact]
    public void Tab_completes_what_it_completes_elsewhere()
    {
        // Compiles what Tab needs: on a busy machine, that would take longer than Tab waits.
        _test.Run("Get-HiveMQBackup; (TabExpansion2 'Get-HiveMQBackup -Context ' 26)").Succeeded.ToString();
        _test.Run(Constrain).Succeeded.ToString();
        Assert.Equal("simulator", _test.Run("(TabExpansion2 'Get-HiveMQBackup -Context ' 26).CompletionMatches.CompletionText").Single.BaseObject);
    }

    [Theory]
    [InlineData("Get-HiveMQBackup -Latest", "Id CreatedAt Size State FailReason Broker Context")]
    [InlineData("Get-HiveMQBackupStatus -Latest", "Id State IsTerminal IsSuccess Operation CreatedAt Size FailReason Broker Context")]
    [InlineData("Save-HiveMQBackup 20260101-020000", "Path BackupId Length Sha256 Duration")]
    public void What_only_views_need_is_no_property_of_the_object(string command, string properties) =>
        Assert.Equal(properties, string.Join(' ', _test.Run(command).Single.Properties.Select(p => p.Name)));
}
