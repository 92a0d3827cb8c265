using System.Net.WebSockets;

namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>What a WebSocket to a pod carries.</summary>
/// <typeparam name="T">The connection.</typeparam>
/// <param name="Name">Its name in the upgrade.</param>
/// <param name="Title">The protocol of such a connection, for messages.</param>
/// <param name="Open">Takes over the upgraded connection.</param>
internal sealed record WebSocketSubprotocol<T>(string Name, string Title, Func<WebSocket, CancellationToken, Task<T>> Open);
