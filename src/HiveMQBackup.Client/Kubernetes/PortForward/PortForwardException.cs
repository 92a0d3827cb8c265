using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.PortForward;

/// <summary>The port-forward to a pod failed. The message contains the API server's or kubelet's own message.</summary>
public abstract class PortForwardException(string message, Exception? inner = null) : TransportException(message, inner)
{
    /// <inheritdoc/>
    public override ErrorCode Code => ErrorCode.PortForwardFailed;

    /// <inheritdoc/>
    public override string Transport => "port-forward";
}

/// <summary>The API server, or a proxy before it, refused the upgrade to a port-forward.</summary>
/// <param name="message">What was refused by which server, and its message.</param>
/// <param name="about">What the refusal is about.</param>
public sealed class PortForwardRefusedException(string message, RefusalAbout about) : PortForwardException(message)
{
    /// <summary>What the refusal is about.</summary>
    public RefusalAbout About { get; } = about;
}

/// <summary>The API server refused a port-forward because a permission is missing.</summary>
/// <param name="message">The API server's message.</param>
/// <param name="verb">The verb on pods/portforward that is missing.</param>
public sealed class PortForwardForbiddenException(string message, string verb) : PortForwardException(message)
{
    /// <summary>The verb on pods/portforward that is missing.</summary>
    public string Verb { get; } = verb;
}

/// <summary>Neither a tunnel nor a refusal came within the time limit.</summary>
public sealed class PortForwardTimeoutException(string message) : PortForwardException(message);

/// <summary>The kubelet reported an error on channel 1; the tunnel is lost.</summary>
public sealed class PortForwardErrorException(string message) : PortForwardException(message)
{
    /// <inheritdoc/>
    public override bool IsFromNode => true;
}

/// <summary>The connection ended without the close frame that marks an end of stream, or before there was a response.</summary>
public sealed class PortForwardBrokenException(string message, Exception? inner = null) : PortForwardException(message, inner);
