using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Common;
using HiveMQBackup.Cmdlets.Common.Parameters;
using HiveMQBackup.Cmdlets.Completion;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>Lists the backups of a HiveMQ broker, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "HiveMQBackup", DefaultParameterSetName = "Parameters, StatefulSet, Credential")]
[OutputType(typeof(HiveMQBackup))]
[OneOf(Choice.Parameters, Choice.Broker)]
public sealed partial class GetHiveMQBackupCommand : BrokerCmdlet
{
    /// <summary>The brokers, as Get-HiveMQBroker returns them.</summary>
    [With(Choice.Broker, Mandatory = true, ValueFromPipeline = true)]
    [RecordedBroker]
    [ValidateNotNullOrEmpty]
    public partial HiveMQBroker[]? Broker { get; set; }

    /// <summary>Only backups of these ids; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(BackupIdCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Id { get; set; }

    /// <summary>Only the newest of those that match the other parameters.</summary>
    [Parameter]
    public SwitchParameter Latest { get; set; }

    /// <summary>Only backups in these states.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StateCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? State { get; set; }

    /// <summary>How many of the piped brokers are asked at once.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int ThrottleLimit { get; set; } = 32;

    private protected override int MostAtOnce => ThrottleLimit;

    private protected override bool WritesInOrder => true;

    private protected override async Task ProcessRecordAsync(CancellationToken cancel)
    {
        if (Broker is null) await ListAsync(cancel);
        else foreach (var broker in Broker) await EachAsync([broker], session => StartAsync(session, broker), cancel);
    }

    private async Task ListAsync(CancellationToken cancel)
    {
        var session = await OpenAsync(cancel);
        Write(await session.Api.ListBackupsAsync(cancel), session, isOfPipedBroker: false);
    }

    private Task StartAsync(BrokerSession session, HiveMQBroker broker)
    {
        _ = Beside.Start(async cancel =>
        {
            try
            {
                var all = await session.Api.ListBackupsAsync(cancel).ConfigureAwait(false);
                return () => Write(all, session, isOfPipedBroker: true);
            }
            catch (HiveMQBackupException e)
            {
                return () => WriteError(e, broker);
            }
        });
        return Task.CompletedTask;
    }

    private void Write(IReadOnlyList<Backup> all, BrokerSession session, bool isOfPipedBroker)
    {
        var chosen = all.Where(IsWanted).Take(Latest ? 1 : int.MaxValue).ToList();
        foreach (var missing in Missing(all)) WriteError(BackupErrors.NoSuchBackup(missing, session.Broker), missing);
        if (chosen.Count == 0 && Latest) WriteError(BackupErrors.NoBackup(session.Broker, Filter), session.Broker.ToString());
        WriteObject(Shown(chosen, session, isOfPipedBroker), enumerateCollection: true);
    }

    private bool IsWanted(Backup backup) =>
        (Id is null || Id.Any(id => IsMatch(id, backup.Id)))
        && (State is null || State.Contains(backup.State, StringComparer.OrdinalIgnoreCase));

    // An id with wildcard characters also matches itself literally.
    private static bool IsMatch(string pattern, string id) =>
        id == pattern || WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(id);

    private IEnumerable<string> Missing(IReadOnlyList<Backup> all) =>
        (Id ?? []).Where(id => !WildcardPattern.ContainsWildcardCharacters(id) && !all.Any(backup => IsMatch(id, backup.Id)));

    private string Filter => (Id, State) is (null, null) ? "" : " that matches the other parameters";

    private static List<HiveMQBackup> Shown(List<Backup> backups, BrokerSession session, bool isOfPipedBroker)
    {
        var listing = BackupListing.Of(backups.ConvertAll(backup => backup.Bytes));
        return backups.ConvertAll(backup => new HiveMQBackup(backup, session) { Listing = listing, IsOfPipedBroker = isOfPipedBroker });
    }
}
