namespace HiveMQBackup.Client.Net;

/// <summary>Which proxy the environment names for a server: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, by the rules of Go and so of kubectl.</summary>
/// <remarks>Source: https://pkg.go.dev/golang.org/x/net/http/httpproxy</remarks>
internal static class ProxyEnvironment
{
    private static readonly string[] Https = ["HTTPS_PROXY", "https_proxy"];
    private static readonly string[] Http = ["HTTP_PROXY", "http_proxy"];
    private static readonly string[] Direct = ["NO_PROXY", "no_proxy"];
    private static readonly string[] Cgi = ["REQUEST_METHOD"];

    /// <summary>The names of all variables that are read.</summary>
    internal static IReadOnlyList<string> Variables { get; } = [.. Https, .. Http, .. Direct, .. Cgi];

    /// <summary>The proxy for a server in the current environment; null if the server is reached directly.</summary>
    /// <param name="server">An http or https address.</param>
    /// <param name="log">Receives a warning about a variable that cannot be used.</param>
    internal static ProxyServer? For(Uri server, Log log) => For(server, log, Environment.GetEnvironmentVariable);

    /// <summary>The proxy for a server.</summary>
    /// <param name="server">An http or https address.</param>
    /// <param name="log">Receives a warning about a variable that cannot be used.</param>
    /// <param name="environment">The environment's variables.</param>
    internal static ProxyServer? For(Uri server, Log log, Func<string, string?> environment)
    {
        if (ThisMachine.Is(server) || First(environment, server.Scheme == Uri.UriSchemeHttps ? Https : Http) is not { } named) return null;
        if (new NoProxy(First(environment, Direct)?.Value ?? "").Covers(server)) return null;
        if (server.Scheme == Uri.UriSchemeHttp && First(environment, Cgi) is not null) return Ignored(named.Variable, "in a CGI process, a client's Proxy header may have set it", log);
        return Parse(named) ?? Ignored(named.Variable, "its value is not the address of a proxy", log);
    }

    private static (string Variable, string Value)? First(Func<string, string?> environment, string[] variables)
    {
        foreach (var variable in variables)
        {
            if (environment(variable) is { Length: > 0 } value) return (variable, value);
        }
        return null;
    }

    // Like Go: "proxy:3128" is an HTTP proxy. A proxy of another scheme fails instead of being bypassed.
    private static ProxyServer? Parse((string Variable, string Value) named) =>
        ProxyServer.Parse(named.Value, named.Variable)
        ?? (named.Value.Contains("://", StringComparison.Ordinal) ? null : ProxyServer.Parse("http://" + named.Value, named.Variable));

    private static ProxyServer? Ignored(string variable, string why, Log log)
    {
        log.Warn($"The environment variable {variable} is ignored: {why}.");
        return null;
    }
}
