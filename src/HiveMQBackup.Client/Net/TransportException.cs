namespace HiveMQBackup.Client.Net;

/// <summary>The connection to a node failed, and its transport knows why.</summary>
/// <param name="message">The transport's reason.</param>
/// <param name="inner">The cause, if there is one.</param>
public abstract class TransportException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>The code of such an error.</summary>
    public abstract ErrorCode Code { get; }

    /// <summary>What the transport is called.</summary>
    public abstract string Transport { get; }

    /// <summary>Whether the node itself is the cause: nothing listens on the port there, or what listens has ended the connection.</summary>
    public virtual bool IsFromNode => false;

    /// <summary>Whether nothing has reached the node, since there was no connection to its port.</summary>
    public virtual bool IsNotConnected => false;
}
