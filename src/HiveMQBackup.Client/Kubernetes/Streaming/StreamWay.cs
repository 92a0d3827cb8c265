namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>How a connection to a pod is requested.</summary>
internal enum StreamWay
{
    /// <summary>Requires the permission to create, as kubectl's always did.</summary>
    SpdyByPost,

    /// <summary>Requires the permission to get, and from Kubernetes 1.35 on to create as well.</summary>
    SpdyByGet,

    /// <summary>By GET as well; for clusters behind a proxy that does not let SPDY through. The API server selects what the WebSocket carries.</summary>
    WebSocket,
}
