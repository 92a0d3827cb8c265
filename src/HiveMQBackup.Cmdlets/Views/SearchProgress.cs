using System.Management.Automation;
using HiveMQBackup.Client.Brokers;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>Shown while the search for a broker takes longer than it should.</summary>
internal sealed class SearchProgress : ProgressBar
{
    internal SearchProgress(Cmdlet cmdlet, BrokerTarget target)
        : base(cmdlet, "Looking for the broker")
    {
        Show(target.Uri?.ToString() ?? $"Asking the Kubernetes API server{(target.Context is { } context ? $" of '{context}'" : "")}");
    }
}
