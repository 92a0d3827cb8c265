namespace HiveMQBackup.Simulator;

/// <summary>Which paths and field names a HiveMQ node speaks.</summary>
public enum Dialect
{
    /// <summary>The published description of the HiveMQ REST API, 4.30.</summary>
    Published,

    /// <summary>The paths and names of the plan that the project was started from.</summary>
    Plan,
}
