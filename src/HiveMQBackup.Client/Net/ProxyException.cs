namespace HiveMQBackup.Client.Net;

/// <summary>A proxy did not open a connection to a server. Names the proxy without its credentials.</summary>
/// <param name="proxy">The proxy.</param>
/// <param name="what">What the proxy did, as the rest of a sentence.</param>
/// <param name="isTransient">Whether the same attempt may succeed a little later.</param>
internal sealed class ProxyException(ProxyServer proxy, string what, bool isTransient) : IOException($"the proxy {proxy} {what}")
{
    /// <summary>Whether the same attempt may succeed a little later; with wrong credentials it only locks an account.</summary>
    internal bool IsTransient => isTransient;

    /// <summary>Where the proxy is configured.</summary>
    internal ErrorCause Cause => new ErrorCause.Proxy(proxy.Source == ProxyServer.KubeConfigSource ? null : proxy.Source);

    /// <summary>The failed proxy behind another error, or null.</summary>
    internal static ProxyException? Behind(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is ProxyException proxy) return proxy;
        }
        return null;
    }
}
