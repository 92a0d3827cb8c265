using System.Management.Automation;
using System.Runtime.ExceptionServices;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Common.Errors;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>
/// The backups that one pipeline object and the parameters of a cmdlet select: the piped one, those named by id, the latest of a
/// broker, its only one, or the one picked from a menu.
/// </summary>
/// <param name="cmdlet">Finds the brokers, reports the errors, and has the host for the menu.</param>
internal sealed class BackupSelection(BrokerCmdlet cmdlet)
{
    /// <summary>The piped backup.</summary>
    internal IHiveMQBackup? Piped { get; init; }

    /// <summary>The brokers to select one backup of each; if there are none, the broker that the parameters name.</summary>
    internal IReadOnlyList<HiveMQBroker> Brokers { get; init; } = [];

    /// <summary>The ids.</summary>
    internal IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Whether the newest backup is meant.</summary>
    internal bool Latest { get; init; }

    /// <summary>Whether "latest" means the newest backup's id.</summary>
    internal bool TakesLatestAsId { get; init; }

    /// <summary>Whether the state of a piped backup must be refreshed even if it cannot change.</summary>
    internal bool NeedsFreshState { get; init; }

    /// <summary>Whether the menu offers a backup.</summary>
    internal Func<Backup, bool> CanBeChosen { get; init; } = _ => true;

    /// <summary>Whether the broker was piped in, here or earlier in the pipeline.</summary>
    internal bool IsOfPipedBroker => Brokers.Count > 0 || Piped?.IsOfPipedBroker == true;

    /// <summary>Does the work for each selected backup; an error about one backup does not stop the others.</summary>
    internal async Task EachAsync(Func<Backup, BrokerSession, Task> work, CancellationToken cancel)
    {
        if (Piped is not null)
        {
            await OneAsync(Piped, () => FreshAsync(Piped, cancel), work);
        }
        else if (Brokers.Count > 0)
        {
            await cmdlet.EachAsync(Brokers, session => ChosenOfAsync(session, work, cancel), cancel);
        }
        else if (Ids.Count > 0)
        {
            foreach (var id in Ids) await OneAsync(id, () => NamedAsync(id, cancel), work);
        }
        else
        {
            await ChosenOfAsync(await cmdlet.OpenAsync(cancel), work, cancel);
        }
    }

    private async Task OneAsync(object about, Func<Task<(Backup, BrokerSession)>> find, Func<Backup, BrokerSession, Task> work)
    {
        try
        {
            var (backup, session) = await find();
            await work(backup, session);
        }
        catch (HiveMQBackupException e) when (IsAboutOneBackup(e))
        {
            cmdlet.WriteError(e, about);
        }
    }

    private bool IsAboutOneBackup(HiveMQBackupException e) => ErrorRecords.IsAboutOneBackup(e) || Piped?.IsOfPipedBroker == true;

    /// <summary>Writes the error of work for a backup that was selected, if the command can continue with the next one.</summary>
    /// <exception cref="HiveMQBackupException">It cannot.</exception>
    internal void WriteError(HiveMQBackupException e, Backup backup, BrokerSession session)
    {
        if (IsAboutOneBackup(e)) cmdlet.WriteError(e, Piped ?? (object)backup.Id);
        else if (Brokers.FirstOrDefault(broker => broker.ToString() == session.Broker.ToString()) is { } broker) cmdlet.WriteError(e, broker);
        else ExceptionDispatchInfo.Throw(e);
    }

    private async Task ChosenOfAsync(BrokerSession session, Func<Backup, BrokerSession, Task> work, CancellationToken cancel)
    {
        if (await ChosenAsync(session, cancel) is { } chosen) await OneAsync(chosen.Id, () => Task.FromResult((chosen, session)), work);
    }

    private async Task<(Backup, BrokerSession)> FreshAsync(IHiveMQBackup piped, CancellationToken cancel)
    {
        if (piped is not ILiveBackup live) return await RecordedAsync((RecordedBackup)piped, cancel);
        var session = await cmdlet.OpenAsync(live.Target, cancel);
        // A completed backup does not change; any other may have changed since it was listed.
        var backup = BackupState.HasFile(live.Source.State) && !NeedsFreshState ? live.Source : await session.Api.GetBackupAsync(live.Source.Id, cancel);
        return (backup, session);
    }

    private async Task<(Backup, BrokerSession)> RecordedAsync(RecordedBackup recorded, CancellationToken cancel)
    {
        var session = await cmdlet.OpenAsync(recorded.Broker, cancel);
        return (await session.Api.GetBackupAsync(recorded.Id, cancel), session);
    }

    private async Task<(Backup, BrokerSession)> NamedAsync(string id, CancellationToken cancel)
    {
        var session = await cmdlet.OpenAsync(cancel);
        var backup = TakesLatestAsId && id.Equals("latest", StringComparison.OrdinalIgnoreCase)
            ? await NewestAsync(session, cancel)
            : await session.Api.GetBackupAsync(id, cancel);
        return (backup, session);
    }

    private static async Task<Backup> NewestAsync(BrokerSession session, CancellationToken cancel) =>
        await session.Api.ListBackupsAsync(cancel) is [var newest, ..] ? newest : throw BackupErrors.NoBackup(session.Broker, "");

    private async Task<Backup?> ChosenAsync(BrokerSession session, CancellationToken cancel)
    {
        if (Latest) return await NewestAsync(session, cancel);
        var all = await session.Api.ListBackupsAsync(cancel);
        var backups = all.Where(CanBeChosen).ToList();
        if (backups.Count == 0) throw BackupErrors.NoBackup(session.Broker, all.Count == 0 ? "" : " that this command can use");
        if (backups.Count == 1) return backups[0];
        try
        {
            if (BackupMenu.CanAsk(cmdlet.Host)) return new BackupMenu(cmdlet.Host, session.Broker.ToString()).Choose(backups);
        }
        catch (PromptUnavailableException)
        {
            // The host is treated like one that reported this from the start.
        }
        cmdlet.ThrowTerminatingError(SelectionRequired(backups.Count, session));
        return null;
    }

    private static ErrorRecord SelectionRequired(int count, BrokerSession session) => ErrorRecords.Argument(
        ErrorCatalog.SelectionRequired,
        $"The broker {session.Broker} has {count} backups, and the session is not interactive.",
        session.Broker.ToString());
}
