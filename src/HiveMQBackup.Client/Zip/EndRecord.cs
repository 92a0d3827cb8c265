using Microsoft.Win32.SafeHandles;

namespace HiveMQBackup.Client.Zip;

/// <summary>The end record of a ZIP archive. It shows that the whole archive is there, and where its directory is.</summary>
/// <remarks>Source: PKWARE's APPNOTE.TXT 6.3.10, 4.3.12 to 4.3.16.</remarks>
/// <param name="Entries">The number of entries.</param>
/// <param name="DirectoryOffset">Where the directory begins.</param>
/// <param name="DirectoryLength">The directory's length in bytes.</param>
internal sealed record EndRecord(long Entries, long DirectoryOffset, long DirectoryLength)
{
    /// <summary>What is wrong with an archive that has no end record.</summary>
    internal const string MissingText = "the file begins as a ZIP archive, but the end of the archive is missing";

    private const uint Signature = 0x06054b50;
    private const uint Zip64Signature = 0x06064b50;
    private const uint LocatorSignature = 0x07064b50;
    private const int SignatureLength = 4;
    private const int FixedLength = 22;
    private const int LocatorLength = 20;
    private const int Zip64Length = 56;
    // Size and version of a ZIP64 record's head do not count in the size that it names.
    private const int Zip64Uncounted = 12;

    /// <summary>Where the directory ends.</summary>
    internal long DirectoryEnd => DirectoryOffset + DirectoryLength;

    /// <summary>Whether the file begins as an archive does, with an entry or as an empty one.</summary>
    internal static bool Begins(SafeFileHandle file, long length) =>
        length >= SignatureLength && SignatureAt(file, 0) is LocalHeader.Signature or Signature;

    /// <summary>Whether the file begins as an archive does, and its end record is not there.</summary>
    internal static bool IsMissing(SafeFileHandle file, long length) => Begins(file, length) && Find(file, length) is null;

    /// <summary>The end record of an archive that fills the file from its beginning to its end; null if it is not there or does not fit.</summary>
    internal static EndRecord? Find(SafeFileHandle file, long length)
    {
        if (!Begins(file, length)) return null;
        var tail = new byte[(int)Math.Min(length, FixedLength + ushort.MaxValue)];
        Fields.Read(file, length - tail.Length, tail);
        // The comment is what follows the record, and may hold anything, so that only one of a fitting length counts.
        for (var at = tail.Length - FixedLength; at >= 0; at--)
        {
            var record = new Fields(tail.AsSpan(at));
            if (record.Signature == Signature && record.UInt16(20) == tail.Length - at - FixedLength
                && At(record, length - tail.Length + at, file) is { } end) return end;
        }
        return null;
    }

    private static EndRecord? At(Fields record, long at, SafeFileHandle file)
    {
        var end = new EndRecord(record.UInt16(10), record.UInt32(16), record.UInt32(12));
        // A number that is all ones may also be a real value.
        if (end.Fits(at, file) && record.UInt32(4) == 0 && record.UInt16(8) == record.UInt16(10)) return end;
        return end is { Entries: ushort.MaxValue } or { DirectoryLength: uint.MaxValue } or { DirectoryOffset: uint.MaxValue } ? Zip64(at, file) : null;
    }

    private static EndRecord? Zip64(long end, SafeFileHandle file)
    {
        if (end < LocatorLength + Zip64Length) return null;
        var locator = Fields.Read(file, end - LocatorLength, stackalloc byte[LocatorLength]);
        var at = locator.Int64(8);
        if (locator.Signature != LocatorSignature || at < 0 || at > end - LocatorLength - Zip64Length) return null;
        var record = Fields.Read(file, at, stackalloc byte[Zip64Length]);
        if (record.Signature != Zip64Signature || record.Int64(4) != end - LocatorLength - at - Zip64Uncounted) return null;
        var directory = new EndRecord(record.Int64(32), record.Int64(48), record.Int64(40));
        return directory.Fits(at, file) && record.Int64(24) == record.Int64(32) ? directory : null;
    }

    // The directory lies directly before its end record.
    private bool Fits(long at, SafeFileHandle file)
    {
        if (DirectoryOffset < 0 || DirectoryLength < 0 || DirectoryOffset > at || DirectoryLength != at - DirectoryOffset) return false;
        return Entries == 0
            ? DirectoryLength == 0 && DirectoryOffset == 0
            : Entries > 0 && DirectoryLength / CentralDirectory.FixedLength >= Entries
                && SignatureAt(file, DirectoryOffset) == CentralDirectory.Signature && SignatureAt(file, 0) == LocalHeader.Signature;
    }

    private static uint SignatureAt(SafeFileHandle file, long offset) => Fields.Read(file, offset, stackalloc byte[SignatureLength]).Signature;
}
