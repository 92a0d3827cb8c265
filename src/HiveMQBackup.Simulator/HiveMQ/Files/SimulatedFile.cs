using System.Buffers;
using System.Security.Cryptography;

namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>The file of a backup as HiveMQ writes it, made on the fly: a function of backup id and length, or backup id and shape.</summary>
/// <remarks>
/// Nothing that grows with the length is held. Payloads and numbers differ everywhere, so that a lost, repeated or exchanged piece changes
/// the content. Data is not compressed, as the format allows.
/// </remarks>
public sealed class SimulatedFile
{
    /// <summary>The version of the broker that seems to have written the file.</summary>
    public const string HiveMQVersion = "4.42.0";

    private const int CopyLength = 128 * 1024;

    private readonly BackupLayout _layout;

    private SimulatedFile(BackupLayout layout, long length)
    {
        _layout = layout;
        Length = length;
    }

    /// <summary>The length in bytes.</summary>
    public long Length { get; }

    /// <summary>What is in the file.</summary>
    public BackupCounts Counts => _layout.Counts;

    /// <summary>The name that HiveMQ proposes for the file of a backup.</summary>
    public static string NameOf(string backupId) => $"{backupId}.hivemq-{HiveMQVersion}.backup";

    /// <summary>The file of exactly this length.</summary>
    /// <remarks>
    /// Where no entry fits, it is an archive with a comment. No archive is shorter than 22 bytes: below that, it is the beginning of an
    /// empty one.
    /// </remarks>
    public static SimulatedFile OfLength(string backupId, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new SimulatedFile(SizedLayout.Of(BackupIdentity.Of(backupId), length), length);
    }

    /// <summary>The file with these numbers of sessions and messages.</summary>
    public static SimulatedFile OfShape(string backupId, BackupShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var layout = BackupLayout.Of(BackupIdentity.Of(backupId), BackupPlan.Of(shape));
        return new SimulatedFile(layout, layout.Archive.Length);
    }

    /// <summary>Fills the destination with the content from this offset on.</summary>
    public void Fill(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - destination.Length);
        _layout.Archive.Fill(offset, destination);
    }

    /// <summary>Writes the content, waiting whenever the destination does.</summary>
    public Task WriteAsync(Stream destination, CancellationToken cancel = default) => WriteAsync(destination, 0, Length, cancel);

    /// <summary>Writes a part of the content, waiting whenever the destination does.</summary>
    public async Task WriteAsync(Stream destination, long offset, long length, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyLength);
        try
        {
            for (var end = offset + length; offset < end;)
            {
                var count = (int)Math.Min(CopyLength, end - offset);
                Fill(offset, buffer.AsSpan(0, count));
                await destination.WriteAsync(buffer.AsMemory(0, count), cancel);
                offset += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The SHA-256 of the content, in lower hex.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[CopyLength];
        for (long offset = 0; offset < Length;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, Length - offset));
            Fill(offset, part);
            hash.AppendData(part);
            offset += part.Length;
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
