namespace HiveMQBackup.Help;

/// <summary>
/// A page, taken apart. Of markdown it knows headings, paragraphs, lists of one level with hyphens, and fenced code: what
/// GitHub and a console can both show. Anything else is a defect.
/// </summary>
internal sealed class MarkdownFile
{
    private static readonly string[] NotUnderstood = ["|", ">", "* ", "+ ", "<", " ", "\t", "1. ", "####", "---", "!["];

    private readonly string[] _lines;
    private readonly List<Block> _blocks = [];
    private int _next;
    private int _lineOfText;

    private MarkdownFile(string path)
    {
        Path = path;
        _lines = File.ReadAllLines(path);
        while (_next < _lines.Length) ReadBlock();
        Title = _blocks is [Heading { Level: 1 } title, ..] ? title.Text : throw Defect(1, "The page begins with '# ' and its title.");
    }

    internal string Path { get; }

    /// <summary>The file's name, without its ending.</summary>
    internal string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    internal PageKind Kind => Name.StartsWith("about_", StringComparison.Ordinal) ? PageKind.About : char.IsUpper(Name[0]) ? PageKind.Cmdlet : PageKind.Shared;

    internal string Title { get; }

    /// <summary>The page's parts, without the title.</summary>
    internal IEnumerable<Block> Blocks => _blocks.Skip(1);

    /// <summary>Reads a page.</summary>
    /// <exception cref="DefectException">It holds something that is not understood.</exception>
    internal static MarkdownFile Read(string path) => new(path);

    /// <summary>A defect of this page.</summary>
    internal DefectException Defect(int line, string what) => new(Path, line, what);

    private void ReadBlock()
    {
        var line = _lines[_next];
        if (line.Length == 0) _next++;
        else if (line.StartsWith("```", StringComparison.Ordinal)) _blocks.Add(ReadCode());
        else if (HeadingLevel(line) is var level and > 0) _blocks.Add(new Heading(level, line[level..].Trim(), ++_next));
        else if (NotUnderstood.FirstOrDefault(s => line.StartsWith(s, StringComparison.Ordinal)) is { } start)
        {
            throw Defect(_next + 1, $"A line that begins with '{start}' is not understood.");
        }
        else if (line.StartsWith("- ", StringComparison.Ordinal)) _blocks.Add(new ListItem(ReadText(2), _lineOfText));
        else _blocks.Add(new Paragraph(ReadText(0), _lineOfText));
    }

    private static int HeadingLevel(string line)
    {
        var level = line.TakeWhile(c => c == '#').Count();
        return level is >= 1 and <= 3 && line.Length > level && line[level] == ' ' ? level : 0;
    }

    // Up to an empty line, or to what begins something else.
    private string ReadText(int indent)
    {
        var text = _lines[_next][indent..].Trim();
        _lineOfText = ++_next;
        for (; _next < _lines.Length && Continues(_lines[_next], indent); _next++) text += $" {_lines[_next].Trim()}";
        return text;
    }

    private static bool Continues(string line, int indent) =>
        line.Trim().Length > 0 && !line.TrimStart().StartsWith("- ", StringComparison.Ordinal) && !line.StartsWith("```", StringComparison.Ordinal)
        && HeadingLevel(line) == 0 && line.Length - line.TrimStart().Length == indent;

    private CodeBlock ReadCode()
    {
        var opening = ++_next;
        var code = new List<string>();
        for (; _next < _lines.Length && _lines[_next] != "```"; _next++) code.Add(_lines[_next]);
        if (_next++ == _lines.Length) throw Defect(opening, "The code block has no end.");
        return new CodeBlock(code, opening);
    }
}
