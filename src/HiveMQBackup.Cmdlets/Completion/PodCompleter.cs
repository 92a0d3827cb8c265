using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Completion;

/// <summary>Completes the names of the brokers' pods.</summary>
public sealed class PodCompleter : ClusterCompleter
{
    private protected override async Task<IEnumerable<Candidate>> CandidatesAsync(TypedCommand typed, CancellationToken cancel)
    {
        var search = typed.Sessions.Search(typed.Target, typed.Folder, Log.None);
        var pods = await search.ListPodsAsync(typed.Target.Namespace ?? search.Namespace, cancel);
        return pods.Select(pod => new Candidate(pod.Name, $"{pod.Name} is {pod.Condition ?? "ready"}; ports: {string.Join(", ", pod.Ports)}"));
    }
}
