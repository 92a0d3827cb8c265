using System.IO.Compression;
using System.Text;

namespace HiveMQBackup.Unit.Content;

/// <summary>Writes an archive with one entry that is small in the file and large when decompressed.</summary>
internal static class LargeEntry
{
    private const int BlockLength = 1_000_000;

    internal static void Write(string path, string name, string[] around, string unit, int length)
    {
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        entry.Write(Encoding.UTF8.GetBytes(around[0]));
        var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, BlockLength / unit.Length)));
        for (var rest = length; rest > 0; rest -= block.Length) entry.Write(block.AsSpan(0, Math.Min(block.Length, rest / unit.Length * unit.Length)));
        entry.Write(Encoding.UTF8.GetBytes(around[1]));
    }
}
