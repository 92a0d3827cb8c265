using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using HiveMQBackup.Simulator.HiveMQ.Files;

namespace HiveMQBackup.Unit.Support;

/// <summary>What a reader finds in a backup file: every entry is decompressed, compared with its checksum, and parsed.</summary>
internal sealed class ReadBackup
{
    private readonly HashSet<string> _nodes = [];

    private ReadBackup(Stream file)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        Entries = archive.Entries.Count;
        foreach (var entry in archive.Entries) Read(entry);
    }

    public int Entries { get; }

    public List<string> Names { get; } = [];

    public List<XElement> Sessions { get; } = [];

    public List<XElement> Subscriptions { get; } = [];

    public List<XElement> Queued { get; } = [];

    public List<XElement> Retained { get; } = [];

    public BackupCounts Counts => new(
        Entries, [.. _nodes.Order(StringComparer.Ordinal)], Sessions.Count, Subscriptions.Count, Queued.Count, Retained.Count, Queued.Concat(Retained).Sum(PayloadBytes));

    public static ReadBackup Of(SimulatedFile file)
    {
        using var stream = new SimulatedFileStream(file);
        return new ReadBackup(stream);
    }

    public static int PayloadBytes(XElement message) => Convert.FromBase64String(message.Element("message")!.Value).Length;

    private void Read(ZipArchiveEntry entry)
    {
        Names.Add(entry.FullName);
        using var content = entry.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        Assert.Equal(entry.Length, bytes.Length);
        Assert.Equal(entry.Crc32, System.IO.Hashing.Crc32.HashToUInt32(bytes.ToArray()));
        if (entry.FullName.EndsWith('/')) return;
        _nodes.Add(entry.Name[..5]);
        using var xml = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(bytes.ToArray())));
        Add(XElement.Load(xml));
    }

    private void Add(XElement root)
    {
        if (root.Name == "client-session")
        {
            Sessions.Add(root);
            Subscriptions.AddRange(root.Elements("subscriptions").Elements("subscription"));
            Queued.AddRange(root.Elements("queued-messages").Elements("queued-message"));
            return;
        }
        Assert.Equal("retained-messages", root.Name);
        Retained.AddRange(root.Elements("retained-message"));
    }
}
