using System.Text;
using System.Xml;
using HiveMQBackup.Client.Zip;

namespace HiveMQBackup.Client.Content;

/// <summary>Reads entries of a backup file, one after the other. What is wrong with one is a problem among the findings, never an exception.</summary>
internal sealed class EntryReader
{
    private const int BlockLength = 64 * 1024;

    private readonly Archive _archive;
    private readonly Action<int> _taken;
    private readonly XmlCursor _cursor = new();
    private readonly Values _values;
    private readonly MessageReader _messages;
    private readonly SessionReader _sessions;
    private readonly byte[] _block = new byte[BlockLength];
    private Entry? _entry;

    /// <summary>Creates a reader.</summary>
    /// <param name="archive">The file.</param>
    /// <param name="keepsPayload">Whether the payload of a message is to be kept, from what is known of it before the payload.</param>
    /// <param name="taken">Receives the numbers of bytes that were read from the file.</param>
    internal EntryReader(Archive archive, Func<Message, bool> keepsPayload, Action<int> taken)
    {
        _archive = archive;
        _taken = taken;
        _values = new Values(_cursor, Findings, Report);
        _messages = new MessageReader(_cursor, _values, keepsPayload);
        _sessions = new SessionReader(_cursor, _values, _messages, Findings);
    }

    /// <summary>What was found so far.</summary>
    internal Findings Findings { get; } = new();

    /// <summary>Reads an entry to its end.</summary>
    internal IEnumerable<BackupRecord> Read(Entry entry, CancellationToken cancel)
    {
        _entry = entry;
        using var content = Open(entry, cancel);
        if (content is null) yield break;
        using var records = Records(content, EntryName.Of(entry.Name)).GetEnumerator();
        while (HasNext(records, content)) yield return records.Current;
    }

    private ContentStream? Open(Entry entry, CancellationToken cancel)
    {
        try
        {
            return ContentStream.Open(_archive.File, entry, _block, XmlCursor.LongestStep, _taken, cancel);
        }
        catch (ArchiveException e)
        {
            Report(e.Offset, e.Message);
            return null;
        }
    }

    private bool HasNext(IEnumerator<BackupRecord> records, ContentStream content)
    {
        try
        {
            if (records.MoveNext()) return true;
            content.EnsureWhole();
        }
        catch (ArchiveException e)
        {
            Report(e.Offset, e.Message);
        }
        catch (Exception e) when (e is XmlException or FormatException or DecoderFallbackException or TooMuchAtOnceException)
        {
            ReportXml(e, content);
        }
        return false;
    }

    // Content that is damaged is mostly no XML either: then the damage is what to say.
    private void ReportXml(Exception fault, ContentStream content)
    {
        try
        {
            content.EnsureWhole();
            Report($"The XML cannot be read: {fault.Message}");
        }
        catch (ArchiveException e)
        {
            Report(e.Offset, e.Message);
        }
    }

    private IEnumerable<BackupRecord> Records(ContentStream content, EntryName name)
    {
        if (name.Part == Part.Unknown) Findings.Counts.UnknownEntries++;
        if (name.Node is not { } node) return [];
        Findings.AddNode(node);
        return Known(content, name.Part, node);
    }

    private IEnumerable<BackupRecord> Known(ContentStream content, Part part, string node)
    {
        _cursor.Begin(content);
        foreach (var record in OfPart(part, node)) yield return record;
        _cursor.End();
    }

    private IEnumerable<BackupRecord> OfPart(Part part, string node) => part switch
    {
        Part.RetainedMessages when Is("retained-messages") => Retained(node),
        Part.ClientSession when Is("client-session") => _sessions.Session(node),
        Part.SharedSubscription => _sessions.SharedSubscription(node),
        _ => throw new XmlException($"The root element '{_cursor.Name}' is not that of such an entry."),
    };

    private bool Is(string root) => _cursor.Name == root;

    private IEnumerable<RetainedMessage> Retained(string node)
    {
        ReadRoot();
        foreach (var message in _values.Children("retained-message", () => _messages.Retained(node)))
        {
            Findings.Counts.RetainedMessages++;
            yield return message;
        }
    }

    private void ReadRoot()
    {
        foreach (var (name, value) in _cursor.Attributes())
        {
            switch (name)
            {
                case "hivemq-version": Findings.AddVersion(value); break;
                case "exported-at": _values.Exported(name, value); break;
                default: Findings.Counts.UnknownElements++; break;
            }
        }
    }

    private void Report(string message) => Report(_entry!.Offset, message);

    private void Report(long offset, string message) => Findings.Add(new Problem(_entry!.Name, offset, message));
}
