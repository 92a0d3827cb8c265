namespace HiveMQBackup.Help;

/// <summary>What stands below a heading.</summary>
/// <param name="Head">The heading.</param>
/// <param name="Blocks">What follows it, up to the next heading of its level.</param>
/// <param name="File">The page that it stands on.</param>
internal sealed record Section(Heading Head, IReadOnlyList<Block> Blocks, MarkdownFile File)
{
    internal string Title => Head.Text;

    /// <summary>What stands ahead of the first heading.</summary>
    internal IReadOnlyList<Block> Intro => [.. Blocks.TakeWhile(b => b is not Heading)];

    /// <summary>The sections within this one.</summary>
    internal IReadOnlyList<Section> Parts => Split(Blocks.SkipWhile(b => b is not Heading), Head.Level + 1, File);

    /// <summary>The sections of a page. What stands ahead of the first one is for those who read the page itself.</summary>
    /// <exception cref="DefectException">It begins with a heading of another level.</exception>
    internal static IReadOnlyList<Section> Of(MarkdownFile file) => Split(file.Blocks.SkipWhile(b => b is not Heading), 2, file);

    private static List<Section> Split(IEnumerable<Block> blocks, int level, MarkdownFile file)
    {
        var sections = new List<Section>();
        foreach (var block in blocks)
        {
            if (block is Heading heading && heading.Level == level) sections.Add(new Section(heading, [], file));
            else if (sections.Count > 0) sections[^1] = sections[^1] with { Blocks = [.. sections[^1].Blocks, block] };
            else throw file.Defect(block.Line, $"A heading of level {level} is expected here.");
        }
        return sections;
    }
}
