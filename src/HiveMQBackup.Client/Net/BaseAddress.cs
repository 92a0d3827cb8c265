namespace HiveMQBackup.Client.Net;

/// <summary>The address below which a server's paths lie.</summary>
internal static class BaseAddress
{
    /// <summary>The address with a slash at its end, and without user, password, query and fragment.</summary>
    /// <remarks>Not made by a UriBuilder, which drops the zone of an IPv6 address.</remarks>
    internal static Uri Of(Uri address) => new($"{address.Scheme}://{Host(address)}:{address.Port}{address.AbsolutePath.TrimEnd('/')}/");

    private static string Host(Uri address) => address.HostNameType == UriHostNameType.IPv6 ? $"[{address.IdnHost}]" : address.IdnHost;
}
