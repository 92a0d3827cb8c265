using System.Diagnostics;

namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>The processes that run in a pod, so that they end with it. Thread-safe.</summary>
internal sealed class PodProcesses
{
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly HashSet<Process> _running = [];
    private TaskCompletionSource _ended = NewEnd();

    public int Count
    {
        get
        {
            lock (_lock)
                return _running.Count;
        }
    }

    /// <summary>Ends when no process runs.</summary>
    public Task Ended
    {
        get
        {
            lock (_lock)
                return _running.Count == 0 ? Task.CompletedTask : _ended.Task;
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
        {
            if (!_running.Remove(process) || _running.Count > 0) return;
            _ended.SetResult();
            _ended = NewEnd();
        }
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

    private static TaskCompletionSource NewEnd() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
