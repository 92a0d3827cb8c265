namespace HiveMQBackup.Client.PortForward;

/// <summary>The port-forward to a pod failed. The message carries the API server's or kubelet's own words.</summary>
public abstract class PortForwardException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>The API server refused the upgrade to a WebSocket.</summary>
public sealed class PortForwardRefusedException(int statusCode, string message) : PortForwardException(message)
{
    /// <summary>The HTTP status of the refusal: 401, 403, 404, 500 and so on.</summary>
    public int StatusCode { get; } = statusCode;
}

/// <summary>The kubelet reported an error on channel 1; the tunnel is dead.</summary>
public sealed class PortForwardErrorException(string message) : PortForwardException(message);

/// <summary>The connection ended without the close frame that marks an end of stream.</summary>
public sealed class PortForwardBrokenException(string message, Exception? inner = null) : PortForwardException(message, inner);
