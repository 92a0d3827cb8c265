using System.Net;

namespace HiveMQBackup.Client.Net;

/// <summary>The IP addresses behind the host of a URL.</summary>
internal static class HostAddresses
{
    /// <summary>The addresses to connect to, in the order in which they are tried.</summary>
    /// <param name="host">A name, or an IP address without brackets; the zone of an IPv6 address as URLs spell it (fe80::1%25eth0), or bare.</param>
    /// <param name="cancel">Ends the lookup.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The name cannot be resolved.</exception>
    internal static async Task<IPAddress[]> FindAsync(string host, CancellationToken cancel)
    {
        if (IPAddress.TryParse(host.Replace("%25", "%", StringComparison.Ordinal), out var address)) return ThisMachine.InsteadOf(address) ?? [address];
        return await Dns.GetHostAddressesAsync(host, cancel).ConfigureAwait(false);
    }
}
