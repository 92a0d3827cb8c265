using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

public sealed class MenuTests : IAsyncLifetime
{
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public void The_menu_shows_what_can_be_chosen()
    {
        Choose("2");
        var screen = _test.Shell.Screen.Lines;
        Assert.Contains("Backups of hivemq/broker, newest first:", screen);
        Assert.Contains(screen, l => l.Contains("1  20260103-020000", StringComparison.Ordinal) && l.EndsWith("FAILED", StringComparison.Ordinal));
        Assert.Contains(screen, l => l.Contains("2  20260102-020000", StringComparison.Ordinal) && l.Contains("1.9 MB", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2", "20260102-020000")]
    [InlineData("", "20260103-020000")]
    [InlineData("0|4|x|3", "20260101-020000")]
    [InlineData("q", null)]
    public void A_number_chooses_Enter_takes_the_newest_and_q_cancels(string answers, string? id) => Assert.Equal(id, Choose(answers.Split('|')));

    [Fact]
    public void More_than_a_screenful_is_shown_page_by_page()
    {
        _test.Shell.Screen.RawUI!.WindowSize = new(80, 13);
        for (var day = 4; day <= 25; day++) _test.Backups.Add($"202601{day:00}-030000", TestEnvironment.At(day), 1);
        Assert.Equal("20260115-030000", Choose("m", "11"));
        var screen = _test.Shell.Screen.Lines;
        Assert.Single(screen, l => l.StartsWith("   1  20260125", StringComparison.Ordinal));
        Assert.Contains(screen, l => l.StartsWith("  20  20260106", StringComparison.Ordinal));
        Assert.DoesNotContain(screen, l => l.StartsWith("  21  ", StringComparison.Ordinal));
        Assert.Contains(screen, l => l.Contains("m for more", StringComparison.Ordinal));
    }

    [Fact]
    public void A_number_on_a_later_page_can_be_typed_at_once_and_the_pages_start_over()
    {
        _test.Shell.Screen.RawUI!.WindowSize = new(80, 13);
        for (var day = 4; day <= 15; day++) _test.Backups.Add($"202601{day:00}-030000", TestEnvironment.At(day), 1);
        Assert.Equal("20260101-020000", Choose("15"));
        Assert.Equal("20260115-030000", Choose("m", "m", "1"));
        Assert.Equal(3, _test.Shell.Screen.Lines.Count(l => l.Contains("   1  20260115", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_question_mark_explains_the_menu()
    {
        Assert.Null(Choose("?", "q"));
        Assert.Contains(_test.Shell.Screen.Lines, l => l.Contains("selects none and ends the command", StringComparison.Ordinal));
        Assert.DoesNotContain(_test.Shell.Screen.Lines, l => l.Contains("m for more", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ServerRemoteHost", true)]
    [InlineData("Default Host", true)]
    [InlineData("A terminal", false)]
    [InlineData("A terminal", true)]
    public void Without_a_user_at_the_console_it_is_an_error_at_once(string host, bool hasConsole)
    {
        var outcome = _test.Open(host, hasConsole).Run("Save-HiveMQBackup");
        Assert.Equal("SelectionRequired,HiveMQBackup.Cmdlets.SaveHiveMQBackupCommand", outcome.Error.FullyQualifiedErrorId);
        Assert.Contains("-Latest", outcome.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("-Id", outcome.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_file_is_not_offered_for_saving()
    {
        _test.Shell.Screen.Input.Enqueue("");
        Assert.Equal("20260102-020000", _test.Run("Save-HiveMQBackup").Single.Properties["BackupId"].Value);
        Assert.DoesNotContain(_test.Shell.Screen.Lines, l => l.Contains("FAILED", StringComparison.Ordinal));
    }

    [Fact]
    public void The_only_backup_needs_no_menu()
    {
        _test.Backups.Remove("20260103-020000");
        _test.Backups.Remove("20260102-020000");
        Assert.Equal("20260101-020000", _test.Run("Get-HiveMQBackupStatus").Single.Properties["Id"].Value);
    }

    private string? Choose(params string[] input)
    {
        foreach (var line in input) _test.Shell.Screen.Input.Enqueue(line);
        return (string?)_test.Run("Get-HiveMQBackupStatus").Succeeded.Values("Id").SingleOrDefault();
    }
}
