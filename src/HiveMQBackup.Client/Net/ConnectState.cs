namespace HiveMQBackup.Client.Net;

/// <summary>Remembers for a request whether its connection, TLS included, is still being opened: then the server has not seen it.</summary>
internal static class ConnectState
{
    private static readonly HttpRequestOptionsKey<bool> Key = new("HiveMQBackup.Connecting");

    /// <summary>Tracks the connections of a handler whose ConnectCallback is set.</summary>
    internal static void Track(SocketsHttpHandler handler)
    {
        var connect = handler.ConnectCallback!;
        handler.ConnectCallback = (context, cancel) =>
        {
            context.InitialRequestMessage.Options.Set(Key, true);
            return connect(context, cancel);
        };
        handler.PlaintextStreamFilter = (context, _) =>
        {
            context.InitialRequestMessage.Options.Set(Key, false);
            return ValueTask.FromResult(context.PlaintextStream);
        };
    }

    /// <summary>Whether there is no connection yet.</summary>
    internal static bool IsConnecting(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var connecting) && connecting;
}
