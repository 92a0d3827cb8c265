using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;

namespace HiveMQBackup.Cmdlets;

/// <summary>A broker in a cluster. It remembers the connection and the credentials for the next command in the pipeline.</summary>
public sealed class HiveMQBroker
{
    internal HiveMQBroker(BrokerWorkload workload, BrokerTarget target, string context, string? problem)
    {
        Target = target;
        Name = TerminalText.Shorten(workload.Name);
        Namespace = TerminalText.Shorten(workload.Namespace);
        Context = TerminalText.Shorten(context);
        Kind = workload.Kind;
        Replicas = workload.Replicas;
        ReadyPods = workload.ReadyPods;
        ApiPort = workload.ApiPort;
        Answers = problem is null;
        Problem = problem is null ? null : TerminalText.Shorten(problem);
    }

    /// <summary>A broker of which only the properties are left.</summary>
    internal HiveMQBroker(string name, string ns, string context, string kind) => (Name, Namespace, Context, Kind) = (name, ns, context, kind);

    /// <summary>The name of the StatefulSet or Deployment.</summary>
    public string Name { get; }

    /// <summary>The namespace.</summary>
    public string Namespace { get; }

    /// <summary>The kubeconfig's context.</summary>
    public string Context { get; }

    /// <summary>StatefulSet or Deployment.</summary>
    public string Kind { get; }

    /// <summary>How many pods are requested.</summary>
    public int Replicas { get; }

    /// <summary>How many pods are ready.</summary>
    public int ReadyPods { get; }

    /// <summary>The container port of the REST API, or null if none looks like it.</summary>
    public int? ApiPort { get; }

    /// <summary>Whether the REST API has responded with a list of backups.</summary>
    public bool Answers { get; }

    /// <summary>Why it has not, in a few words, or null.</summary>
    public string? Problem { get; }

    /// <summary>The broker and its credentials; null if only the properties are left.</summary>
    internal BrokerTarget? Target { get; }

    /// <summary>Namespace and name.</summary>
    public override string ToString() => $"{Namespace}/{Name}";
}
