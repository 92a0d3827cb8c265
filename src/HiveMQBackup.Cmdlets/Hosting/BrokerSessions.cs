using HiveMQBackup.Client;
using HiveMQBackup.Client.Broker;
using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Cmdlets.Hosting;

/// <summary>The brokers that this process is connected to. A broker is looked for once, and again when its kubeconfig changes.</summary>
internal static class BrokerSessions
{
    private static readonly Dictionary<(BrokerTarget, KubeConfigSource?), BrokerSession> Open = [];

    /// <summary>The session for a target; opened if there is none yet.</summary>
    /// <exception cref="HiveMQBackupException">The broker cannot be found or reached.</exception>
    internal static async Task<BrokerSession> GetAsync(BrokerTarget target, string folder, CancellationToken cancel)
    {
        var source = target.Uri is null ? KubeConfigSource.Find(target.KubeConfig, folder, Environment.GetEnvironmentVariable) : null;
        lock (Open)
        {
            if (Open.TryGetValue((target, source), out var known)) return known;
        }
        var opened = await BrokerSession.OpenAsync(target, source, TimeProvider.System, cancel).ConfigureAwait(false);
        return Keep((target, source), opened);
    }

    private static BrokerSession Keep((BrokerTarget, KubeConfigSource?) key, BrokerSession opened)
    {
        lock (Open)
        {
            // Another runspace may have been faster.
            if (Open.TryGetValue(key, out var known))
            {
                opened.Dispose();
                return known;
            }
            // The objects that come from it lead to the same session.
            Open.TryAdd((opened.Remembered, key.Item2), opened);
            return Open[key] = opened;
        }
    }

    /// <summary>Closes all connections.</summary>
    internal static void CloseAll()
    {
        lock (Open)
        {
            foreach (var session in Open.Values.Distinct()) session.Dispose();
            Open.Clear();
        }
    }
}
