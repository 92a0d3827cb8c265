namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>A cluster's <c>server</c>, as client-go reads it: without a scheme it is a plain-http <c>host</c> or <c>host:port</c>.</summary>
internal static class ServerAddress
{
    /// <summary>The address, or null if it is not an http or https address.</summary>
    internal static Uri? Parse(string? server)
    {
        if (string.IsNullOrWhiteSpace(server)) return null;
        var hasScheme = server.Contains("://", StringComparison.Ordinal);
        if (!Uri.TryCreate(hasScheme ? server : $"{Uri.UriSchemeHttp}://{server}", UriKind.Absolute, out var address)) return null;
        if (address.Scheme is not ("http" or "https") || address.Host.Length == 0) return null;
        // A password that has not been escaped ends the host at its first '/', '?' or '#'.
        if ((address.PathAndQuery + address.Fragment).Contains('@', StringComparison.Ordinal)) return null;
        return hasScheme || address.PathAndQuery == "/" ? address : null;
    }

    /// <summary>What cannot be an address, for messages; nothing if it may hold a password.</summary>
    internal static string Shown(string? server) => server?.Contains('@', StringComparison.Ordinal) == true ? "" : $" '{server}'";
}
