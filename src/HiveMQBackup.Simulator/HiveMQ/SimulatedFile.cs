using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The content of backup files: a function of backup id and offset, made on the fly.</summary>
/// <remarks>
/// A pseudo-random block of the id's is laid end to end, and each lap is XORed with a key of its own, so that a lost,
/// repeated or exchanged piece of any length changes the content.
/// </remarks>
public static class SimulatedFile
{
    private const int BlockLength = 64 * 1024;
    private const int CopyLength = 128 * 1024;

    private static readonly ConcurrentDictionary<string, Block> Blocks = new(StringComparer.Ordinal);

    /// <summary>Fills the destination with the content from this offset on.</summary>
    public static void Fill(string backupId, long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var block = BlockOf(backupId);
        while (destination.Length > 0)
        {
            var (lap, start) = Math.DivRem(offset, BlockLength);
            var source = block.Bytes.AsSpan((int)start);
            var length = Math.Min(source.Length, destination.Length);
            Xor(source[..length], destination[..length], KeyAt(block.Seed, lap, (int)start));
            destination = destination[length..];
            offset += length;
        }
    }

    /// <summary>Writes a part of the content, waiting whenever the destination does.</summary>
    public static async Task WriteAsync(
        Stream destination, string backupId, long offset, long length, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyLength);
        try
        {
            for (var end = offset + length; offset < end;)
            {
                var count = (int)Math.Min(CopyLength, end - offset);
                Fill(backupId, offset, buffer.AsSpan(0, count));
                await destination.WriteAsync(buffer.AsMemory(0, count), cancel);
                offset += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The SHA-256 of the first bytes of a backup's content, in lower hex.</summary>
    public static string Sha256(string backupId, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[CopyLength];
        for (long offset = 0; offset < length;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - offset));
            Fill(backupId, offset, part);
            hash.AppendData(part);
            offset += part.Length;
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Block BlockOf(string backupId) => Blocks.GetOrAdd(backupId, static id =>
    {
        var seed = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
        var bytes = new byte[BlockLength];
        for (var i = 0; i < BlockLength; i += sizeof(ulong))
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i), Mix(seed + (ulong)i));
        return new Block(seed, bytes);
    });

    // The lap's key, turned so that its first byte belongs to the byte at this place of the block.
    private static ulong KeyAt(ulong seed, long lap, int start) =>
        BitOperations.RotateRight(Mix(~seed ^ (ulong)lap), 8 * (start % sizeof(ulong)));

    private static void Xor(ReadOnlySpan<byte> source, Span<byte> destination, ulong key)
    {
        var done = 0;
        var keys = Vector.AsVectorByte(new Vector<ulong>(key));
        for (; done + Vector<byte>.Count <= source.Length; done += Vector<byte>.Count)
            (new Vector<byte>(source[done..]) ^ keys).CopyTo(destination[done..]);
        Span<byte> keyBytes = stackalloc byte[sizeof(ulong)];
        MemoryMarshal.Write(keyBytes, key);
        for (; done < source.Length; done++)
            destination[done] = (byte)(source[done] ^ keyBytes[done % sizeof(ulong)]);
    }

    // SplitMix64.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private sealed record Block(ulong Seed, byte[] Bytes);
}
