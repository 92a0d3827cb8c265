using System.Net.Http.Headers;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>The format of a bearer token, and how it is sent.</summary>
internal static class BearerToken
{
    /// <summary>Whether a header can carry the token.</summary>
    internal static bool IsValid(string token) => token.All(c => c is > ' ' and <= '~');

    /// <summary>The header (RFC 6750).</summary>
    internal static AuthenticationHeaderValue Header(string token) => new("Bearer", token);
}
