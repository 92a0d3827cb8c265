using System.Globalization;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Unit.Backups.Download;

public sealed class FileNameTests
{
    private static readonly Backup Backup = new("20200506-081317", new DateTimeOffset(2020, 5, 6, 10, 13, 17, TimeSpan.FromHours(2)), 7, "COMPLETED", null);

    private static string Name(Backup backup, string? header = null)
    {
        using var response = new HttpResponseMessage { Content = new ByteArrayContent([]) };
        if (header is not null) response.Content.Headers.TryAddWithoutValidation("Content-Disposition", header);
        return FileName.Of(backup, response, new AutoAdvancingClock());
    }

    [Fact]
    public void Without_a_proposal_the_name_is_made_of_id_and_time()
    {
        Assert.Equal("backup-20200506-081317-20200506-081317.tar.gz", Name(Backup));
    }

    [Fact]
    public void The_brokers_proposal_goes_first()
    {
        Assert.Equal("b.backup", Name(Backup, "attachment; filename=\"b.backup\""));
    }

    [Fact]
    public void A_proposal_that_cannot_be_used_is_none()
    {
        Assert.Equal("backup-20200506-081317-20200506-081317.tar.gz", Name(Backup, "attachment; filename=\"..\""));
    }

    [Fact]
    public void A_backup_without_a_date_is_dated_now()
    {
        Assert.Equal("backup-a-20260301-120000.tar.gz", Name(Backup with { Id = "a", CreatedAt = null }));
    }

    [Theory]
    [InlineData("a/b\\c", "a_b_c")]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    [InlineData("a:b", "a_b")]
    [InlineData("..", "0")]
    [InlineData("\u001b[31m", "[31m")]
    public void An_id_that_is_no_file_name_is_made_one(string id, string part)
    {
        Assert.Equal($"backup-{part}-20200506-081317.tar.gz", Name(Backup with { Id = id }));
    }

    [Theory]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    public void The_users_calendar_changes_nothing(string culture)
    {
        CultureInfo.CurrentCulture = new CultureInfo(culture);

        Assert.Equal("backup-20200506-081317-20200506-081317.tar.gz", Name(Backup));
    }
}
