using System.IO.Hashing;

namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>Pseudo-random base64 text that all payloads are cut from; after its end it begins again.</summary>
internal static class PayloadPool
{
    // A power of two, so that the places of payloads repeat only after as many payloads.
    private const int TextLength = 1 << 20;

    // The checksums up to every 64th character are known.
    private const int CrcStep = 64;

    // Up to here it is faster to calculate a checksum than to derive it.
    private const int ShortLength = 1024;

    private static readonly byte[] Text = MakeText();
    private static readonly uint[] Crcs = MakeCrcs();
    private static readonly uint[] Shifts = [.. Enumerable.Range(0, CrcStep).Select(length => CrcShift.Over(length))];

    /// <summary>The place of a payload: another one for each index, unless there are as many as the pool has characters.</summary>
    public static int PlaceOf(ulong seed, long index) => (int)((seed + ((ulong)index * 0x9E3779B1)) % TextLength);

    /// <summary>Fills the destination with the text from a place on.</summary>
    public static void Fill(long place, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var text = Text.AsSpan((int)(place % TextLength));
            var length = Math.Min(text.Length, destination.Length);
            text[..length].CopyTo(destination);
            destination = destination[length..];
            place += length;
        }
    }

    /// <summary>The CRC-32 of the text from a place on.</summary>
    public static uint Crc(long place, long length)
    {
        var crc = 0u;
        while (length > 0)
        {
            var start = (int)(place % TextLength);
            var count = (int)Math.Min(TextLength - start, length);
            crc = CrcShift.Multiply(CrcShift.Over(count), crc) ^ CrcWithin(start, count);
            place += count;
            length -= count;
        }
        return crc;
    }

    /// <summary>The same for a length whose <see cref="CrcShift.Over"/> is known.</summary>
    public static uint Crc(long place, long length, uint shift)
    {
        var start = (int)(place % TextLength);
        return length <= TextLength - start ? CrcWithin(start, (int)length, shift) : Crc(place, length);
    }

    private static uint CrcWithin(int start, int length) => CrcWithin(start, length, CrcShift.Over(length));

    private static uint CrcWithin(int start, int length, uint shift) => length <= ShortLength
        ? Crc32.HashToUInt32(Text.AsSpan(start, length))
        : CrcUpTo(start + length) ^ CrcShift.Multiply(shift, CrcUpTo(start));

    private static uint CrcUpTo(int end)
    {
        var (step, rest) = Math.DivRem(end, CrcStep);
        return rest == 0
            ? Crcs[step]
            : CrcShift.Multiply(Shifts[rest], Crcs[step]) ^ Crc32.HashToUInt32(Text.AsSpan(end - rest, rest));
    }

    private static byte[] MakeText()
    {
        var letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;
        var text = new byte[TextLength];
        for (var i = 0; i < text.Length; i++)
            text[i] = letters[(int)(SplitMix64.Mix((ulong)i) % 64)];
        return text;
    }

    private static uint[] MakeCrcs()
    {
        var crcs = new uint[(TextLength / CrcStep) + 1];
        var crc = new Crc32();
        for (var step = 1; step < crcs.Length; step++)
        {
            crc.Append(Text.AsSpan((step - 1) * CrcStep, CrcStep));
            crcs[step] = crc.GetCurrentHashAsUInt32();
        }
        return crcs;
    }
}
