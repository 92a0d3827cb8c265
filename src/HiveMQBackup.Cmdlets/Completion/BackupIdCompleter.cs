using HiveMQBackup.Client;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets.Completion;

/// <summary>Completes the ids of the broker's backups, newest first.</summary>
public sealed class BackupIdCompleter : ClusterCompleter
{
    private protected override async Task<IEnumerable<Candidate>> CandidatesAsync(TypedCommand typed, CancellationToken cancel)
    {
        var session = await typed.Sessions.GetAsync(typed.Target, typed.Folder, Log.None, cancel);
        var backups = await session.Api.ListBackupsAsync(cancel);
        return backups.Select(backup => new Candidate(
            backup.Id,
            string.Join(", ", new[] { BackupView.Time(backup.CreatedAt), BackupView.Size(backup.Bytes), backup.State }.Where(t => t.Length > 0))));
    }
}
