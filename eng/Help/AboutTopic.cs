using System.Text;

namespace HiveMQBackup.Help;

/// <summary>An about topic as text of 80 columns.</summary>
internal sealed class AboutTopic
{
    private const int Columns = 80;
    private const int Indent = 4;

    private readonly StringBuilder _text = new();
    private readonly MarkdownFile _file;

    private AboutTopic(MarkdownFile file)
    {
        _file = file;
        WriteLine(0, "TOPIC");
        WriteLine(Indent, file.Title);
        // PowerShell lists the topics with their fifth lines.
        Block? before = null;
        foreach (var block in file.Blocks)
        {
            if (!(before is Heading || (before is ListItem && block is ListItem))) _text.Append('\n');
            Write(block);
            before = block;
        }
    }

    /// <summary>Writes a topic as text.</summary>
    /// <exception cref="DefectException">It has no short description, or a line of code that is too long.</exception>
    internal static string Of(MarkdownFile file) =>
        file.Blocks.ToList() is [Heading { Text: "Short description" }, Paragraph { Text.Length: <= Columns - Indent }, Heading { Level: 2 }, ..]
        ? new AboutTopic(file)._text.ToString()
        : throw file.Defect(1, "A topic begins with '## Short description' and one line.");

    private void Write(Block block)
    {
        switch (block)
        {
            case Heading { Level: 2 } heading:
                WriteLine(0, PlainText.Of(heading.Text).ToUpperInvariant());
                break;
            case Heading heading:
                WriteLine(Indent / 2, PlainText.Of(heading.Text));
                break;
            case Paragraph paragraph:
                Wrap(PlainText.Of(paragraph.Text), Indent);
                break;
            case ListItem item:
                Wrap($"- {PlainText.Of(item.Text)}", Indent, hanging: 2);
                break;
            case CodeBlock code:
                foreach (var line in code.Lines) WriteCode(line, code.Line);
                break;
        }
    }

    private void Wrap(string text, int indent, int hanging = 0)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && indent + line.Length + 1 + word.Length > Columns)
            {
                WriteLine(indent, line);
                line = new string(' ', hanging) + word;
            }
            else
            {
                line += line.Length > 0 ? $" {word}" : word;
            }
        }
        WriteLine(indent, line);
    }

    private void WriteCode(string line, int at)
    {
        if (line.Length > Columns - (2 * Indent)) throw _file.Defect(at, $"A line of code is longer than {Columns - (2 * Indent)} characters: {line}");
        WriteLine(2 * Indent, line);
    }

    private void WriteLine(int indent, string text) => _text.Append(text.Length == 0 ? "" : new string(' ', indent)).Append(text).Append('\n');
}
