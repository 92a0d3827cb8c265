using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HiveMQBackup.Client.Net;

/// <summary>A tunnel through a SOCKS5 proxy (RFC 1928, RFC 1929); the proxy resolves names.</summary>
/// <remarks>.NET's own does not know the scheme socks5h, and its exceptions do not name the proxy.</remarks>
internal static class SocksTunnel
{
    private const byte Version = 5;
    private const byte WithoutAuthentication = 0;
    private const byte UserAndPassword = 2;
    private const byte AuthenticationVersion = 1;
    private const byte Connect = 1;
    private const byte IPv4 = 1;
    private const byte Name = 3;
    private const byte IPv6 = 4;

    /// <summary>Requests the tunnel; later reads from the connection return the server's data.</summary>
    /// <exception cref="ProxyException">The proxy refused it.</exception>
    internal static async Task OpenAsync(Stream connection, ProxyServer proxy, DnsEndPoint server, CancellationToken cancel)
    {
        byte[] hello = proxy.Credential is null ? [Version, 1, WithoutAuthentication] : [Version, 2, WithoutAuthentication, UserAndPassword];
        var chosen = await ExchangeAsync(connection, hello, 2, cancel).ConfigureAwait(false);
        EnsureSocks(proxy, chosen[0]);
        if (chosen[1] == UserAndPassword && proxy.Credential is { } credential) await AuthenticateAsync(connection, proxy, credential, cancel).ConfigureAwait(false);
        else if (chosen[1] != WithoutAuthentication) throw new ProxyException(proxy, proxy.Credential is null ? "requires a user and password" : "accepts no user and password", isTransient: false);
        var reply = await ExchangeAsync(connection, Request(proxy, server), 4, cancel).ConfigureAwait(false);
        EnsureSocks(proxy, reply[0]);
        if (reply[1] != 0) throw new ProxyException(proxy, $"refused the connection to {server.Host}:{server.Port}: {Reason(reply[1])}", isTransient: reply[1] != 2);
        // The address that the proxy connected from, which says nothing here, and its port.
        var address = reply[3] switch { IPv4 => 4, IPv6 => 16, _ => (await ReadAsync(connection, 1, cancel).ConfigureAwait(false))[0] };
        await ReadAsync(connection, address + 2, cancel).ConfigureAwait(false);
    }

    private static async Task AuthenticateAsync(Stream connection, ProxyServer proxy, ProxyCredential credential, CancellationToken cancel)
    {
        if (credential.User.Length is 0 or > 255 || credential.Password.Length > 255) throw new ProxyException(proxy, "accepts a user of 1 to 255 bytes and a password of at most 255", isTransient: false);
        byte[] request = [AuthenticationVersion, (byte)credential.User.Length, .. credential.User, (byte)credential.Password.Length, .. credential.Password];
        var reply = await ExchangeAsync(connection, request, 2, cancel).ConfigureAwait(false);
        if (reply[1] != 0) throw new ProxyException(proxy, "rejects the user and password", isTransient: false);
    }

    private static byte[] Request(ProxyServer proxy, DnsEndPoint server)
    {
        byte[] port = [0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(port, (ushort)server.Port);
        if (IPAddress.TryParse(server.Host, out var ip))
        {
            return [Version, Connect, 0, ip.AddressFamily == AddressFamily.InterNetwork ? IPv4 : IPv6, .. ip.GetAddressBytes(), .. port];
        }
        var name = Encoding.ASCII.GetBytes(server.Host);
        if (name.Length > 255) throw new ProxyException(proxy, "accepts no host name of more than 255 bytes", isTransient: false);
        return [Version, Connect, 0, Name, (byte)name.Length, .. name, .. port];
    }

    private static async Task<byte[]> ExchangeAsync(Stream connection, byte[] request, int length, CancellationToken cancel)
    {
        await connection.WriteAsync(request, cancel).ConfigureAwait(false);
        return await ReadAsync(connection, length, cancel).ConfigureAwait(false);
    }

    private static async Task<byte[]> ReadAsync(Stream connection, int length, CancellationToken cancel)
    {
        var bytes = new byte[length];
        await connection.ReadExactlyAsync(bytes, cancel).ConfigureAwait(false);
        return bytes;
    }

    private static void EnsureSocks(ProxyServer proxy, byte version)
    {
        if (version != Version) throw new ProxyException(proxy, "responded with something other than SOCKS5", isTransient: false);
    }

    private static string Reason(byte code) => code switch
    {
        1 => "general failure",
        2 => "not allowed by the proxy's rules",
        3 => "network unreachable",
        4 => "host unreachable",
        5 => "connection refused",
        6 => "time to live expired",
        _ => $"code {code}",
    };
}
