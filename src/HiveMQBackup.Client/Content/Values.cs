using System.Globalization;
using System.Text;

namespace HiveMQBackup.Client.Content;

/// <summary>Reads the values of an entry. One that cannot be read is a problem, and null.</summary>
/// <param name="cursor">The XML.</param>
/// <param name="findings">Receives the times of the export, and the number of unknown elements.</param>
/// <param name="problem">Receives what is wrong.</param>
internal sealed class Values(XmlCursor cursor, Findings findings, Action<string> problem)
{
    // MQTT 5, 3.1.2.11.2: UINT_MAX stands for never; HiveMQ writes one more for a message.
    private const long Never = uint.MaxValue;

    // MQTT allows 65,535 bytes for all of them.
    private const int LongestString = ushort.MaxValue;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The name or the like in an element.</summary>
    /// <param name="last">The one before: in most messages it is the same.</param>
    internal string Word(string last)
    {
        var word = cursor.ShortText();
        return word.SequenceEqual(last) ? last : word.ToString();
    }

    /// <summary>The number in an element.</summary>
    internal long? Number(long least, long most) => Number(cursor.Name, cursor.ShortText(), least, most);

    /// <summary>A number in an attribute or an element.</summary>
    internal long? Number(string name, ReadOnlySpan<char> text, long least, long most)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Unreadable(name, text, least == 0 ? $"no number up to {most}" : "no number");
        return null;
    }

    /// <summary>The time in an element.</summary>
    internal DateTimeOffset? Time() => Time(cursor.Name, cursor.ShortText());

    /// <summary>A time in an attribute or an element, which is in milliseconds since 1970.</summary>
    internal DateTimeOffset? Time(string name, ReadOnlySpan<char> text) =>
        Number(name, text, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;

    /// <summary>The time of the export in an element.</summary>
    internal DateTimeOffset? Exported() => Exported(cursor.Name, cursor.ShortText());

    /// <summary>The time of the export in an attribute or an element.</summary>
    internal DateTimeOffset? Exported(string name, ReadOnlySpan<char> text)
    {
        var time = Time(name, text);
        if (time is { } known) findings.AddExport(known);
        return time;
    }

    /// <summary>An interval in seconds in an attribute or an element; null also if it never ends.</summary>
    internal long? Interval(string name, ReadOnlySpan<char> text) => Number(name, text, long.MinValue, long.MaxValue) is { } seconds and < Never ? seconds : null;

    /// <summary>The interval in an element.</summary>
    internal long? Interval() => Interval(cursor.Name, cursor.ShortText());

    /// <summary>The true or false in an element.</summary>
    internal bool? Flag() => Flag(cursor.Name, cursor.ShortText());

    /// <summary>A true or false in an attribute or an element.</summary>
    internal bool? Flag(string name, ReadOnlySpan<char> text)
    {
        if (bool.TryParse(text, out var flag)) return flag;
        Unreadable(name, text, "neither true nor false");
        return null;
    }

    /// <summary>A text that is base64 of UTF-8 if it has characters that XML cannot hold.</summary>
    internal string? String(string name, string text, bool isBase64)
    {
        if (!isBase64) return text;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            Unreadable(name, text, "no base64");
            return null;
        }
        return String(name, bytes.AsSpan(0, length));
    }

    /// <summary>The text in an element with base64 of UTF-8.</summary>
    internal string? Base64String()
    {
        var name = cursor.Name;
        return String(name, Base64Bytes(LongestString).Span);
    }

    /// <summary>The bytes in an element with base64.</summary>
    internal ReadOnlyMemory<byte> Base64Bytes(long longest = LongestString)
    {
        using var bytes = new MemoryStream();
        cursor.Base64(bytes, longest);
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    /// <summary>Reads the children of an element that have a name; others are unknown.</summary>
    internal IEnumerable<T> Children<T>(string name, Func<T> read)
    {
        if (!cursor.Enter()) yield break;
        while (cursor.Next())
        {
            if (cursor.Name == name) yield return read();
            else SkipUnknown();
        }
    }

    /// <summary>Counts an element that this version does not know, and goes past it.</summary>
    internal void SkipUnknown()
    {
        findings.Counts.UnknownElements++;
        cursor.Skip();
    }

    /// <summary>Says that a value that must be there is not.</summary>
    internal void Missing(string name) => problem($"An element has no {name}.");

    private string? String(string name, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            problem($"The value of {name} is not UTF-8.");
            return null;
        }
    }

    private void Unreadable(string name, ReadOnlySpan<char> text, string what) => problem($"The value of {name} is {what}: '{TerminalText.Shorten(text.ToString(), 40)}'.");
}
