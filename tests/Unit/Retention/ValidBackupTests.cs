using HiveMQBackup.Client.Retention;

namespace HiveMQBackup.Unit.Retention;

/// <summary>A valid backup stays in each folder.</summary>
public sealed class ValidBackupTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Days of January in descending order: v for a valid file, x for one that is damaged inside, - for one that is cut off.
    private async Task<string[]> EnsureAsync(string files, int last, List<string>? tested = null)
    {
        for (var i = 0; i < files.Length; i++)
        {
            var content = files[i] switch { 'v' => BackupZip.Valid(), 'x' => BackupZip.Invalid(), _ => BackupZip.Valid()[..^5] };
            BackupZip.Write(_folder.Path, $"202601{files.Length - i:00}-020000.backup", content);
        }
        var read = SavedFolder.Read(_folder.Path, Test.Cancel).Files;
        var progress = new ProgressList<ValidityProgress>();
        var decisions = await ValidBackup.EnsureAsync(new KeepPolicy { Last = last }.Decide(read, DateTimeOffset.UtcNow), progress, Test.Cancel);
        tested?.AddRange(progress.Reports.Select(report => Path.GetFileName(report.Path)).Distinct());
        return [.. decisions.Select(decision => $"{(decision.IsKept ? "+" : "-")} {string.Join(", ", decision.Reasons)}")];
    }

    [Fact]
    public async Task Only_the_newest_kept_file_is_tested_if_it_is_valid()
    {
        var tested = new List<string>();

        Assert.Equal(["+ last", "+ last", "- no rule keeps it"], await EnsureAsync("vvv", 2, tested));
        Assert.Equal(["20260103-020000.backup"], tested);
    }

    [Fact]
    public async Task Nothing_is_tested_if_nothing_is_removed()
    {
        var tested = new List<string>();

        Assert.Equal(["+ last", "+ last"], await EnsureAsync("xx", 2, tested));
        Assert.Empty(tested);
    }

    [Fact]
    public async Task A_kept_file_that_is_not_valid_says_so() =>
        Assert.Equal(["+ not valid, last", "+ last", "- no rule keeps it"], await EnsureAsync("xvv", 2));

    [Fact]
    public async Task The_newest_valid_file_is_kept_if_no_other_kept_one_is_valid() =>
        Assert.Equal(["+ not valid, last", "- no rule keeps it", "+ last valid backup", "- no rule keeps it"], await EnsureAsync("xxvv", 1));

    [Fact]
    public async Task All_files_are_kept_if_none_is_valid() =>
        Assert.Equal(["+ not valid, last", "+ no valid backup in the folder", "+ no valid backup in the folder"], await EnsureAsync("xxx", 1));

    [Fact]
    public async Task An_incomplete_file_does_not_count_as_a_valid_one() =>
        Assert.Equal(["+ no whole backup", "+ not valid, last", "+ last valid backup", "- no rule keeps it"], await EnsureAsync("-xvv", 1));
}
