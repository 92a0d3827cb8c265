using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Completion;

/// <summary>Completes the names of the brokers in a namespace.</summary>
public sealed class BrokerCompleter : ClusterCompleter
{
    private protected override async Task<IEnumerable<Candidate>> CandidatesAsync(TypedCommand typed, CancellationToken cancel)
    {
        var search = typed.Sessions.Search(typed.Target, typed.Folder, Log.None);
        var brokers = await search.ListBrokersAsync(typed.Target.Namespace ?? search.Namespace, cancel);
        return brokers.Select(broker => new Candidate(broker.Name, $"{broker.Kind} {broker.Namespace}/{broker.Name}, {broker.ReadyPods} of {broker.Replicas} pods ready"));
    }
}
