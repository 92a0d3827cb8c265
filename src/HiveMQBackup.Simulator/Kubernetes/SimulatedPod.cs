using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes.Exec;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A pod with a HiveMQ node in it. Thread-safe.</summary>
public sealed class SimulatedPod
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly HashSet<HttpContext> _tunnels = [];
    private DateTimeOffset? _deletionTimestamp;
    private volatile bool _ready = true;
    private volatile bool _exists = true;
    private volatile string _phase = "Running";

    internal SimulatedPod(string name, string ns, PodOptions options, HiveMQNode node, TimeProvider time)
    {
        Name = name;
        Namespace = ns;
        Labels = options.LabelsOrDefault();
        Ports = [.. options.Ports];
        ApiPortNumber = options.ApiPortNumber;
        Node = node;
        Shell = options.Shell with { };
        Folder = new PodFolder(name);
        _time = time;
        CreatedAt = time.GetUtcNow();
    }

    /// <summary>The pod's name.</summary>
    public string Name { get; }

    /// <summary>The pod's namespace.</summary>
    public string Namespace { get; }

    /// <summary>The pod's labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; internal init; }

    /// <summary>The ports that the pod's containers declare.</summary>
    public IReadOnlyList<ContainerPort> Ports { get; }

    /// <summary>The port that leads to the node.</summary>
    public int ApiPortNumber { get; }

    /// <summary>The HiveMQ node in the pod.</summary>
    public HiveMQNode Node { get; }

    /// <summary>What commands find in the pod.</summary>
    public PodShell Shell { get; }

    /// <summary>How many commands run in the pod.</summary>
    public int RunningCommands => Processes.Count;

    /// <summary>Ends when no command runs in the pod, one whose client has closed the connection included.</summary>
    public Task CommandsEnded => Processes.Ended;

    /// <summary>The folder that stands for the backup folder of the pod's broker.</summary>
    public string BackupFolder
    {
        get
        {
            EnsureFolder();
            return Folder.Backups;
        }
    }

    /// <summary>Whether the pod's Ready condition is true.</summary>
    public bool Ready { get => _ready; set => _ready = value; }

    /// <summary>The pod's phase; a Pending pod has no host, so nothing can be forwarded to it.</summary>
    public string Phase { get => _phase; set => _phase = value; }

    /// <summary>Since when the pod is being deleted; null: it is not.</summary>
    public DateTimeOffset? DeletionTimestamp
    {
        get
        {
            lock (_lock)
                return _deletionTimestamp;
        }
        set
        {
            lock (_lock)
                _deletionTimestamp = value;
        }
    }

    /// <summary>Whether the pod exists: <see cref="Delete"/> has not been called, or <see cref="Recreate"/> has since.</summary>
    public bool Exists => _exists;

    internal PodFolder Folder { get; }

    internal PodProcesses Processes { get; } = new();

    internal string Uid { get; private set; } = Guid.NewGuid().ToString();

    internal DateTimeOffset CreatedAt { get; private set; }

    internal OwnerReference? Owner { get; set; }

    internal string IP { get; init; } = "10.244.0.2";

    /// <summary>Whether the pod is ready: Running, Ready, and not being deleted.</summary>
    internal bool IsServing => Exists && Ready && Phase == "Running" && DeletionTimestamp is null;

    /// <summary>Deletes the pod: it is no longer listed, its tunnels are reset and its node no longer responds.</summary>
    public void Delete()
    {
        lock (_lock)
        {
            _exists = false;
            foreach (var tunnel in _tunnels)
                tunnel.Abort();
        }
        Node.Unplug();
        Processes.Kill();
        if (!Shell.KeepsFolder) Folder.Empty();
    }

    /// <summary>Recreates a deleted pod under its name, as a StatefulSet does, with a new uid.</summary>
    public void Recreate()
    {
        lock (_lock)
        {
            _deletionTimestamp = null;
            Uid = Guid.NewGuid().ToString();
            CreatedAt = _time.GetUtcNow();
        }
        Ready = true;
        Phase = "Running";
        Node.PlugIn();
        _exists = true;
    }

    /// <summary>Makes the pod's folder, with the folders of the backups that the node has.</summary>
    internal void EnsureFolder()
    {
        Folder.EnsureCreated();
        // The store brings the folders up to date whenever it is read.
        Node.Backups.List();
    }

    /// <summary>Ends the pod's commands and deletes its folder.</summary>
    internal void Dispose()
    {
        Processes.Kill();
        Folder.Dispose();
    }

    /// <summary>Adds a tunnel to the pod's, so that it breaks with the pod; false: the pod is deleted.</summary>
    internal bool TryEnter(HttpContext tunnel)
    {
        lock (_lock)
            return _exists && _tunnels.Add(tunnel);
    }

    internal void Exit(HttpContext tunnel)
    {
        lock (_lock)
            _tunnels.Remove(tunnel);
    }
}

/// <summary>The controller that a pod belongs to.</summary>
internal sealed record OwnerReference(string Kind, string Name, string Uid);
