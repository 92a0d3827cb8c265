using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Completion;

/// <summary>Completes the names of the cluster's namespaces.</summary>
public sealed class NamespaceCompleter : ClusterCompleter
{
    private protected override async Task<IEnumerable<Candidate>> CandidatesAsync(TypedCommand typed, CancellationToken cancel)
    {
        var search = typed.Sessions.Search(typed.Target, typed.Folder, Log.None);
        return (await search.ListNamespacesAsync(cancel)).Order(StringComparer.Ordinal).Select(ns => new Candidate(ns));
    }
}
