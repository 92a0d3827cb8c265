using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Client.Retention;

/// <summary>Sees to it that a valid backup stays in a folder when files are removed from it.</summary>
/// <param name="test">Tests a file.</param>
/// <param name="invalid">Receives each kept file that turns out not to be valid.</param>
public sealed class ValidBackup(Func<SavedFile, Task<BackupReport>> test, Action<SavedFile> invalid)
{
    /// <summary>
    /// Tests the files that are kept, newest first, until one is valid. If none is, the newest valid one of the others is kept, too; and
    /// if no file is valid, all are kept, since any of them may be the best that is left.
    /// </summary>
    /// <param name="decisions">The decisions about the files of one folder, newest first.</param>
    public async Task<IReadOnlyList<KeepDecision>> EnsureAsync(IReadOnlyList<KeepDecision> decisions)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        if (decisions.All(decision => decision.IsKept)) return decisions;
        foreach (var kept in decisions.Where(decision => decision is { IsKept: true, File.Condition: FileCondition.Whole }))
        {
            if (await IsValidAsync(kept.File).ConfigureAwait(false)) return decisions;
            invalid(kept.File);
        }
        foreach (var removed in decisions.Where(decision => !decision.IsKept))
        {
            if (await IsValidAsync(removed.File).ConfigureAwait(false)) return With(decisions, KeepDecision.LastValid, decision => decision == removed);
        }
        return With(decisions, KeepDecision.NoneValid, decision => !decision.IsKept);
    }

    private static KeepDecision[] With(IReadOnlyList<KeepDecision> decisions, string reason, Func<KeepDecision, bool> which) =>
        [.. decisions.Select(decision => which(decision) ? KeepDecision.Kept(decision.File, reason) : decision)];

    private async Task<bool> IsValidAsync(SavedFile file)
    {
        try
        {
            return (await test(file).ConfigureAwait(false)).IsValid;
        }
        catch (HiveMQBackupException e) when (e.Code == ErrorCode.InputFileInvalid)
        {
            // Removed or locked since it was listed: it proves nothing.
            return false;
        }
    }
}
