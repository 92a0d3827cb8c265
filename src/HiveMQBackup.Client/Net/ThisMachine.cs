using System.Net;

namespace HiveMQBackup.Client.Net;

/// <summary>Which hosts are this machine: what goes there never leaves it, and so never goes over a proxy.</summary>
internal static class ThisMachine
{
    private static readonly IPAddress[] IPv4 = [IPAddress.Loopback];

    // Where IPv6 is off, "::" still means this machine.
    private static readonly IPAddress[] Either = [IPAddress.IPv6Loopback, IPAddress.Loopback];

    /// <summary>Whether the address leads to this machine: localhost, loopback, or the unspecified address (0.0.0.0, [::]).</summary>
    internal static bool Is(Uri address) =>
        address.IdnHost.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.IdnHost, out var ip) && (IPAddress.IsLoopback(Plain(ip)) || InsteadOf(ip) is not null));

    /// <summary>Where to connect to for an unspecified address, which kubeconfigs of k3d name; null for every other one.</summary>
    internal static IPAddress[]? InsteadOf(IPAddress address)
    {
        var plain = Plain(address);
        return plain.Equals(IPAddress.Any) ? IPv4 : plain.Equals(IPAddress.IPv6Any) ? Either : null;
    }

    // Without the zone, and IPv4 as such.
    private static IPAddress Plain(IPAddress address)
    {
        var bare = new IPAddress(address.GetAddressBytes());
        return bare.IsIPv4MappedToIPv6 ? bare.MapToIPv4() : bare;
    }
}
