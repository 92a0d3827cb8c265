using System.IO.Hashing;
using System.Text;

namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>A short text with fields.</summary>
internal sealed class TextPart : Content
{
    private readonly byte[] _text;
    private readonly IReadOnlyList<PlacedField> _fields;

    private TextPart(byte[] text, IReadOnlyList<PlacedField> fields)
        : base(text.Length)
    {
        _text = text;
        _fields = fields;
    }

    /// <summary>A text without fields.</summary>
    public static TextPart Of(byte[] text) => new(text, []);

    /// <summary>A text with the names of fields in braces.</summary>
    public static TextPart Parse(string template, IReadOnlyDictionary<string, Field> fields)
    {
        var text = new MemoryStream();
        var placed = new List<PlacedField>();
        // What follows an opening brace is a name, a closing brace, and text.
        var pieces = template.Split('{');
        text.Write(Encoding.ASCII.GetBytes(pieces[0]));
        foreach (var piece in pieces[1..])
        {
            var end = piece.IndexOf('}', StringComparison.Ordinal);
            var field = fields[piece[..end]];
            placed.Add(new PlacedField((int)text.Length, field));
            text.Write(new byte[field.Length]);
            text.Write(Encoding.ASCII.GetBytes(piece[(end + 1)..]));
        }
        return new TextPart(text.ToArray(), placed);
    }

    /// <summary>The text with bytes in front that do not depend on the index.</summary>
    public TextPart After(byte[] head) => new(
        [.. head, .. _text], [.. _fields.Select(field => field with { Position = field.Position + head.Length })]);

    public override void Fill(long index, long offset, Span<byte> destination)
    {
        if (destination.Length == _text.Length)
        {
            Write(index, destination);
            return;
        }
        Span<byte> whole = stackalloc byte[_text.Length];
        Write(index, whole);
        whole.Slice((int)offset, destination.Length).CopyTo(destination);
    }

    public override uint Crc(long index)
    {
        if (_fields.Count == 0) return Crc32.HashToUInt32(_text);
        Span<byte> whole = stackalloc byte[_text.Length];
        Write(index, whole);
        return Crc32.HashToUInt32(whole);
    }

    private void Write(long index, Span<byte> destination)
    {
        _text.CopyTo(destination);
        foreach (var (position, field) in _fields)
            field.Write(index, destination.Slice(position, field.Length));
    }

    private readonly record struct PlacedField(int Position, Field Field);
}
