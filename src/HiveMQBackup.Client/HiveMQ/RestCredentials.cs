using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>The credentials for a broker whose REST API requires authentication. Never shows its secret.</summary>
public sealed class RestCredentials : IEquatable<RestCredentials>
{
    private readonly AuthenticationHeaderValue _header;

    private RestCredentials(AuthenticationHeaderValue header) => _header = header;

    /// <summary>Authenticates with a user name and password (RFC 7617).</summary>
    public static RestCredentials Basic(NetworkCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new(new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}"))));
    }

    /// <summary>Authenticates with a bearer token (RFC 6750).</summary>
    public static RestCredentials Bearer(string token) => new(new("Bearer", token));

    internal AuthenticationHeaderValue Header => _header;

    /// <inheritdoc/>
    public bool Equals(RestCredentials? other) => other is not null && other._header.Equals(_header);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RestCredentials);

    /// <inheritdoc/>
    public override int GetHashCode() => _header.GetHashCode();

    /// <summary>The scheme only.</summary>
    public override string ToString() => _header.Scheme;
}
