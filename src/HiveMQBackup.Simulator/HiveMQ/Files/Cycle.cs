namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>Where the members of a row lie that repeats the same kinds of parts in turn.</summary>
internal sealed class Cycle<T>
    where T : Part
{
    private readonly T[] _kinds;
    private readonly long[] _starts;

    public Cycle(T[] kinds, long count)
    {
        _kinds = kinds;
        _starts = new long[kinds.Length + 1];
        for (var i = 0; i < kinds.Length; i++)
            _starts[i + 1] = _starts[i] + kinds[i].Length;
        Count = count;
        Length = OffsetOf(count);
    }

    public long Count { get; }

    public long Length { get; }

    /// <summary>The kind of a member.</summary>
    public T this[long member] => _kinds[member % _kinds.Length];

    /// <summary>Where a member begins.</summary>
    public long OffsetOf(long member)
    {
        var (laps, kind) = Math.DivRem(member, _kinds.Length);
        return (laps * _starts[^1]) + _starts[kind];
    }

    /// <summary>Fills the destination with the members from this offset on; the index of the first one is given.</summary>
    public void Fill(long firstIndex, long offset, Span<byte> destination)
    {
        for (var member = MemberAt(offset); destination.Length > 0; member++)
        {
            var start = offset - OffsetOf(member);
            var length = (int)Math.Min(this[member].Length - start, destination.Length);
            this[member].Fill(firstIndex + member, start, destination[..length]);
            destination = destination[length..];
            offset += length;
        }
    }

    private long MemberAt(long offset)
    {
        var (laps, rest) = Math.DivRem(offset, _starts[^1]);
        var kind = Array.FindLastIndex(_starts, start => start <= rest);
        return (laps * _kinds.Length) + kind;
    }
}
