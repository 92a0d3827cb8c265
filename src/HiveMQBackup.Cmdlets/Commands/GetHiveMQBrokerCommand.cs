using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Cmdlets.Common;
using HiveMQBackup.Cmdlets.Common.Errors;
using HiveMQBackup.Cmdlets.Common.Parameters;
using HiveMQBackup.Cmdlets.Completion;
using HiveMQBackup.Cmdlets.Hosting;

namespace HiveMQBackup.Cmdlets;

/// <summary>Lists the HiveMQ brokers in a cluster, and says whether their REST API responds.</summary>
[Cmdlet(VerbsCommon.Get, "HiveMQBroker", DefaultParameterSetName = "Namespace, Credential")]
[OutputType(typeof(HiveMQBroker))]
[OneOf(Choice.Namespace, Choice.AllNamespaces)]
public sealed partial class GetHiveMQBrokerCommand : ClusterCmdlet
{
    /// <summary>Only brokers of these names; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(BrokerCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Looks in all namespaces.</summary>
    [With(Choice.AllNamespaces, Mandatory = true)]
    [Alias("A")]
    public partial SwitchParameter AllNamespaces { get; set; }

    /// <summary>How many brokers are checked at once.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int ThrottleLimit { get; set; } = 32;

    private protected override int MostAtOnce => ThrottleLimit;

    // The checks of all run while the results of the first are written.
    private protected override bool WritesInOrder => true;

    private protected override async Task ProcessRecordAsync(CancellationToken cancel)
    {
        var target = ClusterTarget();
        var search = BrokerSessions.OfThisRunspace.Search(target, Folder, Log);
        Announce([.. Defaults(search)]);
        var ns = AllNamespaces ? null : Namespace ?? search.Namespace;
        var found = await WithSearchProgressAsync(search.ListBrokersAsync(ns, cancel), target, cancel);
        var chosen = found.Where(broker => Name is null || Name.Any(name => IsMatch(name, broker.Name)));
        var cluster = target.In(search);
        var sessions = BrokerSessions.OfThisRunspace;
        var folder = Folder;
        foreach (var broker in chosen) _ = Beside.Start(over => CheckAsync(sessions, search, broker, broker.In(cluster), folder, over));
        await Beside.WriteAllAsync();
        foreach (var missing in Missing(found)) WriteError(NotFound(missing, ns), missing);
    }

    private async Task<Action> CheckAsync(
        BrokerSessions sessions, ClusterSession search, BrokerWorkload workload, BrokerTarget target, string folder, CancellationToken cancel)
    {
        var problem = await RestApiProbe.ProblemAsync(sessions, search, workload, target, folder, Log, cancel).ConfigureAwait(false);
        return () => Write(new HiveMQBroker(workload, target, target.Context!, problem));
    }

    // The next command may select only the brokers that respond: a slow one is not left out without an error.
    private void Write(HiveMQBroker broker)
    {
        if (broker.Problem == RestApiProbe.TimedOut) WriteError(Unknown(broker), broker);
        WriteObject(broker);
    }

    private static HiveMQBackupException Unknown(HiveMQBroker broker) => new(
        ErrorCode.HiveMQUnavailable,
        $"The broker {broker} did not respond within {RestApiProbe.Limit.TotalSeconds:0} s; it is unknown whether it works.",
        new ErrorCause.NoResponse());

    private IEnumerable<AppliedDefault> Defaults(ClusterSession search)
    {
        if (Context is null) yield return search.DefaultContext;
        if (Namespace is null && !AllNamespaces) yield return search.DefaultNamespace;
    }

    private static bool IsMatch(string pattern, string name) => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(name);

    private IEnumerable<string> Missing(IReadOnlyList<BrokerWorkload> found) =>
        (Name ?? []).Where(name => !WildcardPattern.ContainsWildcardCharacters(name) && !found.Any(broker => IsMatch(name, broker.Name)));

    private static HiveMQBackupException NotFound(string name, string? ns) => new(
        ErrorCode.BrokerNotFound,
        $"No broker '{TerminalText.Shorten(name)}' was found in {(ns is null ? "any namespace" : $"the namespace '{ns}'")}.",
        new ParameterCause.UnlistedBroker());
}
