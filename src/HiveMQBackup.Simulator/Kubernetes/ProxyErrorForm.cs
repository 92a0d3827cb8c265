namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>How an API server reports that its pod proxy did not reach the pod.</summary>
public enum ProxyErrorForm
{
    /// <summary>A Status object with 503, as current versions do.</summary>
    Status503,

    /// <summary>A Status object with 500, as some versions around 1.20 do.</summary>
    Status500,

    /// <summary>Plain text with 503, as versions before 1.20 do.</summary>
    PlainText,
}
