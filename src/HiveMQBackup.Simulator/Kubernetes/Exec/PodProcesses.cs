using System.Diagnostics;

namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>The processes that run in a pod, so that they end with it. Thread-safe.</summary>
internal sealed class PodProcesses
{
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly HashSet<Process> _running = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _running.Count;
        }
    }

    public void Add(Process process)
    {
        lock (_lock)
            _running.Add(process);
    }

    public void Remove(Process process)
    {
        lock (_lock)
            _running.Remove(process);
    }

    public void Kill()
    {
        // Under the lock, so that none is disposed meanwhile.
        lock (_lock)
        {
            foreach (var process in _running)
                process.Kill(entireProcessTree: true);
            foreach (var process in _running)
                process.WaitForExit(KillLimit);
        }
    }
}
