using HiveMQBackup.Client.Kubernetes.Config;

namespace HiveMQBackup.Cmdlets.Completion;

/// <summary>Completes the kubeconfig's contexts. Sends no request to the cluster.</summary>
public sealed class ContextCompleter : ClusterCompleter
{
    private protected override Task<IEnumerable<Candidate>> CandidatesAsync(TypedCommand typed, CancellationToken cancel)
    {
        var source = typed.Target.FindKubeConfig(typed.Folder, Environment.GetEnvironmentVariable);
        var config = KubeConfig.Load(source);
        return Task.FromResult(config.Contexts.Select(name => new Candidate(name, name == config.CurrentContext ? $"{name}, the current one" : name)));
    }
}
