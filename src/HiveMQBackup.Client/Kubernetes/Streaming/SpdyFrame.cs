using System.Buffers.Binary;
using System.Text;

namespace HiveMQBackup.Client.Kubernetes.Streaming;

/// <summary>The few frames of SPDY/3.1 that Kubernetes needs, as bytes.</summary>
/// <remarks>Source: SPDY Protocol Draft 3.1, chapters 2.2 and 2.6.</remarks>
internal static class SpdyFrame
{
    internal const int HeaderLength = 8;
    internal const byte FinFlag = 0x01;

    internal const ushort SynReply = 2;
    internal const ushort RstStream = 3;
    internal const ushort Ping = 6;

    private const ushort Version = 3;
    private const ushort SynStream = 1;
    private const ushort ControlBit = 0x8000;

    // A zlib stream's header, and the empty block that makes its reader hand over what came before (RFC 1950, RFC 1951).
    private static ReadOnlySpan<byte> ZlibHeader => [0x78, 0x01];

    private static ReadOnlySpan<byte> ZlibFlush => [0, 0, 0, 0xFF, 0xFF];

    /// <summary>The type of a control frame of this version; null for a data frame.</summary>
    /// <exception cref="FormatException">It is a control frame of another protocol.</exception>
    internal static ushort? ControlType(ReadOnlySpan<byte> header)
    {
        var first = BinaryPrimitives.ReadUInt16BigEndian(header);
        if ((first & ControlBit) == 0) return null;
        return (first & ~ControlBit) == Version ? BinaryPrimitives.ReadUInt16BigEndian(header[2..]) : throw new FormatException();
    }

    /// <summary>Which stream a data frame's header, or a control frame's first four bytes, belong to.</summary>
    internal static int StreamId(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes) & int.MaxValue;

    internal static byte Flags(ReadOnlySpan<byte> header) => header[4];

    internal static int PayloadLength(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32BigEndian(header[4..]) & 0xFFFFFF;

    /// <summary>Writes the header of a data frame.</summary>
    internal static void WriteDataHeader(Span<byte> header, int stream, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(header, stream);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], length);
    }

    /// <summary>An empty data frame that ends a stream.</summary>
    internal static byte[] Fin(int stream)
    {
        var frame = new byte[HeaderLength];
        WriteDataHeader(frame, stream, 0);
        frame[4] = FinFlag;
        return frame;
    }

    /// <summary>A frame that the other side sends back.</summary>
    internal static byte[] PingOf(int id)
    {
        var frame = Control(Ping, sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(HeaderLength), id);
        return frame;
    }

    /// <summary>Opens a stream.</summary>
    /// <param name="stream">Its number; odd, and higher than the one before.</param>
    /// <param name="headers">What the stream is for; names in lower case.</param>
    /// <param name="isFirst">Whether no stream was opened on this connection before: all headers are one zlib stream.</param>
    internal static byte[] Open(int stream, IReadOnlyList<(string Name, string Value)> headers, bool isFirst)
    {
        const int Fixed = 10;
        var block = HeaderBlock(headers, isFirst);
        var frame = Control(SynStream, Fixed + block.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(HeaderLength), stream);
        block.CopyTo(frame.AsSpan(HeaderLength + Fixed));
        return frame;
    }

    // A zlib block may also be stored as it is; that saves the dictionary that SPDY compresses with.
    private static byte[] HeaderBlock(IReadOnlyList<(string Name, string Value)> headers, bool isFirst)
    {
        var text = new MemoryStream();
        WriteNumber(text, headers.Count);
        foreach (var (name, value) in headers)
        {
            WriteText(text, name);
            WriteText(text, value);
        }
        Span<byte> stored = stackalloc byte[5];
        BinaryPrimitives.WriteUInt16LittleEndian(stored[1..], (ushort)text.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(stored[3..], (ushort)~text.Length);
        return [.. isFirst ? ZlibHeader : [], .. stored, .. text.ToArray(), .. ZlibFlush];
    }

    private static void WriteText(MemoryStream into, string text)
    {
        WriteNumber(into, text.Length);
        into.Write(Encoding.ASCII.GetBytes(text));
    }

    private static void WriteNumber(MemoryStream into, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        into.Write(bytes);
    }

    private static byte[] Control(ushort type, int length)
    {
        var frame = new byte[HeaderLength + length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, ControlBit | Version);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), type);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), length);
        return frame;
    }
}
