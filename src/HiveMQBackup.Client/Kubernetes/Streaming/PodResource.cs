namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>A subresource of a pod whose requests are upgraded to a connection of their own.</summary>
/// <param name="Subresource">Its name at the API server.</param>
/// <param name="Noun">What the connection is called.</param>
/// <param name="Code">The code of an error of such a connection.</param>
public sealed record PodResource(string Subresource, string Noun, ErrorCode Code)
{
    /// <summary>TCP connections to a pod's ports.</summary>
    public static PodResource PortForward { get; } = new("portforward", "port-forward", ErrorCode.PortForwardFailed);

    /// <summary>Commands in a pod's container.</summary>
    public static PodResource Exec { get; } = new("exec", "exec session", ErrorCode.ExecFailed);

    /// <summary>The noun at the beginning of a sentence.</summary>
    internal string Title => char.ToUpperInvariant(Noun[0]) + Noun[1..];

    /// <summary>The resource that the permissions apply to.</summary>
    internal string Name => $"pods/{Subresource}";
}
