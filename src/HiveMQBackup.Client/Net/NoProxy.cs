using System.Globalization;
using System.Net;

namespace HiveMQBackup.Client.Net;

/// <summary>The servers that NO_PROXY exempts from the environment's proxies, by Go's rules.</summary>
internal sealed class NoProxy
{
    private readonly List<Func<Server, bool>> _rules = [];

    /// <summary>A server as the rules see it.</summary>
    private readonly record struct Server(string Host, string Port, IPAddress? Ip);

    /// <param name="list">Entries separated by commas: *, IP addresses, CIDR ranges and domains; all but ranges may name a port.</param>
    internal NoProxy(string list)
    {
        foreach (var entry in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Rule(entry.ToLowerInvariant()) is { } rule) _rules.Add(rule);
        }
    }

    /// <summary>Whether an http or https address is to be reached directly.</summary>
    internal bool Covers(Uri address)
    {
        var host = address.IdnHost.ToLowerInvariant();
        var server = new Server(host, address.Port.ToString(CultureInfo.InvariantCulture), GoAddress.Parse(host));
        return _rules.Any(rule => rule(server));
    }

    private static Func<Server, bool>? Rule(string entry)
    {
        if (entry == "*") return _ => true;
        if (GoAddress.Range(entry) is { } range) return server => server.Ip is { } ip && range(ip);
        var (host, port) = Split(entry);
        if (host.Length == 0) return null;
        if (GoAddress.Parse(host) is { } address) return server => address.Equals(server.Ip) && IsPort(server, port);
        return Domain(host, port);
    }

    private static bool IsPort(Server server, string port) => port.Length == 0 || port == server.Port;

    // "example.com" means itself and what lies below it, ".example.com" and "*.example.com" only what lies below.
    private static Func<Server, bool> Domain(string host, string port)
    {
        if (host.StartsWith("*.", StringComparison.Ordinal)) host = host[1..];
        var isBelowOnly = host[0] == '.';
        var name = Ascii(isBelowOnly ? host[1..] : host);
        return server => IsPort(server, port)
            && (server.Host.EndsWith("." + name, StringComparison.Ordinal) || (!isBelowOnly && server.Host == name));
    }

    // A colon in a bare IPv6 address is not the one before a port.
    private static (string Host, string Port) Split(string entry)
    {
        var colon = entry.LastIndexOf(':');
        if (colon < 0) return (entry, "");
        var host = entry[..colon];
        if (host is ['[', .. var address, ']']) return (address, entry[(colon + 1)..]);
        return host.AsSpan().IndexOfAny(":[]") < 0 ? (host, entry[(colon + 1)..]) : (entry, "");
    }

    private static string Ascii(string name)
    {
        try
        {
            return name.All(char.IsAscii) ? name : new IdnMapping().GetAscii(name);
        }
        catch (ArgumentException)
        {
            // Not a name that any server can have; it matches nothing.
            return name;
        }
    }
}
