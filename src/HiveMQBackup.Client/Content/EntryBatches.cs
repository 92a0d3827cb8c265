using System.Security.Cryptography;
using HiveMQBackup.Client.Zip;

namespace HiveMQBackup.Client.Content;

/// <summary>
/// Divides the entries of an archive into batches that can be read side by side, and computes the SHA-256 of the file on the way: up to the
/// beginning of each batch, so that the file is read from the disk once and in order.
/// </summary>
/// <param name="archive">The file.</param>
/// <param name="findings">Receives what is wrong with the archive as a whole.</param>
/// <param name="hash">Whether to compute the SHA-256.</param>
internal sealed class EntryBatches(Archive archive, Findings findings, bool hash) : IDisposable
{
    private const int LongestBatch = 1024 * 1024;
    private const int MostEntries = 500;
    private const int BlockLength = 256 * 1024;

    private readonly RepeatedNames _names = new(archive);
    private readonly IncrementalHash? _hash = hash ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private readonly byte[] _block = new byte[hash ? BlockLength : 0];
    private long _hashed;
    private bool _hasKnown;

    /// <summary>The batches. To be read by one thread at a time.</summary>
    internal IEnumerable<IReadOnlyList<Entry>> Read(CancellationToken cancel)
    {
        var batch = new List<Entry>();
        foreach (var entry in ListedEntries.Read(archive, findings.Add))
        {
            _names.Add(entry);
            _hasKnown = _hasKnown || EntryName.Of(entry.Name).Part != Part.Unknown;
            batch.Add(entry);
            if (batch.Count < MostEntries && entry.End - batch[0].Offset < LongestBatch) continue;
            HashUpTo(batch[0].Offset, cancel);
            yield return batch;
            batch = [];
        }
        if (batch.Count > 0) yield return batch;
        HashUpTo(archive.Length, cancel);
        AddProblems();
    }

    /// <summary>The SHA-256 in lower-case hexadecimal, after all batches.</summary>
    internal string Sha256() => _hash is null ? "" : Convert.ToHexString(_hash.GetHashAndReset()).ToLowerInvariant();

    private void AddProblems()
    {
        if (archive.End is not { } end) return;
        foreach (var entry in _names.Find()) findings.Add(new Problem(entry.Name, entry.Offset, "Another entry has the same name."));
        if (end.Entries > 0 && !_hasKnown) findings.Add(new Problem(null, 0, "The file is a ZIP archive, but none of its entries belongs to a HiveMQ backup."));
    }

    private void HashUpTo(long offset, CancellationToken cancel)
    {
        while (_hash is not null && _hashed < offset)
        {
            cancel.ThrowIfCancellationRequested();
            var read = RandomAccess.Read(archive.File, _block.AsSpan(0, (int)Math.Min(_block.Length, offset - _hashed)), _hashed);
            if (read == 0) throw new EndOfStreamException("The file is shorter than it was.");
            _hash.AppendData(_block, 0, read);
            _hashed += read;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hash?.Dispose();
}
