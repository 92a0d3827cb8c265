using System.Globalization;
using System.Text;
using System.Xml;
using HiveMQBackup.Client.Zip;

namespace HiveMQBackup.Client.Content;

/// <summary>Goes forward through the XML of one entry after another. No more than one value is held, even of XML that no broker writes.</summary>
/// <remarks>
/// An XmlDictionaryReader decodes base64 straight from the bytes, can be reused, has limits for names, tags and depth, and rejects DTDs
/// and processing instructions, neither of which HiveMQ writes.
/// </remarks>
internal sealed class XmlCursor
{
    /// <summary>The length of the longest text of a backup, in characters: base64 of 64 KB, with room to spare.</summary>
    private const int LongestText = 256 * 1024;

    // The deepest element of the format has 6: client-session/queued-messages/queued-message/user-properties/user-property/name.
    private const int DeepestElement = 8;
    private const int LongestTag = 512 * 1024;
    private const int LongestNumber = 64;
    private const int MostAtOnce = 1024 * 1024;
    private const int BlockLength = 64 * 1024;

    private static readonly XmlDictionaryReaderQuotas Quotas = new()
    {
        MaxDepth = DeepestElement,
        MaxBytesPerRead = LongestTag,
        MaxNameTableCharCount = LongestTag,
        MaxStringContentLength = LongestText,
        MaxArrayLength = LongestText,
    };

    private readonly char[] _short = new char[LongestNumber];
    private readonly byte[] _block = new byte[BlockLength];
    private XmlDictionaryReader? _xml;
    private ContentStream? _stream;

    private XmlDictionaryReader Xml => _xml!;

    /// <summary>The most bytes that may be taken from an entry's stream in one step.</summary>
    internal static long LongestStep => MostAtOnce;

    /// <summary>Begins an entry, at its root element.</summary>
    internal void Begin(ContentStream stream)
    {
        _stream = stream;
        _stream.Mark();
        if (_xml is null) _xml = XmlDictionaryReader.CreateTextReader(stream, Encoding.UTF8, Quotas, null);
        else ((IXmlTextReaderInitializer)_xml).SetInput(stream, Encoding.UTF8, Quotas, null);
        while (Xml.NodeType != XmlNodeType.Element)
        {
            if (!Advance()) throw new XmlException("The root element is missing.");
        }
    }

    /// <summary>Reads what follows the root element: nothing but white space and comments may.</summary>
    internal void End()
    {
        while (Advance())
        {
        }
        _stream = null;
    }

    /// <summary>The name of the element.</summary>
    internal string Name => Xml.LocalName;

    /// <summary>The attributes of the element, by name.</summary>
    internal IEnumerable<(string Name, string Value)> Attributes()
    {
        for (var i = 0; i < Xml.AttributeCount; i++)
        {
            Xml.MoveToAttribute(i);
            if (Xml.Prefix != "xmlns" && Xml.LocalName != "xmlns") yield return (Xml.LocalName, Xml.Value);
        }
        Xml.MoveToElement();
    }

    /// <summary>Goes into an element; false if it is empty, and then past it.</summary>
    internal bool Enter()
    {
        var isEmpty = Xml.IsEmptyElement;
        Advance();
        return !isEmpty;
    }

    /// <summary>Goes to the next child of the element that was entered; false at its end, and then past it.</summary>
    internal bool Next()
    {
        while (true)
        {
            switch (Xml.NodeType)
            {
                case XmlNodeType.Element:
                    return true;
                case XmlNodeType.EndElement:
                    Advance();
                    return false;
                case XmlNodeType.Text or XmlNodeType.CDATA when !ReadShortText().IsWhiteSpace():
                    throw new XmlException("There is text between elements.");
                default:
                    Advance();
                    break;
            }
        }
    }

    /// <summary>Goes past an element and all in it.</summary>
    internal void Skip()
    {
        var depth = Xml.Depth;
        if (!Enter()) return;
        while (Xml.Depth > depth) Advance();
        Advance();
    }

    /// <summary>The text of an element.</summary>
    internal string Text()
    {
        _stream!.Mark();
        return Xml.ReadElementContentAsString();
    }

    /// <summary>The text of an element that holds a number, a name or the like. Valid until the next call.</summary>
    internal ReadOnlySpan<char> ShortText()
    {
        if (!Enter()) return default;
        var text = ReadShortText();
        if (Xml.NodeType != XmlNodeType.EndElement) throw new XmlException(string.Create(CultureInfo.InvariantCulture, $"There is an element or a long text where a value of at most {LongestNumber} characters belongs."));
        Advance();
        return text.Trim();
    }

    // Past the text, up to the longest number.
    private ReadOnlySpan<char> ReadShortText()
    {
        var length = 0;
        while (Xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace or XmlNodeType.Comment && length < LongestNumber)
        {
            int read;
            while (Xml.NodeType != XmlNodeType.Comment && length < LongestNumber && (read = Xml.ReadValueChunk(_short, length, LongestNumber - length)) > 0) length += read;
            if (length < LongestNumber) Advance();
        }
        return _short.AsSpan(0, length);
    }

    /// <summary>Decodes the base64 of an element block by block.</summary>
    /// <param name="sink">Receives the blocks; null if only their length matters.</param>
    /// <param name="longest">The greatest length in bytes.</param>
    /// <returns>The length in bytes.</returns>
    internal long Base64(Stream? sink, long longest)
    {
        long length = 0;
        while (true)
        {
            _stream!.Mark();
            var read = Xml.ReadElementContentAsBase64(_block, 0, _block.Length);
            if (read == 0) return length;
            length += read;
            if (length > longest) throw new XmlException($"A value is longer than {ByteSize.Text(longest)}, the limit of MQTT.");
            sink?.Write(_block.AsSpan(0, read));
        }
    }

    private bool Advance()
    {
        _stream!.Mark();
        return Xml.Read();
    }
}
