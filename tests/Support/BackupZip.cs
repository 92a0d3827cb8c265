using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;

namespace HiveMQBackup.Tests.Support;

/// <summary>Files of backups, as small as they can be.</summary>
internal static class BackupZip
{
    /// <summary>The content of a valid backup with one entry.</summary>
    /// <param name="written">The time of the entry.</param>
    internal static byte[] Valid(DateTime? written = null) =>
        Zip("retained-messages/node-retained-messages-0.xml", """<retained-messages hivemq-version="4.42.0" exported-at="1700000000000"></retained-messages>""", written);

    /// <summary>A whole archive with what a backup has, but it is damaged inside.</summary>
    internal static byte[] Invalid() => Zip("retained-messages/node-retained-messages-0.xml", "<retained-messages", null);

    /// <summary>A whole archive of something else.</summary>
    internal static byte[] Other() => Zip("readme.txt", "Not a backup.", null);

    /// <summary>Writes valid backups with HiveMQ's own names, and returns their paths.</summary>
    /// <param name="folder">The folder; it is created.</param>
    /// <param name="times">The times in their ids: <c>yyyyMMdd-HHmmss</c>.</param>
    internal static string[] Write(string folder, params string[] times)
    {
        Directory.CreateDirectory(folder);
        return [.. times.Select(time => Write(folder, $"{time}.hivemq-4.42.0.backup", Valid()))];
    }

    /// <summary>Writes the checksum file of a file.</summary>
    internal static void WriteChecksum(string path) =>
        File.WriteAllText($"{path}.sha256", $"{Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}  {Path.GetFileName(path)}\n");

    /// <summary>Writes a file, and returns its path.</summary>
    internal static string Write(string folder, string name, byte[] content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static byte[] Zip(string name, string content, DateTime? written)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entry = zip.CreateEntry(name);
            entry.LastWriteTime = written ?? DateTime.Parse("2026-01-02T03:04:06", CultureInfo.InvariantCulture);
            using var writer = new StreamWriter(entry.Open());
            writer.Write(content);
        }
        return memory.ToArray();
    }
}
