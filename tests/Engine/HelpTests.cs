using System.Management.Automation;
using System.Management.Automation.Language;
using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

public sealed class HelpTests(HelpTests.ModuleSession session) : IClassFixture<HelpTests.ModuleSession>
{
    private static readonly string Root = Path.GetFullPath("../..", Path.GetDirectoryName(Shell.Manifest)!);
    private static readonly string Pages = Path.Combine(Root, "docs", "help");

    public static TheoryData<string> Cmdlets => [.. Directory.GetFiles(Pages, "*-HiveMQ*.md").Select(f => Path.GetFileNameWithoutExtension(f)!)];

    // The others are about files on this machine.
    public static TheoryData<string> BrokerCmdlets => [.. Cmdlets.Select(row => row.Data)
        .Where(cmdlet => cmdlet is not ("Test-HiveMQBackup" or "Get-HiveMQBackupContent" or "Get-HiveMQBackupFile" or "Remove-HiveMQBackupFile"))];

    [Fact]
    public void Every_cmdlet_has_a_page() => Assert.Equal(Cmdlets.Select(row => row.Data).Order(), session.Commands.Keys.Order());

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_section_is_there(string cmdlet)
    {
        var help = session.Help(cmdlet);
        Assert.NotEqual("", Text(help, "Synopsis"));
        Assert.NotEqual("", Text(help, "description"));
        Assert.All(Parts(help, "inputTypes", "inputType").Concat(Parts(help, "returnValues", "returnValue")), type =>
        {
            Assert.NotEqual("", Text(Value(type, "type")!, "name"));
            Assert.NotEqual("", Text(type, "description"));
        });
        Assert.NotEmpty(Parts(help, "inputTypes", "inputType"));
        Assert.NotEmpty(Parts(help, "returnValues", "returnValue"));
        Assert.True(Parts(help, "examples", "example").Count() >= 3, $"{cmdlet} has fewer than three examples.");
    }

    [Theory]
    [MemberData(nameof(BrokerCmdlets))]
    public void The_notes_say_which_permissions_are_required(string cmdlet)
    {
        var notes = Text(Value(session.Help(cmdlet), "alertSet")!, "alert");
        Assert.All(["pods", "statefulsets", "pods/portforward"], resource => Assert.Contains(resource, notes, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_parameter_is_described_as_it_is(string cmdlet)
    {
        var described = Parts(session.Help(cmdlet), "parameters", "parameter").ToDictionary(p => Text(p, "name"));
        var parameters = session.Commands[cmdlet].Parameters.Values.Where(p => !System.Management.Automation.Cmdlet.CommonParameters.Contains(p.Name)).ToList();
        Assert.Equal(parameters.Select(p => p.Name).Order(), described.Keys.Order());
        Assert.All(parameters, parameter =>
        {
            var help = described[parameter.Name];
            Assert.NotEqual("", Text(help, "description"));
            Assert.Equal(parameter.ParameterType.Name, Text(Value(help, "type")!, "name"));
            Assert.Equal(string.Join(", ", parameter.Aliases.DefaultIfEmpty("none")), Text(help, "aliases"));
            Assert.Equal(IsAlwaysMandatory(session.Commands[cmdlet], parameter.Name) ? "true" : "false", Text(help, "required"));
        });
    }

    // A parameter that only selects a set, such as -Token, is not required: the command works without it.
    private static bool IsAlwaysMandatory(CommandInfo command, string parameter) =>
        command.ParameterSets.All(set => set.Parameters.Any(p => p.Name == parameter && p.IsMandatory));

    [Fact]
    public void A_parameter_that_a_command_works_without_is_not_required() => Assert.All(["Token", "Pod", "LabelSelector", "Uri", "Id"], parameter =>
        Assert.Equal("false", Text(Parts(session.Help("Save-HiveMQBackup"), "parameters", "parameter").Single(p => Text(p, "name") == parameter), "required")));

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_syntax_has_every_parameter_set(string cmdlet)
    {
        var sets = session.Commands[cmdlet].ParameterSets
            .Select(set => set.Parameters.Select(p => p.Name).Except(System.Management.Automation.Cmdlet.CommonParameters).Order().ToList());
        var shown = Parts(session.Help(cmdlet), "syntax", "syntaxItem")
            .Select(item => Many(item, "parameter").Select(p => Text(p, "name")).Order().ToList());
        Assert.Equal(sets.Select(s => string.Join(' ', s)).Order(), shown.Select(s => string.Join(' ', s)).Order());
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_example_can_be_typed_in(string cmdlet) => Assert.All(Parts(session.Help(cmdlet), "examples", "example"), example =>
    {
        Assert.NotEqual("", Text(example, "remarks"));
        EnsureValid(Text(example, "code"));
    });

    [Fact]
    public void Every_piece_of_code_in_the_pages_can_be_typed_in() => Assert.All(Directory.GetFiles(Pages, "*.md"), page =>
    {
        foreach (var code in File.ReadAllText(page).ReplaceLineEndings("\n").Split("```powershell\n").Skip(1)) EnsureValid(code.Split("```")[0]);
    });

    [Fact]
    public void The_question_mark_shows_the_help() =>
        Assert.Equal("Lists the backups that a HiveMQ broker knows, newest first.", Text(session.Shell.Run("Get-HiveMQBackup -?").Single, "Synopsis"));

    [Fact]
    public void The_topic_is_found_and_fits_into_80_columns()
    {
        var lines = Text(session.Help("about_HiveMQBackup")).ReplaceLineEndings("\n").Split('\n');
        Assert.Equal(["TOPIC", "    about_HiveMQBackup"], lines[..2]);
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Equal(lines[4].Trim(), Text(session.Shell.Run("Get-Help HiveMQBackup | Where-Object Name -EQ about_HiveMQBackup").Single, "Synopsis"));
    }

    [Fact]
    public void The_topic_has_every_error_id_of_the_error_page()
    {
        var topic = Text(session.Help("about_HiveMQBackup"));
        var ids = File.ReadLines(Path.Combine(Root, "docs", "errors.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Split('`')[1]).Where(id => id.All(char.IsAsciiLetter)).ToList();
        Assert.NotEmpty(ids);
        Assert.All(ids, id => Assert.Contains($"- {id}:", topic, StringComparison.Ordinal));
    }

    private void EnsureValid(string code)
    {
        var script = Parser.ParseInput(code, out _, out var errors);
        Assert.True(errors.Length == 0, $"{code}\n{string.Join('\n', errors.Select(e => e.Message))}");
        foreach (var command in script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            if (command.GetCommandName() is not { } name || !name.Contains("-HiveMQ", StringComparison.OrdinalIgnoreCase)) continue;
            Assert.True(session.Commands.ContainsKey(name), $"There is no {name}: {code}");
            var known = session.Commands[name].Parameters.Values.SelectMany(p => p.Aliases.Prepend(p.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var used = command.CommandElements.OfType<CommandParameterAst>().Select(p => p.ParameterName).Concat(Splatted(command, script));
            Assert.All(used, parameter => Assert.True(known.Contains(parameter), $"{name} has no -{parameter}: {code}"));
        }
    }

    private static IEnumerable<string> Splatted(CommandAst command, Ast script)
    {
        var names = command.CommandElements.OfType<VariableExpressionAst>().Where(v => v.Splatted).Select(v => v.VariablePath.UserPath).ToHashSet();
        return script.FindAll(ast => ast is AssignmentStatementAst { Left: VariableExpressionAst left } && names.Contains(left.VariablePath.UserPath), true)
            .Select(assignment => assignment.Find(ast => ast is HashtableAst, true)).OfType<HashtableAst>()
            .SelectMany(table => table.KeyValuePairs.Select(pair => pair.Item1.Extent.Text));
    }

    private static IEnumerable<PSObject> Parts(PSObject help, string list, string part) => Value(help, list) is { } found ? Many(found, part) : [];

    // One is not a list of one.
    private static IEnumerable<PSObject> Many(PSObject help, string part) => help.Properties[part]?.Value is not { } value ? []
        : LanguagePrimitives.GetEnumerable(value) is { } several ? several.Cast<object>().Select(PSObject.AsPSObject)
        : [PSObject.AsPSObject(value)];

    private static PSObject? Value(PSObject help, string property) => help.Properties[property]?.Value is { } value ? PSObject.AsPSObject(value) : null;

    private static string Text(PSObject help, string property) => Value(help, property) is { } value ? Text(value) : "";

    // Text is a string, a paragraph, or a list of these.
    private static string Text(PSObject value) => value.BaseObject switch
    {
        string text => text.Trim(),
        _ when LanguagePrimitives.GetEnumerable(value) is { } parts => string.Join('\n', parts.Cast<object>().Select(p => Text(PSObject.AsPSObject(p)))).Trim(),
        _ when value.Properties["Text"] is { } text => $"{text.Value}".Trim(),
        _ => value.ToString().Trim(),
    };

    /// <summary>A session with the module, and its cmdlets.</summary>
    public sealed class ModuleSession : IDisposable
    {
        public ModuleSession() => Commands = Shell.Run("Get-Command -Module HiveMQBackup").Succeeded.Output
            .Select(o => (CommandInfo)o.BaseObject).ToDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);

        internal Shell Shell { get; } = new(Path.GetTempPath(), null);

        internal IReadOnlyDictionary<string, CommandInfo> Commands { get; }

        internal PSObject Help(string topic) => Shell.Run($"Get-Help {topic} -Full").Single;

        public void Dispose() => Shell.Dispose();
    }
}
