using System.Globalization;

namespace HiveMQBackup.Client.Zip;

/// <summary>One entry of a ZIP archive, as its directory describes it.</summary>
internal sealed record Entry
{
    // General purpose bits 0 (encrypted), 6 (strong encryption) and 13 (masked headers).
    private const int Encrypted = 0x2041;
    private const int HasDescriptorBit = 0x0008;

    /// <summary>The name as it is in the archive: a path with slashes. It can hold anything.</summary>
    internal required string Name { get; init; }

    /// <summary>The bytes of the name.</summary>
    internal required byte[] NameBytes { get; init; }

    /// <summary>Where the entry begins in the file.</summary>
    internal required long Offset { get; init; }

    /// <summary>Where the next entry begins, or the directory after the last one.</summary>
    internal long End { get; init; }

    /// <summary>The number of bytes that the content takes in the file.</summary>
    internal required long CompressedLength { get; init; }

    /// <summary>The content's length in bytes.</summary>
    internal required long Length { get; init; }

    /// <summary>The CRC-32 of the content.</summary>
    internal required uint Crc { get; init; }

    internal required ushort Method { get; init; }

    internal required ushort Flags { get; init; }

    /// <summary>Date (high 16 bits) and time in the format of MS-DOS.</summary>
    internal required uint DosTime { get; init; }

    internal bool IsEncrypted => (Flags & Encrypted) != 0;

    /// <summary>Whether length and CRC-32 follow the content, as they do where an archive is written as a stream.</summary>
    internal bool HasDescriptor => (Flags & HasDescriptorBit) != 0;

    internal bool IsFolder => Name.EndsWith('/');

    /// <summary>When the entry was written, in the time zone of the machine that wrote it; null if it is no time.</summary>
    internal DateTime? Modified =>
        DateTime.TryParseExact(
            string.Create(CultureInfo.InvariantCulture, $"{(DosTime >> 25) + 1980:0000}{(DosTime >> 21) & 15:00}{(DosTime >> 16) & 31:00}{(DosTime >> 11) & 31:00}{(DosTime >> 5) & 63:00}{(DosTime & 31) * 2:00}"),
            "yyyyMMddHHmmss",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var time) ? time : null;
}
