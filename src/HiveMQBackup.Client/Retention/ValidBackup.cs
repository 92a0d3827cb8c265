using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Client.Retention;

/// <summary>Sees to it that a valid backup stays in a folder when files are removed from it.</summary>
public static class ValidBackup
{
    /// <summary>
    /// Tests the files that are kept, newest first, until one is valid. If none is, the newest valid one of the others is kept, too; and
    /// if no file is valid, all are kept, since any of them may be the best that is left.
    /// </summary>
    /// <param name="decisions">The decisions about the files of one folder, newest first.</param>
    /// <param name="progress">Reported many times a second, on any thread.</param>
    /// <param name="cancel">Ends a test.</param>
    /// <returns>The decisions. A kept file that turned out not to be valid has that among its reasons.</returns>
    public static async Task<IReadOnlyList<KeepDecision>> EnsureAsync(IReadOnlyList<KeepDecision> decisions, IProgress<ValidityProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        KeepDecision[] checkedDecisions = [.. decisions];
        if (decisions.All(decision => decision.IsKept)) return checkedDecisions;
        foreach (var at in Places(decisions, decision => decision is { IsKept: true, File.Condition: FileCondition.Whole }))
        {
            if (await IsValidAsync(decisions[at].File, progress, cancel).ConfigureAwait(false)) return checkedDecisions;
            checkedDecisions[at] = decisions[at] with { Reasons = [KeepDecision.NotValid, .. decisions[at].Reasons] };
        }
        foreach (var at in Places(decisions, decision => !decision.IsKept))
        {
            if (!await IsValidAsync(decisions[at].File, progress, cancel).ConfigureAwait(false)) continue;
            checkedDecisions[at] = KeepDecision.Kept(decisions[at].File, KeepDecision.LastValid);
            return checkedDecisions;
        }
        return [.. checkedDecisions.Select(decision => decision.IsKept ? decision : KeepDecision.Kept(decision.File, KeepDecision.NoneValid))];
    }

    private static IEnumerable<int> Places(IReadOnlyList<KeepDecision> decisions, Func<KeepDecision, bool> which) =>
        Enumerable.Range(0, decisions.Count).Where(at => which(decisions[at]));

    private static async Task<bool> IsValidAsync(SavedFile file, IProgress<ValidityProgress>? progress, CancellationToken cancel)
    {
        try
        {
            var report = await BackupTest.RunAsync(file.Path, progress is null ? null : new OfFile(file, progress), cancel).ConfigureAwait(false);
            return report.IsValid;
        }
        catch (HiveMQBackupException e) when (e.Code == ErrorCode.InputFileInvalid)
        {
            // Removed or locked since it was listed: it proves nothing.
            return false;
        }
    }

    private sealed class OfFile(SavedFile file, IProgress<ValidityProgress> progress) : IProgress<TestProgress>
    {
        public void Report(TestProgress value) => progress.Report(new ValidityProgress(file.Path, value.Bytes, value.Total));
    }
}

/// <summary>The progress of the test whether a file is a valid backup.</summary>
/// <param name="Path">The file's path.</param>
/// <param name="Bytes">The number of bytes that were read.</param>
/// <param name="Total">The file's length in bytes.</param>
public sealed record ValidityProgress(string Path, long Bytes, long Total);
