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
        // All checks run before the first result is awaited.
        await using var checks = SideBySide<HiveMQBroker>.Start(chosen, (broker, over) => CheckAsync(sessions, broker, cluster, over), cancel);
        foreach (var check in checks.Tasks) Write(await check);
        foreach (var missing in Missing(found)) WriteError(NotFound(missing, ns), missing);
    }

    private async Task<HiveMQBroker> CheckAsync(BrokerSessions sessions, BrokerWorkload broker, BrokerTarget cluster, CancellationToken cancel)
    {
        var target = broker.In(cluster);
        return new HiveMQBroker(broker, target, cluster.Context!, await RestApiProbe.ProblemAsync(sessions, broker, target, Folder, Log, cancel));
    }

    // The next command may select only the brokers that respond: a slow one is not dropped without a warning.
    private void Write(HiveMQBroker broker)
    {
        if (broker.Problem == RestApiProbe.TimedOut) WriteWarning($"The broker {broker} did not respond within {RestApiProbe.Limit.TotalSeconds:0} s; it is unknown whether it works.");
        WriteObject(broker);
    }

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
