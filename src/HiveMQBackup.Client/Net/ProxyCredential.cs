using System.Globalization;

namespace HiveMQBackup.Client.Net;

/// <summary>User and password for a proxy, as bytes: what an address escapes need not be text.</summary>
internal sealed class ProxyCredential
{
    // RFC 3986, 3.2.1, and "@", which Go's net/url accepts there as well.
    private const string Allowed = "-._~!$&'()*+,;=:@";

    private ProxyCredential(byte[] user, byte[] password)
    {
        User = user;
        Password = password;
    }

    internal byte[] User { get; }

    internal byte[] Password { get; }

    /// <summary>Both as HTTP's Basic scheme writes them (RFC 7617).</summary>
    internal string Basic => Convert.ToBase64String([.. User, (byte)':', .. Password]);

    /// <summary>Reads "user:password", percent-encoded; null if it is malformed.</summary>
    internal static ProxyCredential? Parse(string userInfo)
    {
        var parts = userInfo.Split(':', 2);
        return Unescape(parts[0]) is { } user && Unescape(parts.Length > 1 ? parts[1] : "") is { } password ? new(user, password) : null;
    }

    private static byte[]? Unescape(string text)
    {
        var bytes = new MemoryStream(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 > text.Length - 1 || !byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var escaped)) return null;
                bytes.WriteByte(escaped);
                i += 2;
            }
            else if (char.IsAsciiLetterOrDigit(text[i]) || Allowed.Contains(text[i], StringComparison.Ordinal)) bytes.WriteByte((byte)text[i]);
            else return null;
        }
        return bytes.ToArray();
    }

    /// <summary>Nothing of either.</summary>
    public override string ToString() => "(hidden)";
}
