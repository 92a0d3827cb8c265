using HiveMQBackup.Client;
using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Unit.HiveMQ;

public sealed class BackupIdTests
{
    public static TheoryData<string> Ids => ["20200506-081317", "a/b", "ä ?#%", "100%25", "a+b&c=d", "a\\b", "...", "../../secret", "a/..", "%2e%2e", "東京"];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Any_id_is_found_again(string id)
    {
        foreach (var dialect in new[] { RestDialect.Published, RestDialect.Nested })
        {
            await using var broker = await StandaloneBroker.StartAsync(new() { Dialect = dialect });
            broker.Node.Backups.Add(id, DateTimeOffset.UnixEpoch, 42);

            var found = await broker.Api.GetBackupAsync(id, Test.Cancel);

            Assert.Equal((id, 42L), (found.Id, found.Bytes));
            Assert.Contains(Uri.EscapeDataString(id), broker.RequestLines.Last(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_would_be_a_step_in_the_path_is_not_requested(string id)
    {
        using var folder = new TempFolder();
        await using var broker = await StandaloneBroker.StartAsync();

        await Test.FailsAsync(ErrorCode.BackupNotFound, () => broker.Api.GetBackupAsync(id, Test.Cancel));
        await Test.FailsAsync(ErrorCode.BackupNotFound, () => Downloads.SaveAsync(broker.Api, id, folder));

        Assert.Empty(broker.Node.Requests);
    }

    [Theory]
    [InlineData(RestDialect.Published)]
    [InlineData(RestDialect.Nested)]
    public async Task A_backup_that_does_not_exist_is_not_found_in_either_dialect(RestDialect dialect)
    {
        await using var broker = await StandaloneBroker.StartAsync(new() { Dialect = dialect });

        var failed = await Test.FailsAsync(ErrorCode.BackupNotFound, () => broker.Api.GetBackupAsync("gone", Test.Cancel));

        Assert.Contains("'gone'", failed.Message, StringComparison.Ordinal);
        Assert.Contains(broker.Node.Address.Authority, failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u001b[2Jgone")]
    [InlineData("a\u202Eb")]
    public async Task An_id_cannot_act_on_the_terminal_through_a_message(string id)
    {
        var notices = new List<string>();
        await using var broker = await StandaloneBroker.StartAsync(log: new Log(notices.Add, notices.Add));
        var missing = await Test.FailsAsync(ErrorCode.BackupNotFound, () => broker.Api.GetBackupAsync(id, Test.Cancel));
        broker.Node.Faults.FailNext(500, int.MaxValue);
        var refused = await Test.FailsAsync(ErrorCode.UnexpectedResponse, () => broker.Api.GetBackupAsync(id, Test.Cancel));
        broker.Node.Unplug();
        var unreachable = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.GetBackupAsync(id, Test.Cancel));

        Assert.All([.. notices, missing.Message, refused.Message, unreachable.Message], m => Assert.DoesNotContain(m, c => c is '\u001b' or '\u202e'));
    }

    [Fact]
    public async Task The_dialect_that_answered_is_remembered()
    {
        using var folder = new TempFolder();
        await using var broker = await StandaloneBroker.StartAsync(new() { Dialect = RestDialect.Nested });
        broker.Node.Backups.Add("a", DateTimeOffset.UnixEpoch, 42);

        await broker.Api.GetBackupAsync("a", Test.Cancel);
        await broker.Api.GetBackupAsync("a", Test.Cancel);
        await Downloads.SaveAsync(broker.Api, "a", folder);

        Assert.Equal(
            [
                "GET /api/v1/management/backups/a",
                "GET /api/v1/management/backups/a/status",
                "GET /api/v1/management/backups/a/status",
                "GET /api/v1/management/backups/a/file",
            ],
            broker.RequestLines);
    }

    [Fact]
    public async Task The_published_dialect_is_remembered_too()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        broker.Node.Backups.Add("a", DateTimeOffset.UnixEpoch, 42);
        await broker.Api.GetBackupAsync("a", Test.Cancel);

        await Test.FailsAsync(ErrorCode.BackupNotFound, () => broker.Api.GetBackupAsync("b", Test.Cancel));

        Assert.Equal(["GET /api/v1/management/backups/a", "GET /api/v1/management/backups/b"], broker.RequestLines);
    }

    [Fact]
    public async Task A_405_means_the_other_dialect_as_well()
    {
        await using var broker = await StandaloneBroker.StartAsync(new() { Dialect = RestDialect.Nested });
        broker.Node.Backups.Add("a", DateTimeOffset.UnixEpoch, 42);
        broker.Node.Faults.FailNext(405);

        Assert.Equal("a", (await broker.Api.GetBackupAsync("a", Test.Cancel)).Id);
    }

    [Fact]
    public async Task A_missing_backup_decides_nothing_about_the_dialect()
    {
        await using var broker = await StandaloneBroker.StartAsync(new() { Dialect = RestDialect.Nested });
        await Test.FailsAsync(ErrorCode.BackupNotFound, () => broker.Api.GetBackupAsync("a", Test.Cancel));
        broker.Node.Backups.Add("a", DateTimeOffset.UnixEpoch, 42);

        Assert.Equal("a", (await broker.Api.GetBackupAsync("a", Test.Cancel)).Id);
    }
}
