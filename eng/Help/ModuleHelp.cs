namespace HiveMQBackup.Help;

/// <summary>Makes a module's help files out of its pages.</summary>
internal static class ModuleHelp
{
    /// <summary>Writes the help of an assembly's cmdlets, and the about topics.</summary>
    /// <param name="assembly">The cmdlets' assembly, beside those that it refers to.</param>
    /// <param name="pages">The pages' folder.</param>
    /// <param name="output">The folder for the help files; made where it is missing.</param>
    /// <exception cref="DefectException">The pages and the assembly do not fit; nothing is written.</exception>
    internal static void Write(string assembly, string pages, string output)
    {
        var files = Directory.GetFiles(pages, "*.md").Order(StringComparer.Ordinal).Select(MarkdownFile.Read).ToList();
        var reader = new CmdletPageReader([.. files.Where(f => f.Kind == PageKind.Shared)]);
        var described = files.Where(f => f.Kind == PageKind.Cmdlet).Select(reader.Read).ToList();
        var cmdlets = CmdletAssembly.Read(assembly);
        var defects = files.SelectMany(PageCheck.BrokenLinks).Concat(PageCheck.Misfits(cmdlets, described, pages)).ToList();
        if (defects.Count > 0) throw new DefectException(defects);
        var maml = MamlFile.Of(cmdlets.Select(c => (c, described.Single(page => page.File.Name == c.Name))));
        var topics = files.Where(f => f.Kind == PageKind.About).Select(f => (f.Name, Text: AboutTopic.Of(f))).ToList();

        Directory.CreateDirectory(output);
        maml.Save(Path.Combine(output, $"{Path.GetFileName(assembly)}-Help.xml"));
        foreach (var (name, text) in topics) File.WriteAllText(Path.Combine(output, $"{name}.help.txt"), text);
    }
}
