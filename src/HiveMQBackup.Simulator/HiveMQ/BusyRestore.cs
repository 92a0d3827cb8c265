namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>How a node responds to a restore while another backup or restore runs. HiveMQ documents neither.</summary>
public enum BusyRestore
{
    /// <summary>200, and the restore has failed: by analogy with the documented behavior of a second backup.</summary>
    Fails,

    /// <summary>409, and the backup stays as it is.</summary>
    Conflict,

    /// <summary>503, and the backup stays as it is.</summary>
    Unavailable,
}
