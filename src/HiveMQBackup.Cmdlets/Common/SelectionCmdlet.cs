using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Completion;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>A cmdlet about chosen backups: piped in, named by id, the latest, or picked from a menu.</summary>
public abstract class SelectionCmdlet : BrokerCmdlet
{
    private protected const string ByObject = "InputObject";
    private protected const string ById = "Id";
    private protected const string ByBroker = "Broker";
    private protected const string ByLatest = "Latest";
    private protected const string ByMenu = "Menu";

    /// <summary>A backup as the module's other commands return it.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [RecordedBackup]
    [ValidateNotNull]
    public IHiveMQBackup? InputObject { get; set; }

    /// <summary>The brokers, as Get-HiveMQBroker returns them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByBroker)]
    [RecordedBroker]
    [ValidateNotNullOrEmpty]
    public HiveMQBroker[] Broker { get; set; } = [];

    /// <summary>The backups' ids.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ById)]
    [ArgumentCompleter(typeof(BackupIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>The newest backup.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLatest)]
    [Parameter(ParameterSetName = ByBroker)]
    public SwitchParameter Latest { get; set; }

    /// <summary>Whether "latest" means the newest backup's id.</summary>
    private protected virtual bool TakesLatestAsId => false;

    /// <summary>Whether the menu offers a backup.</summary>
    private protected virtual bool CanBeChosen(Backup backup) => true;

    /// <summary>The work for one backup.</summary>
    private protected abstract Task ProcessBackupAsync(Backup backup, BrokerSession session, CancellationToken cancel);

    private protected sealed override async Task ProcessRecordAsync(CancellationToken cancel)
    {
        switch (ParameterSetName)
        {
            case ByObject:
                await EachAsync(InputObject!, async () => await FreshAsync(InputObject!, cancel), cancel);
                break;
            case ById:
                foreach (var id in Id) await EachAsync(id, async () => await NamedAsync(id, cancel), cancel);
                break;
            case ByBroker:
                await EachAsync(Broker, session => ChosenOfAsync(session, cancel), cancel);
                break;
            default:
                await ChosenOfAsync(await OpenAsync(cancel), cancel);
                break;
        }
    }

    private async Task ChosenOfAsync(BrokerSession session, CancellationToken cancel)
    {
        if (await ChosenAsync(session, cancel) is { } chosen) await EachAsync(chosen.Id, () => Task.FromResult((chosen, session)), cancel);
    }

    /// <summary>Whether the broker was piped in, here or earlier in the pipeline.</summary>
    private protected bool IsOfPipedBroker => ParameterSetName == ByBroker || InputObject?.IsOfPipedBroker == true;

    // An error for one backup does not stop the others.
    private async Task EachAsync(object about, Func<Task<(Backup, BrokerSession)>> find, CancellationToken cancel)
    {
        try
        {
            var (backup, session) = await find();
            await ProcessBackupAsync(backup, session, cancel);
        }
        catch (HiveMQBackupException e) when (ErrorRecords.IsAboutOneBackup(e) || (ParameterSetName == ByObject && IsOfPipedBroker))
        {
            WriteError(e, about);
        }
    }

    private async Task<(Backup, BrokerSession)> FreshAsync(IHiveMQBackup piped, CancellationToken cancel)
    {
        if (piped is not ILiveBackup live) return await RecordedAsync((RecordedBackup)piped, cancel);
        var session = await OpenAsync(live.Target, cancel);
        // A completed backup does not change; any other may have changed since it was listed.
        var backup = BackupState.HasFile(live.Source.State) && !NeedsFreshState ? live.Source : await session.Api.GetBackupAsync(live.Source.Id, cancel);
        return (backup, session);
    }

    private async Task<(Backup, BrokerSession)> RecordedAsync(RecordedBackup recorded, CancellationToken cancel)
    {
        var session = await OpenAsync(recorded.Broker, cancel);
        return (await session.Api.GetBackupAsync(recorded.Id, cancel), session);
    }

    /// <summary>Whether the state of a piped-in backup must be refreshed.</summary>
    private protected abstract bool NeedsFreshState { get; }

    private async Task<(Backup, BrokerSession)> NamedAsync(string id, CancellationToken cancel)
    {
        var session = await OpenAsync(cancel);
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
        if (backups.Count == 0) throw BackupErrors.NoBackup(session.Broker, all.Count == 0 ? "" : " that this can be done with");
        if (backups.Count == 1) return backups[0];
        try
        {
            if (BackupMenu.CanAsk(Host)) return new BackupMenu(Host, session.Broker.ToString()).Choose(backups);
        }
        catch (PromptUnavailableException)
        {
            // The host is treated like one that reported this from the start.
        }
        ThrowTerminatingError(SelectionRequired(backups.Count, session));
        return null;
    }

    private static ErrorRecord SelectionRequired(int count, BrokerSession session) => ErrorRecords.Argument(
        "SelectionRequired",
        $"The broker {session.Broker} has {count} backups, and nobody can be asked here which one is meant.",
        "Say -Latest for the newest, or name one with -Id.",
        session.Broker.ToString());
}
