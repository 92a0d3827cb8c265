namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>Text in a template that depends on the index, always of the same length.</summary>
/// <param name="Length">The length in bytes.</param>
/// <param name="Write">Writes the text of an index.</param>
internal sealed record Field(int Length, Action<long, Span<byte>> Write)
{
    /// <summary>A number of so many digits; of a longer one, the last digits.</summary>
    public static Field Number(int digits, Func<long, long> valueOf) => new(digits, (index, text) =>
    {
        var value = (ulong)valueOf(index);
        for (var i = text.Length - 1; i >= 0; i--, value /= 10)
            text[i] = (byte)('0' + (value % 10));
    });

    /// <summary>One of some texts of the same length, in turn.</summary>
    public static Field OneOf(IReadOnlyList<byte[]> texts) =>
        new(texts[0].Length, (index, text) => texts[(int)(index % texts.Count)].CopyTo(text));
}
