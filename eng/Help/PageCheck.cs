namespace HiveMQBackup.Help;

/// <summary>Finds what the pages leave out, and what they say of things that do not exist.</summary>
internal static class PageCheck
{
    /// <summary>The links to pages that are not there.</summary>
    internal static IEnumerable<Defect> BrokenLinks(MarkdownFile file)
    {
        var folder = Path.GetDirectoryName(file.Path)!;
        foreach (var block in file.Blocks)
        {
            var text = block switch { Paragraph p => p.Text, ListItem i => i.Text, _ => "" };
            foreach (var link in PlainText.Links(text).Where(link => IsBroken(link, folder))) yield return new Defect(file.Path, block.Line, $"There is no '{link}'.");
        }
    }

    private static bool IsBroken(string link, string folder) =>
        !link.StartsWith("http", StringComparison.Ordinal) && link.Split('#')[0] is { Length: > 0 } file && !File.Exists(Path.Combine(folder, file));

    /// <summary>Where the cmdlets and their pages do not fit.</summary>
    internal static IEnumerable<Defect> Misfits(IReadOnlyList<Cmdlet> cmdlets, IReadOnlyList<CmdletPage> pages, string folder)
    {
        foreach (var cmdlet in cmdlets)
        {
            if (pages.SingleOrDefault(p => p.File.Name == cmdlet.Name) is { } page)
            {
                foreach (var defect in Misfits(cmdlet, page)) yield return defect;
            }
            else
            {
                yield return new Defect(Path.Combine(folder, $"{cmdlet.Name}.md"), 1, $"The cmdlet {cmdlet.Name} has no page.");
            }
        }
        foreach (var page in pages.Where(p => !cmdlets.Any(c => c.Name == p.File.Name)))
        {
            yield return new Defect(page.File.Path, 1, $"There is no cmdlet {page.File.Name}.");
        }
    }

    private static IEnumerable<Defect> Misfits(Cmdlet cmdlet, CmdletPage page)
    {
        if (page.File.Title != cmdlet.Name) yield return new Defect(page.File.Path, 1, $"The title is not {cmdlet.Name}.");
        foreach (var parameter in cmdlet.Parameters.Where(p => !page.Parameters.Any(text => text.Name == p.Name)))
        {
            yield return new Defect(page.File.Path, 1, $"-{parameter.Name} of {cmdlet.Name} is not described.");
        }
        foreach (var text in page.Parameters.Where(text => !cmdlet.Parameters.Any(p => p.Name == text.Name)))
        {
            yield return new Defect(text.File.Path, text.Line, $"{cmdlet.Name} has no parameter -{text.Name}.");
        }
        foreach (var twice in page.Parameters.GroupBy(text => text.Name).Where(texts => texts.Count() > 1).SelectMany(texts => texts.Skip(1)))
        {
            yield return new Defect(twice.File.Path, twice.Line, $"-{twice.Name} of {cmdlet.Name} is described twice.");
        }
        // The word that PowerShell's own help has for a cmdlet without output.
        IReadOnlyCollection<string> outputs = cmdlet.Outputs.Count == 0 ? ["None"] : cmdlet.Outputs;
        if (!page.Outputs.Select(o => o.Name).Order().SequenceEqual(outputs.Order()))
        {
            yield return new Defect(page.File.Path, 1, $"The outputs of {cmdlet.Name} are: {string.Join(", ", outputs)}.");
        }
    }
}
