using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Completion;

/// <summary>Completes the names of the namespace's StatefulSets, HiveMQ's first.</summary>
public sealed class StatefulSetCompleter : ClusterCompleter
{
    private protected override async Task<IEnumerable<Candidate>> CandidatesAsync(TypedCommand typed, CancellationToken cancel)
    {
        var search = typed.Sessions.Search(typed.Target, typed.Folder, Log.None);
        var sets = await search.ListStatefulSetsAsync(typed.Target.Namespace ?? search.Namespace, cancel);
        return sets.Select(set => new Candidate(set.Name, set.IsHiveMQ ? $"{set.Name}, a HiveMQ broker" : set.Name));
    }
}
