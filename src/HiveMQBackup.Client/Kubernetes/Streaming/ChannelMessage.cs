using System.Buffers;

namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>The messages of the API server's WebSockets: each starts with its channel.</summary>
/// <remarks>Source: k8s.io/apiserver/pkg/util/wsstream.</remarks>
internal static class ChannelMessage
{
    /// <summary>The name of the subprotocol, which every version of Kubernetes supports.</summary>
    internal const string Subprotocol = "v4.channel.k8s.io";

    /// <summary>The subprotocol in messages to the user.</summary>
    internal const string Title = $"a WebSocket ({Subprotocol})";

    private const int LongestContent = 32 * 1024;

    /// <summary>Sends data on a channel. A message of its own for each piece: kubelets read frames and do not join fragments.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="data">The data.</param>
    /// <param name="send">Sends one message.</param>
    /// <param name="cancel">Ends the attempt.</param>
    internal static async ValueTask SendAsync(
        byte channel, ReadOnlyMemory<byte> data, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send, CancellationToken cancel)
    {
        var message = ArrayPool<byte>.Shared.Rent(Math.Min(data.Length, LongestContent) + 1);
        try
        {
            message[0] = channel;
            while (!data.IsEmpty)
            {
                var piece = data[..Math.Min(data.Length, LongestContent)];
                piece.CopyTo(message.AsMemory(1));
                await send(message.AsMemory(0, piece.Length + 1), cancel).ConfigureAwait(false);
                data = data[piece.Length..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
        }
    }
}
