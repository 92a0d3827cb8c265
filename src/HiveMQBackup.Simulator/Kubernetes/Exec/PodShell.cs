namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>What a command finds in the containers of a pod. Read at every command, so it can change while the pod runs.</summary>
public sealed record PodShell
{
    /// <summary>Whether the environment variable HIVEMQ_BACKUP_FOLDER names the backup folder.</summary>
    public bool FolderVariable { get; set; } = true;

    /// <summary>Whether the pod's folder outlives the pod, as on a persistent volume; otherwise it is empty after <see cref="SimulatedPod.Delete"/>.</summary>
    public bool KeepsFolder { get; set; } = true;

    /// <summary>The commands that the image does not have, such as sha256sum; without sh, nothing runs.</summary>
    public IReadOnlyList<string> MissingCommands { get; set; } = [];

    /// <summary>How many bytes are free in the backup folder, as df says and as cat and head meet it; null: as many as on this machine.</summary>
    public long? FreeBytes { get; set; }

    /// <summary>Whether mkdir, mv, rm and their like fail, as on a file system that is mounted read-only.</summary>
    public bool ReadOnlyFolder { get; set; }
}
