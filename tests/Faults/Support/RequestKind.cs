namespace HiveMQBackup.Faults.Support;

/// <summary>What a request to a node is for.</summary>
internal enum RequestKind
{
    List,
    Create,
    Restore,
    One,
    File,
}
