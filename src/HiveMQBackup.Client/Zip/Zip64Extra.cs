namespace HiveMQBackup.Client.Zip;

/// <summary>Sizes and offset of an entry: from the fixed fields of its directory record, or from the ZIP64 extra field where they do not fit.</summary>
internal static class Zip64Extra
{
    private const ushort Id = 0x0001;
    private const int HeaderLength = 4;

    /// <summary>Length, compressed length and offset; null if a value that does not fit is missing, or is no length.</summary>
    /// <param name="record">The fixed fields of the directory record.</param>
    /// <param name="extra">Its extra fields.</param>
    internal static (long Length, long Compressed, long Offset)? Read(Fields record, ReadOnlySpan<byte> extra)
    {
        var large = Find(extra);
        var isThere = Take(record.UInt32(24), ref large, out var length)
            & Take(record.UInt32(20), ref large, out var compressed)
            & Take(record.UInt32(42), ref large, out var offset);
        return isThere && length >= 0 && compressed >= 0 && offset >= 0 ? (length, compressed, offset) : null;
    }

    // The values are there in a fixed order, but only those that do not fit.
    private static bool Take(uint small, ref ReadOnlySpan<byte> large, out long value)
    {
        value = small;
        if (small != uint.MaxValue) return true;
        if (large.Length < sizeof(long)) return false;
        value = new Fields(large).Int64(0);
        large = large[sizeof(long)..];
        return true;
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= HeaderLength)
        {
            var field = new Fields(extra);
            var length = Math.Min(field.UInt16(2), extra.Length - HeaderLength);
            if (field.UInt16(0) == Id) return extra.Slice(HeaderLength, length);
            extra = extra[(HeaderLength + length)..];
        }
        return default;
    }
}
