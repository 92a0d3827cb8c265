using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

public sealed class RemoveHiveMQBackupFileTests : IDisposable
{
    private static readonly string[] Days = ["20261120-020000", "20261121-020000", "20261122-020000", "20261123-020000"];

    private readonly FolderEnvironment _test = new();

    public void Dispose() => _test.Dispose();

    private string[] Left(string folder = "bk") => [.. _test.Files(folder).Select(name => name.Split('.')[0])];

    private static IEnumerable<string> Told(Outcome outcome) => outcome.Output.Select(result =>
        $"{result.Properties["Id"].Value} {result.Properties["Action"].Value}: {string.Join(", ", (string[])result.Properties["Reason"].Value)}");

    [Fact]
    public void Files_that_no_rule_keeps_are_removed_with_their_checksum_files()
    {
        foreach (var path in BackupZip.Write(_test["bk"], Days)) BackupZip.WriteChecksum(path);

        var outcome = _test.Run("Remove-HiveMQBackupFile bk -KeepLast 1 -KeepDaily 2").Succeeded;

        Assert.Equal(
            [
                "20261123-020000 Keep: last, daily", "20261122-020000 Keep: daily",
                "20261121-020000 Remove: no rule keeps it", "20261120-020000 Remove: no rule keeps it",
            ],
            Told(outcome));
        Assert.Equal(["20261122-020000", "20261122-020000", "20261123-020000", "20261123-020000"], Left());
        Assert.StartsWith($"Removed 2 of 4 files in {_test["bk"]}, ", Assert.Single(outcome.Information), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_removes_nothing_and_says_what_would_happen()
    {
        BackupZip.Write(_test["bk"], Days);

        var outcome = _test.Run("Remove-HiveMQBackupFile bk -KeepLast 3 -WhatIf").Succeeded;

        Assert.Equal("20261120-020000 Remove: no rule keeps it", Told(outcome).Last());
        Assert.Equal(Days, Left());
        Assert.StartsWith("Would remove 1 of 4 files", Assert.Single(outcome.Information), StringComparison.Ordinal);
        Assert.Contains(_test.Shell.Screen.Lines, line => line.Contains($"What if: Remove the file {_test["bk"]}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_the_user_declines_stays()
    {
        BackupZip.Write(_test["bk"], Days);
        _test.Shell.Screen.Input.Enqueue("No");
        _test.Shell.Screen.Input.Enqueue("Yes");

        var outcome = _test.Run("Remove-HiveMQBackupFile bk -KeepLast 2 -Confirm").Succeeded;

        Assert.Equal(["20261121-020000 Keep: declined", "20261120-020000 Remove: no rule keeps it"], Told(outcome).Skip(2));
        Assert.Equal(Days[1..], Left());
    }

    [Theory]
    [InlineData("Remove-HiveMQBackupFile bk")]
    [InlineData("'bk' | Remove-HiveMQBackupFile")]
    public void Without_a_rule_nothing_happens(string command)
    {
        BackupZip.Write(_test["bk"], Days);

        var error = _test.Run(command).Error;

        Assert.Equal("KeepRuleRequired,HiveMQBackup.Cmdlets.RemoveHiveMQBackupFileCommand", error.FullyQualifiedErrorId);
        Assert.Equal(System.Management.Automation.ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Equal(Days, Left());
    }

    [Theory]
    [InlineData("-KeepLast 0")]
    [InlineData("-KeepWithin ''")]
    [InlineData("-KeepWithin 7")]
    [InlineData("-KeepWithin 0d")]
    [InlineData("-KeepWithin ([timespan]::Zero)")]
    public void A_rule_that_keeps_nothing_is_rejected(string rule)
    {
        BackupZip.Write(_test["bk"], Days);

        Assert.StartsWith("ParameterArgumentValidationError,", _test.Run($"Remove-HiveMQBackupFile bk -KeepDaily 1 {rule}").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(Days, Left());
    }

    [Theory]
    [InlineData("1d12h", "within 1d12h")]
    [InlineData("([timespan]::FromHours(36))", "within 1d12h")]
    [InlineData("1.12:30:00", "within 1.12:30:00")]
    public void A_span_is_a_time_span_or_restics(string span, string reason)
    {
        BackupZip.Write(_test["bk"], Days);

        var outcome = _test.Run($"Remove-HiveMQBackupFile bk -KeepWithin {span}").Succeeded;

        Assert.Equal([$"20261123-020000 Keep: {reason}", $"20261122-020000 Keep: {reason}"], Told(outcome).Take(2));
        Assert.Equal(Days[2..], Left());
    }

    [Fact]
    public void Each_folder_counts_for_itself()
    {
        BackupZip.Write(_test["bk/prod"], Days);
        BackupZip.Write(_test["bk/staging"], Days[..2]);

        _test.Run("Remove-HiveMQBackupFile bk -Recurse -KeepLast 1").Succeeded.ToString();

        Assert.Equal([Days[3]], Left("bk/prod"));
        Assert.Equal([Days[1]], Left("bk/staging"));
    }

    [Theory]
    [InlineData("bk", "There is no backup in")]
    [InlineData("none*", "No folder matches none*.")]
    public void A_folder_without_a_backup_is_a_warning(string path, string warning)
    {
        BackupZip.Write(_test["bk/prod"], Days);

        Assert.StartsWith(warning, Assert.Single(_test.Run($"Remove-HiveMQBackupFile {path} -KeepLast 1").Succeeded.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_whole_backup_stays_and_does_not_count()
    {
        BackupZip.Write(_test["bk"], Days[..2]);
        BackupZip.Write(_test["bk"], "20261125-020000.backup", BackupZip.Valid()[..^5]);
        BackupZip.Write(_test["bk"], "photos.zip", BackupZip.Other());

        var outcome = _test.Run("Remove-HiveMQBackupFile bk -KeepLast 1").Succeeded;

        Assert.Equal(["20261125-020000 Keep: no whole backup", "20261121-020000 Keep: last", "20261120-020000 Remove: no rule keeps it"], Told(outcome));
        Assert.Equal(["20261121-020000", "20261125-020000", "photos"], Left());
    }

    [Fact]
    public void The_last_valid_backup_stays_and_a_damaged_one_is_a_warning()
    {
        BackupZip.Write(_test["bk"], Days[..2]);
        BackupZip.Write(_test["bk"], "20261122-020000.backup", BackupZip.Invalid());

        var outcome = _test.Run("Remove-HiveMQBackupFile bk -KeepLast 1").Succeeded;

        Assert.Equal(["20261122-020000 Keep: not valid, last", "20261121-020000 Keep: last valid backup", "20261120-020000 Remove: no rule keeps it"], Told(outcome));
        Assert.Contains("20261122-020000.backup is kept, but is not a valid backup.", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
        Assert.Equal(Days[1..3], Left());
    }

    [Fact]
    public void A_file_that_is_being_written_stays()
    {
        BackupZip.Write(_test["bk"], Days);
        using var writer = new FileStream(_test[$"bk/{Days[0]}.hivemq-4.42.0.backup"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.Equal($"{Days[0]} Keep: in use", Told(_test.Run("Remove-HiveMQBackupFile bk -KeepLast 1").Succeeded).Last());
        Assert.Equal([Days[0], Days[3]], Left());
    }

    [Fact]
    public void A_file_that_cannot_be_removed_is_an_error_and_the_next_one_is_removed()
    {
        var paths = BackupZip.Write(_test["bk"], Days);
        Directory.CreateDirectory($"{paths[2]}.sha256");

        var outcome = _test.Run("Remove-HiveMQBackupFile bk -KeepLast 1");

        var error = Assert.Single(outcome.Errors);
        Assert.Equal("FileNotRemoved,HiveMQBackup.Cmdlets.RemoveHiveMQBackupFileCommand", error.FullyQualifiedErrorId);
        Assert.Equal(System.Management.Automation.ErrorCategory.WriteError, error.CategoryInfo.Category);
        Assert.Equal([Days[3]], Left());
    }

    [Fact]
    public void A_piped_file_is_no_folder()
    {
        BackupZip.Write(_test["bk"], Days);

        var errors = _test.Run("Get-HiveMQBackupFile bk | Remove-HiveMQBackupFile -KeepLast 1").Errors;

        Assert.Equal(Days.Length, errors.Count);
        Assert.All(errors, error => Assert.Contains("it is a file", error.Exception.Message, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.Contains("Remove-Item", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal));
        Assert.Equal(Days, Left());
    }

    [Fact]
    public void The_table_shows_action_and_reason_and_fits_80_columns()
    {
        BackupZip.Write(_test["b"], Days);

        var lines = _test.Show("Remove-HiveMQBackupFile b -KeepLast 1 -KeepDaily 3 -KeepWeekly 1 -KeepYearly 1 -KeepHourly 1 -WhatIf");

        Assert.Contains("Id               Created             Action Reason", lines);
        Assert.Contains(lines, line => line.StartsWith("20261120-020000 ", StringComparison.Ordinal) && line.EndsWith(" Remove no rule keeps it", StringComparison.Ordinal));
        Assert.All(lines.SkipWhile(line => !line.StartsWith("Id ", StringComparison.Ordinal)).Where(line => !line.StartsWith("Would", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotContain(lines, line => line.Contains('…', StringComparison.Ordinal));
    }
}
