using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>A connection to a pod failed. The message contains the API server's or kubelet's own message.</summary>
public abstract class PodStreamException(PodResource resource, string message, Exception? inner = null) : TransportException(message, inner)
{
    /// <inheritdoc/>
    public override ErrorCode Code => resource.Code;

    /// <inheritdoc/>
    public override string Transport => resource.Noun;
}

/// <summary>The API server, or a proxy before it, refused the upgrade to a connection to a pod.</summary>
/// <param name="resource">The kind of the connection.</param>
/// <param name="message">What was refused by which server, and its message.</param>
/// <param name="about">What the refusal is about.</param>
public sealed class PodStreamRefusedException(PodResource resource, string message, RefusalAbout about) : PodStreamException(resource, message)
{
    /// <summary>What the refusal is about.</summary>
    public RefusalAbout About { get; } = about;
}

/// <summary>The API server refused a connection to a pod because a permission is missing.</summary>
/// <param name="resource">The kind of the connection.</param>
/// <param name="message">The API server's message.</param>
/// <param name="verb">The missing verb on the pod's subresource.</param>
public sealed class PodStreamForbiddenException(PodResource resource, string message, string verb) : PodStreamException(resource, message)
{
    /// <summary>The missing verb on the pod's subresource.</summary>
    public string Verb { get; } = verb;
}

/// <summary>Neither a connection nor a refusal came within the time limit.</summary>
public sealed class PodStreamTimeoutException(PodResource resource, string message) : PodStreamException(resource, message);

/// <summary>The kubelet reported an error; the connection is lost.</summary>
public sealed class PodStreamErrorException(PodResource resource, string message) : PodStreamException(resource, message)
{
    // Of Go's net.Dial in containerd and CRI-O, and of socat in Docker.
    private static readonly string[] Connecting = [" dial tcp", " E connect("];

    /// <inheritdoc/>
    public override bool IsFromNode => true;

    /// <inheritdoc/>
    public override bool IsNotConnected => Connecting.Any(words => Message.Contains(words, StringComparison.Ordinal));
}

/// <summary>The connection ended without the close frame that marks an end of stream, or before there was a response.</summary>
public sealed class PodStreamBrokenException(PodResource resource, string message, Exception? inner = null) : PodStreamException(resource, message, inner);
