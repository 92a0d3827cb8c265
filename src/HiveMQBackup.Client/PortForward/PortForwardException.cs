namespace HiveMQBackup.Client.PortForward;

/// <summary>The port-forward to a pod failed. The message carries the API server's or kubelet's own words.</summary>
public abstract class PortForwardException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>The API server, or something before it, refused the upgrade to a port-forward.</summary>
/// <param name="message">Who refused what, and the words of the refusal.</param>
/// <param name="mayBeItsProtocol">Whether another protocol might be taken.</param>
public sealed class PortForwardRefusedException(string message, bool mayBeItsProtocol) : PortForwardException(message)
{
    /// <summary>
    /// Whether another protocol might be taken: the API server calls the request a bad one, as it does where a proxy has dropped
    /// the upgrade, or it was not the API server that refused.
    /// </summary>
    public bool MayBeItsProtocol { get; } = mayBeItsProtocol;
}

/// <summary>The kubelet reported an error on channel 1; the tunnel is dead.</summary>
public sealed class PortForwardErrorException(string message) : PortForwardException(message);

/// <summary>The connection ended without the close frame that marks an end of stream.</summary>
public sealed class PortForwardBrokenException(string message, Exception? inner = null) : PortForwardException(message, inner);
