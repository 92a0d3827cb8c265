using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Tests.Support;

/// <summary>How a port-forward gets to a cluster.</summary>
public enum PortForwardWay
{
    /// <summary>Directly, as kubectl's always did.</summary>
    Spdy,

    /// <summary>Behind a proxy without SPDY, to Kubernetes 1.31 or later.</summary>
    SpdyInWebSocket,

    /// <summary>Behind a proxy without SPDY, to an older cluster.</summary>
    Channels,
}

internal static class PortForwardWayExtensions
{
    extension(PortForwardWay way)
    {
        /// <summary>The protocol in a verbose message.</summary>
        public string Title => way switch
        {
            PortForwardWay.Spdy => "SPDY",
            PortForwardWay.SpdyInWebSocket => "SPDY in a WebSocket",
            _ => "a WebSocket (v4.channel.k8s.io)",
        };

        /// <summary>Makes a cluster such that this is the only way.</summary>
        public SimulatedClusterOptions ApplyTo(SimulatedClusterOptions options)
        {
            options.Spdy = way == PortForwardWay.Spdy ? SpdySupport.Taken : SpdySupport.RefusedByProxy;
            if (way == PortForwardWay.Channels) options.Subprotocols = [PortForwardSubprotocols.Channels];
            return options;
        }
    }
}
