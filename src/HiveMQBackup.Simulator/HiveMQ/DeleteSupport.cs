namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>How a node responds to DELETE of a backup. HiveMQ has no such call.</summary>
public enum DeleteSupport
{
    /// <summary>405, as HiveMQ responds to a method that a path does not have.</summary>
    MethodNotAllowed,

    /// <summary>404, as a gateway responds to a path and method that it does not know.</summary>
    NotFound,

    /// <summary>501.</summary>
    NotImplemented,

    /// <summary>The backup is deleted, with its folder on every node: 204.</summary>
    NoContent,

    /// <summary>The backup is deleted, with its folder on every node: 200 with the backup.</summary>
    Ok,
}
