using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>The id-token of the auth-provider <c>oidc</c>. kubectl refreshes it, and writes it to the kubeconfig.</summary>
internal sealed class OidcToken : ICredentialSource<AuthenticationHeaderValue>
{
    // As in client-go: the clocks may differ a little.
    private static readonly TimeSpan ExpiryMargin = TimeSpan.FromSeconds(10);

    private readonly string _token;
    private readonly DateTimeOffset _expires;
    private readonly TimeProvider _time;
    private readonly string _place;

    /// <param name="token">The id-token: a JWT.</param>
    /// <param name="place">The context and the file, for messages.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="FormatException">It is not a JWT with an expiry.</exception>
    internal OidcToken(string token, string place, TimeProvider time)
    {
        _token = token;
        _expires = Expiry(token) ?? throw new FormatException("the id-token of its user's auth-provider 'oidc' is not a JWT with an expiry");
        _time = time;
        _place = place;
    }

    /// <inheritdoc/>
    public AuthenticationHeaderValue Get(Log log) => _time.GetUtcNow() + ExpiryMargin < _expires ? BearerToken.Header(_token) : throw new HiveMQBackupException(
        ErrorCode.KubernetesUnauthorized,
        $"The id-token of {_place} (auth-provider 'oidc') expired at {_expires.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, and this module does not refresh it.",
        new ErrorCause.ExpiredToken());

    /// <inheritdoc/>
    public void Refresh(Log log)
    {
        // When kubectl refreshes the token, the kubeconfig changes, and a new session reads it.
    }

    private static DateTimeOffset? Expiry(string token)
    {
        if (!BearerToken.IsValid(token) || token.Split('.') is not [_, var payload, _]) return null;
        try
        {
            using var claims = JsonDocument.Parse(Base64Url(payload));
            return claims.RootElement.At("exp") is { ValueKind: JsonValueKind.Number } exp ? DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor(exp.GetDouble())) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static byte[] Base64Url(string text)
    {
        var base64 = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='));
    }
}
