using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HiveMQBackup.Client.Net;

/// <summary>Reads IP addresses and CIDR ranges as strictly as Go: .NET also accepts "10" and "010.1" as addresses.</summary>
internal static class GoAddress
{
    /// <summary>The address, as IPv4 if it is mapped to IPv6; null if the text is not an address, or has a zone.</summary>
    internal static IPAddress? Parse(string text)
    {
        if (!(text.Contains(':', StringComparison.Ordinal) ? text.AsSpan().IndexOfAny("%[]/") < 0 : IsDottedDecimal(text)) || !IPAddress.TryParse(text, out var address)) return null;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>Tells whether an address is in the range; null if the text is not a range.</summary>
    internal static Func<IPAddress, bool>? Range(string text)
    {
        if (text.Split('/') is not [var first, var bits] || Parse(first) is not { } start || !int.TryParse(bits, NumberStyles.None, null, out var length)) return null;
        // A range of IPv4 addresses that is written as one of IPv6 contains none, as in Go.
        var isMapped = start.AddressFamily == AddressFamily.InterNetwork && first.Contains(':', StringComparison.Ordinal);
        var network = start.GetAddressBytes();
        if (length > network.Length * 8 && !isMapped) return null;
        return address => !isMapped && address.AddressFamily == start.AddressFamily && HasPrefix(address.GetAddressBytes(), network, length);
    }

    private static bool HasPrefix(byte[] address, byte[] network, int length)
    {
        var whole = length / 8;
        if (!address.AsSpan(0, whole).SequenceEqual(network.AsSpan(0, whole))) return false;
        var mask = (byte)~(0xFF >> (length % 8));
        return mask == 0 || ((address[whole] ^ network[whole]) & mask) == 0;
    }

    private static bool IsDottedDecimal(string text) => text.Split('.') is { Length: 4 } parts
        && parts.All(part => part is "0" or { Length: > 0 and <= 3 } && part.All(char.IsAsciiDigit) && (part[0] != '0' || part.Length == 1));
}
