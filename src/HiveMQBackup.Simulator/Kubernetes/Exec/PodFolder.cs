namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>The file system of a pod: a temporary folder, made when it is needed first.</summary>
internal sealed class PodFolder : IDisposable
{
    public PodFolder(string pod)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"hivemq-simulator-{pod}-{Guid.NewGuid():N}");
        Backups = System.IO.Path.Combine(Path, "backup");
    }

    public string Path { get; }

    /// <summary>The backup folder in it.</summary>
    public string Backups { get; }

    public void EnsureCreated() => Directory.CreateDirectory(Backups);

    public void Empty()
    {
        if (!Directory.Exists(Path)) return;
        Directory.Delete(Path, recursive: true);
        EnsureCreated();
    }

    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
