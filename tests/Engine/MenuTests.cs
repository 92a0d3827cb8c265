using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

public sealed class MenuTests : IAsyncLifetime
{
    private Site _site = null!;

    public async ValueTask InitializeAsync() => _site = (await Site.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public void The_menu_shows_what_can_be_chosen()
    {
        Choose("2");
        var screen = _site.Shell.Screen.Lines;
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

    [Theory]
    [InlineData("ServerRemoteHost", true)]
    [InlineData("Default Host", true)]
    [InlineData("A terminal", false)]
    [InlineData("A terminal", true)]
    public void Where_nobody_can_answer_it_is_an_error_at_once(string host, bool hasConsole)
    {
        var outcome = _site.Open(host, hasConsole).Run("Save-HiveMQBackup");
        Assert.Equal("SelectionRequired,HiveMQBackup.Cmdlets.SaveHiveMQBackupCommand", outcome.Error.FullyQualifiedErrorId);
        Assert.Contains("-Latest", outcome.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("-Id", outcome.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_file_is_not_offered_for_saving()
    {
        _site.Shell.Screen.Answers.Enqueue("");
        Assert.Equal("20260102-020000", _site.Run("Save-HiveMQBackup").Single.Properties["BackupId"].Value);
        Assert.DoesNotContain(_site.Shell.Screen.Lines, l => l.Contains("FAILED", StringComparison.Ordinal));
    }

    [Fact]
    public void The_only_backup_needs_no_menu()
    {
        _site.Backups.Remove("20260103-020000");
        _site.Backups.Remove("20260102-020000");
        Assert.Equal("20260101-020000", _site.Run("Get-HiveMQBackupStatus").Single.Properties["Id"].Value);
    }

    private string? Choose(params string[] answers)
    {
        foreach (var answer in answers) _site.Shell.Screen.Answers.Enqueue(answer);
        return (string?)_site.Run("Get-HiveMQBackupStatus").Succeeded.Values("Id").SingleOrDefault();
    }
}
