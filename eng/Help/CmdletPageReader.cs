namespace HiveMQBackup.Help;

/// <summary>
/// Reads a cmdlet's page. A paragraph that links to a shared page (one of neither a cmdlet nor an about topic) stands for
/// that page's section of the same title, so that what holds for several cmdlets is written once. Other text ahead of the
/// first example or parameter is for those who read the page itself.
/// </summary>
internal sealed class CmdletPageReader(IReadOnlyList<MarkdownFile> shared)
{
    // What Get-Help shows on one line of 80 columns.
    private const int LongestCode = 76;
    private const int LongestDefault = 43;

    private static readonly string[] Titles = ["Synopsis", "Description", "Examples", "Parameters", "Inputs", "Outputs", "Notes", "Related links"];

    /// <summary>Reads a page.</summary>
    /// <exception cref="DefectException">It does not have the form of a cmdlet's page.</exception>
    internal CmdletPage Read(MarkdownFile file)
    {
        var sections = Section.Of(file);
        if (!sections.Select(s => s.Title).SequenceEqual(Titles))
        {
            throw file.Defect(1, $"The page's sections are, in this order: {string.Join(", ", Titles)}.");
        }
        Section Named(string title) => sections[Array.IndexOf(Titles, title)];
        return new CmdletPage(
            file,
            Synopsis(Named("Synopsis")),
            Text(Named("Description")),
            [.. Named("Examples").Parts.Select(Example)],
            [.. Included(Named("Parameters")).Prepend(Named("Parameters")).SelectMany(s => s.Parts).Select(Parameter)],
            [.. Named("Inputs").Parts.Select(Type)],
            [.. Named("Outputs").Parts.Select(Type)],
            [.. WithIncluded(Named("Notes"))],
            [.. Text(Named("Related links")).Select(block => Link(block, file))]);
    }

    private static string Synopsis(Section section) =>
        Text(section) is [Paragraph only] ? PlainText.Of(only.Text) : throw section.File.Defect(section.Head.Line, "The synopsis is one paragraph.");

    private static string Link(Block block, MarkdownFile file) =>
        block is ListItem item ? PlainText.Of(item.Text) : throw file.Defect(block.Line, "Related links are a list.");

    private static IReadOnlyList<Block> Text(Section section)
    {
        if (section.Blocks.Count == 0) throw section.File.Defect(section.Head.Line, $"There is nothing below '{section.Title}'.");
        var heading = section.Blocks.FirstOrDefault(b => b is Heading);
        return heading is null ? section.Blocks : throw section.File.Defect(heading.Line, $"'{section.Title}' has no headings in it.");
    }

    private static Example Example(Section section)
    {
        const string Begin = "Example: ";
        if (!section.Title.StartsWith(Begin, StringComparison.Ordinal) || Text(section) is not [CodeBlock code, _, ..] blocks)
        {
            throw section.File.Defect(section.Head.Line, "An example is '### Example: ' with a title, a code block, and a remark.");
        }
        if (code.Lines.FirstOrDefault(line => line.Length > LongestCode) is { } tooLong)
        {
            throw section.File.Defect(code.Line, $"A line of code is longer than {LongestCode} characters: {tooLong}");
        }
        return new Example(PlainText.Of(section.Title[Begin.Length..]), code.Lines, [.. blocks.Skip(1)]);
    }

    private static ParameterText Parameter(Section section)
    {
        const string Default = "Default: ";
        if (section.Title is not ['-', .. var name]) throw section.File.Defect(section.Head.Line, "A parameter is '### -' with its name.");
        var value = Text(section).OfType<Paragraph>().SingleOrDefault(p => p.Text.StartsWith(Default, StringComparison.Ordinal));
        if (value?.Text.Length > Default.Length + LongestDefault)
        {
            throw section.File.Defect(value.Line, $"A default is a few words, at most {LongestDefault} characters.");
        }
        return Text(section).Where(b => b != value).ToList() is { Count: > 0 } description
            ? new ParameterText(name, description, value is null ? null : PlainText.Of(value.Text[Default.Length..]), section.File, section.Head.Line)
            : throw section.File.Defect(section.Head.Line, $"'-{name}' has no description.");
    }

    private static TypeText Type(Section section) => new(PlainText.Of(section.Title), Text(section));

    private IEnumerable<Section> Included(Section section) => section.Intro.SelectMany(block => Included(section, block));

    private IEnumerable<Block> WithIncluded(Section section) => Text(section).SelectMany(block =>
        Included(section, block) is { Count: > 0 } included ? included.SelectMany(Text) : [block]);

    private List<Section> Included(Section section, Block block) => block is not Paragraph paragraph ? [] :
        [.. PlainText.Links(paragraph.Text).Select(Shared).OfType<MarkdownFile>().Select(file => Same(section, file))];

    private MarkdownFile? Shared(string link) => shared.SingleOrDefault(file => link.Split('#')[0] == $"{file.Name}.md");

    private static Section Same(Section section, MarkdownFile file) => Section.Of(file).SingleOrDefault(s => s.Title == section.Title)
        ?? throw file.Defect(1, $"The page has no section '{section.Title}', which {section.File.Name} takes from it.");
}
