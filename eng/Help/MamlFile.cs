using System.Xml.Linq;

namespace HiveMQBackup.Help;

/// <summary>The file in which Get-Help looks for a compiled cmdlet's help.</summary>
internal static class MamlFile
{
    private const int RuledLength = 72;

    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>The help of all cmdlets.</summary>
    internal static XDocument Of(IEnumerable<(Cmdlet, CmdletPage)> cmdlets) => new(
        new XElement(Msh + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(c => Of(c.Item1, c.Item2))));

    private static XElement Of(Cmdlet cmdlet, CmdletPage page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            new XElement(Command + "verb", cmdlet.Verb),
            new XElement(Command + "noun", cmdlet.Noun),
            new XElement(Maml + "description", Para(page.Synopsis))),
        new XElement(Maml + "description", Paras(page.Description)),
        new XElement(Command + "syntax", cmdlet.ParameterSets.Select(set => SyntaxItem(cmdlet, set))),
        new XElement(Command + "parameters", page.Parameters.Select(text => Described(cmdlet, cmdlet.Parameters.Single(p => p.Name == text.Name), text))),
        new XElement(Command + "inputTypes", page.Inputs.Select(text => Typed("inputType", text))),
        new XElement(Command + "returnValues", page.Outputs.Select(text => Typed("returnValue", text))),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paras(page.Notes))),
        new XElement(Command + "examples", page.Examples.Select((example, i) => Example(example, i + 1))),
        new XElement(Command + "relatedLinks", page.Links.Select(Link)));

    private static XElement Link(string text) => new(Maml + "navigationLink", new XElement(Maml + "linkText", text));

    private static XElement SyntaxItem(Cmdlet cmdlet, string set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", cmdlet.Name),
        cmdlet.Syntax(set).Select(p => Parameter(p.Parameter, p.Use, Value(p.Parameter))));

    // In a syntax line, a switch has no value, and one of a few values is spelled out.
    private static XElement? Value(Parameter parameter) => parameter switch
    {
        { IsSwitch: true } => null,
        { Values.Count: > 0 } => new XElement(Command + "parameterValueGroup", parameter.Values.Select(value => Value(value, required: false))),
        _ => Value(parameter.Type, required: true),
    };

    private static XElement Value(string text, bool required) =>
        new(Command + "parameterValue", new XAttribute("required", required ? "true" : "false"), text);

    private static XElement Described(Cmdlet cmdlet, Parameter parameter, ParameterText text) => Parameter(
        parameter,
        parameter.Uses[0] with { IsMandatory = cmdlet.AlwaysRequires(parameter) },
        Description(text.Description),
        Value(parameter.Type, required: !parameter.IsSwitch),
        Type(parameter.Type),
        new XElement(Dev + "defaultValue", text.Default ?? (parameter.IsSwitch ? "False" : "None")));

    private static XElement Parameter(Parameter parameter, ParameterUse use, params object?[] content) => new(
        Command + "parameter",
        new XAttribute("required", use.IsMandatory ? "true" : "false"),
        new XAttribute("position", use.Position is { } position ? $"{position}" : "named"),
        new XAttribute("pipelineInput", Pipeline(use)),
        new XAttribute("globbing", parameter.TakesWildcards ? "true" : "false"),
        new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(Maml + "name", parameter.Name),
        content);

    private static string Pipeline(ParameterUse use) => (use.FromPipeline, use.FromProperty) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static XElement Example(Example example, int number) => new(
        Command + "example",
        new XElement(Maml + "title", Ruled($"Example {number}: {example.Title}")),
        new XElement(Dev + "code", string.Join('\n', example.Code)),
        new XElement(Dev + "remarks", Paras(example.Remark), Para(""), Para("")));

    // Nothing else sets a title apart from the example before.
    private static string Ruled(string title)
    {
        var rule = new string('-', Math.Max(3, (RuledLength - title.Length - 2) / 2));
        return $"{rule} {title} {rule}";
    }

    private static XElement Typed(string element, TypeText text) => new(Command + element, Type(text.Name), Description(text.Description));

    private static XElement Type(string name) => new(Dev + "type", new XElement(Maml + "name", name));

    private static XElement Description(IReadOnlyList<Block> blocks) => new(Maml + "description", Paras(blocks));

    private static IEnumerable<XElement> Paras(IReadOnlyList<Block> blocks)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            // Get-Help leaves an empty line after each element, so a list is one.
            var items = blocks.Skip(i).TakeWhile(b => b is ListItem).Cast<ListItem>().Select(item => $"- {PlainText.Of(item.Text)}").ToList();
            if (items.Count > 0) yield return Para(string.Join('\n', items));
            else if (blocks[i] is CodeBlock code) yield return Para(string.Join('\n', code.Lines));
            else if (blocks[i] is Paragraph paragraph) yield return Para(PlainText.Of(paragraph.Text));
            i += Math.Max(0, items.Count - 1);
        }
    }

    private static XElement Para(string text) => new(Maml + "para", text);
}
