namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>Which paths and field names a HiveMQ node speaks.</summary>
public enum RestDialect
{
    /// <summary>The published description of the HiveMQ REST API, 4.30.</summary>
    Published,

    /// <summary>The state and the file lie below the backup, as some gateways offer them.</summary>
    Nested,
}
