using System.Net;
using System.Text;

namespace HiveMQBackup.Client.Net;

/// <summary>A tunnel through an HTTP proxy (RFC 9110, 9.3.6).</summary>
/// <remarks>.NET's own sends the credentials only after a 407, and its exceptions name the proxy with its password.</remarks>
internal static class HttpTunnel
{
    private const int LongestHead = 16 * 1024;

    /// <summary>Requests the tunnel; later reads from the connection return the server's data.</summary>
    /// <exception cref="ProxyException">The proxy refused it.</exception>
    internal static async Task OpenAsync(Stream connection, ProxyServer proxy, DnsEndPoint server, CancellationToken cancel)
    {
        var authority = $"{(server.Host.Contains(':', StringComparison.Ordinal) ? $"[{server.Host}]" : server.Host)}:{server.Port}";
        var request = new StringBuilder($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: {UserAgent.Value}\r\n");
        if (proxy.Authorization is { } authorization) request.Append("Proxy-Authorization: ").Append(authorization).Append("\r\n");
        await connection.WriteAsync(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()), cancel).ConfigureAwait(false);
        await connection.FlushAsync(cancel).ConfigureAwait(false);
        // "HTTP/1.1 200 Connection established".
        var status = await ReadStatusLineAsync(connection, proxy, cancel).ConfigureAwait(false);
        if (status.Split(' ', 3) is not [var version, var code, ..] || !version.StartsWith("HTTP/1.", StringComparison.Ordinal) || !int.TryParse(code, out var number))
        {
            throw new ProxyException(proxy, $"responded with something other than HTTP: {TerminalText.Shorten(status, 100)}", isTransient: false);
        }
        if (number is < 200 or > 299) throw Refused(proxy, authority, number, status[(version.Length + 1)..]);
    }

    /// <summary>The error for a status that is not a success.</summary>
    internal static ProxyException Refused(ProxyServer proxy, string authority, int status, string message) =>
        new(proxy, $"refused the connection to {authority}: {TerminalText.Shorten(message.Trim())}", isTransient: status >= 500);

    // Byte by byte: what follows the head belongs to the server.
    private static async Task<string> ReadStatusLineAsync(Stream connection, ProxyServer proxy, CancellationToken cancel)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!EndsWithEmptyLine(head))
        {
            if (head.Length >= LongestHead) throw new ProxyException(proxy, "responded with headers that do not end", isTransient: false);
            if (await connection.ReadAsync(one, cancel).ConfigureAwait(false) == 0) throw new ProxyException(proxy, "ended the connection without a response", isTransient: true);
            head.Append((char)one[0]);
        }
        return head.ToString().Split('\n', 2)[0].TrimEnd('\r');
    }

    private static bool EndsWithEmptyLine(StringBuilder head) =>
        head is { Length: > 1 } && head[^1] == '\n' && (head[^2] == '\n' || (head.Length > 2 && head[^2] == '\r' && head[^3] == '\n'));
}
