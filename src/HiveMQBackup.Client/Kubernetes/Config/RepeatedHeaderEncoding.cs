using System.Text;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>Encodes a header's values as UTF-8, each in a header line of its own.</summary>
/// <remarks>
/// .NET joins the values of a header with commas. To an API server that is one value: a single group that is called "a, b".
/// </remarks>
/// <param name="name">The header's name, for the lines after the first.</param>
internal sealed class RepeatedHeaderEncoding(string name) : Encoding
{
    /// <summary>Separates two values; a value cannot contain it.</summary>
    internal const char Separator = '\u001F';

    private string Lines(ReadOnlySpan<char> values) => values.ToString().Replace(Separator.ToString(), $"\r\n{name}: ", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        var lines = Lines(chars.AsSpan(charIndex, charCount));
        return UTF8.GetBytes(lines, 0, lines.Length, bytes, byteIndex);
    }

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => UTF8.GetByteCount(Lines(chars.AsSpan(index, count)));

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => UTF8.GetMaxByteCount(charCount * (name.Length + "\r\n: ".Length));

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => UTF8.GetCharCount(bytes, index, count);

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        UTF8.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => UTF8.GetMaxCharCount(byteCount);
}
