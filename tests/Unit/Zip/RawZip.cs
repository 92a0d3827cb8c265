using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace HiveMQBackup.Unit.Zip;

/// <summary>Writes ZIP archives field by field, right ones and wrong ones.</summary>
#pragma warning disable CA1001 // A MemoryStream holds nothing that has to be released.
internal sealed class RawZip
#pragma warning restore CA1001
{
    private readonly MemoryStream _file = new();
    private readonly List<RawEntry> _entries = [];

    private BinaryWriter Writer => new(_file, Encoding.UTF8, leaveOpen: true);

    internal long Position => _file.Position;

    internal RawZip Add(string name, string content, Func<RawEntry, RawEntry>? change = null) => Add(name, Encoding.UTF8.GetBytes(content), change);

    internal RawZip Add(string name, byte[] content, Func<RawEntry, RawEntry>? change = null)
    {
        var entry = new RawEntry(Encoding.UTF8.GetBytes(name), Deflate(content), content.Length, Crc32.HashToUInt32(content), _file.Position);
        entry = change?.Invoke(entry) ?? entry;
        WriteLocal(entry);
        _entries.Add(entry);
        return this;
    }

    /// <summary>Bytes that belong to no entry.</summary>
    internal RawZip AddBytes(params byte[] bytes)
    {
        _file.Write(bytes);
        return this;
    }

    internal byte[] Finish(Func<IReadOnlyList<RawEntry>, IEnumerable<RawEntry>>? listed = null, long? count = null, string comment = "")
    {
        var start = _file.Position;
        RawEntry[] entries = [.. listed?.Invoke(_entries) ?? _entries];
        foreach (var entry in entries) WriteDirectory(entry);
        WriteEnd((ushort)(count ?? entries.Length), (uint)start, (uint)(_file.Position - start), comment);
        return _file.ToArray();
    }

    private void WriteLocal(RawEntry entry)
    {
        using var writer = Writer;
        writer.Write(0x04034b50u);
        writer.Write((ushort)20);
        writer.Write(entry.LocalFlags ?? entry.Flags);
        writer.Write(entry.Method);
        writer.Write(entry.DosTime);
        writer.Write(entry.HasDescriptor ? 0 : entry.Crc);
        writer.Write(entry.HasDescriptor ? 0 : (uint)entry.Compressed.Length);
        writer.Write(entry.HasDescriptor ? 0 : (uint)entry.Length);
        writer.Write((ushort)(entry.LocalName ?? entry.Name).Length);
        writer.Write((ushort)0);
        writer.Write(entry.LocalName ?? entry.Name);
        writer.Write(entry.Compressed);
        if (entry.HasDescriptor) WriteDescriptor(writer, entry);
    }

    private static void WriteDescriptor(BinaryWriter writer, RawEntry entry)
    {
        if (entry.HasDescriptorSignature) writer.Write(0x08074b50u);
        writer.Write(entry.DescriptorCrc ?? entry.Crc);
        if (entry.HasLongDescriptor)
        {
            writer.Write((long)entry.Compressed.Length);
            writer.Write(entry.Length);
            return;
        }
        writer.Write((uint)entry.Compressed.Length);
        writer.Write((uint)entry.Length);
    }

    private void WriteDirectory(RawEntry entry)
    {
        using var writer = Writer;
        writer.Write(0x02014b50u);
        writer.Write((ushort)20);
        writer.Write((ushort)20);
        writer.Write(entry.Flags);
        writer.Write(entry.Method);
        writer.Write(entry.DosTime);
        writer.Write(entry.Crc);
        writer.Write(entry.IsZip64 ? uint.MaxValue : (uint)(entry.ListedCompressed ?? entry.Compressed.Length));
        writer.Write(entry.IsZip64 ? uint.MaxValue : (uint)entry.Length);
        writer.Write((ushort)entry.Name.Length);
        writer.Write((ushort)(entry.IsZip64 ? 28 : 0));
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write(0u);
        writer.Write(entry.IsZip64 ? uint.MaxValue : (uint)entry.Offset);
        writer.Write(entry.Name);
        if (!entry.IsZip64) return;
        writer.Write((ushort)1);
        writer.Write((ushort)24);
        writer.Write(entry.Length);
        writer.Write((long)entry.Compressed.Length);
        writer.Write(entry.Offset);
    }

    private void WriteEnd(ushort count, uint start, uint length, string comment)
    {
        using var writer = Writer;
        writer.Write(0x06054b50u);
        writer.Write(0u);
        writer.Write(count);
        writer.Write(count);
        writer.Write(length);
        writer.Write(start);
        writer.Write((ushort)comment.Length);
        writer.Write(Encoding.ASCII.GetBytes(comment));
    }

    internal static byte[] Deflate(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal)) deflate.Write(content);
        return compressed.ToArray();
    }
}

/// <summary>An entry of a <see cref="RawZip"/>.</summary>
internal sealed record RawEntry(byte[] Name, byte[] Compressed, long Length, uint Crc, long Offset)
{
    internal ushort Method { get; init; } = 8;

    internal ushort Flags { get; init; } = 0x0808;

    internal uint DosTime { get; init; } = 0x5B0E5075;

    internal ushort? LocalFlags { get; init; }

    internal byte[]? LocalName { get; init; }

    internal uint? DescriptorCrc { get; init; }

    internal long? ListedCompressed { get; init; }

    internal bool HasDescriptorSignature { get; init; } = true;

    internal bool HasLongDescriptor { get; init; }

    internal bool IsZip64 { get; init; }

    internal bool HasDescriptor => (Flags & 8) != 0;
}
