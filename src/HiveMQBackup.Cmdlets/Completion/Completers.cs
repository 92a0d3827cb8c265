using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using HiveMQBackup.Client;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets.Completion;

/// <summary>Completes the ids of the broker's backups, newest first.</summary>
public sealed class BackupIdCompleter : ClusterCompleter
{
    private protected override async Task<IEnumerable<Candidate>> CandidatesAsync(TypedCommand typed, CancellationToken cancel)
    {
        var session = await typed.Sessions.GetAsync(typed.Target, typed.Folder, Log.None, cancel);
        var backups = await session.Api.ListBackupsAsync(cancel);
        return backups.Select(backup => new Candidate(
            backup.Id,
            string.Join(", ", new[] { BackupView.Time(backup.CreatedAt), BackupView.Size(backup.Bytes), backup.State }.Where(t => t.Length > 0))));
    }
}

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

/// <summary>Completes the names of the cluster's namespaces.</summary>
public sealed class NamespaceCompleter : ClusterCompleter
{
    private protected override async Task<IEnumerable<Candidate>> CandidatesAsync(TypedCommand typed, CancellationToken cancel)
    {
        var search = typed.Sessions.Search(typed.Target, typed.Folder, Log.None);
        return (await search.ListNamespacesAsync(cancel)).Order(StringComparer.Ordinal).Select(ns => new Candidate(ns));
    }
}

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

/// <summary>Completes the names of the known states.</summary>
public sealed class StateCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        BackupState.All
            .Where(state => state.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
            .Select(state => new CompletionResult(state));
}
