using System.Reflection;
using HiveMQBackup.Engine.Support;
using NetArchTest.Rules;

namespace HiveMQBackup.Engine;

/// <summary>The dependencies of the cmdlets' folders point one way: each folder knows only those below it.</summary>
public sealed class CmdletArchitectureTests
{
    private const string Root = "HiveMQBackup.Cmdlets";

    // Each folder, and those that it may refer to.
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["Common.Errors"] = [],
        ["Common.Parameters"] = ["Common.Errors"],
        ["Hosting"] = ["Common.Errors"],
        ["Views"] = [],
        ["Models"] = ["Views"],
        ["Completion"] = ["Hosting", "Views", "Common.Parameters"],
        ["Common"] = ["Hosting", "Views", "Models", "Completion", "Common.Parameters", "Common.Errors"],
        ["Commands"] = ["Common", "Hosting", "Views", "Models", "Completion", "Common.Parameters", "Common.Errors"],
    };

    private static readonly Lazy<Assembly> Cmdlets = new(() =>
    {
        using var shell = new Shell(Path.GetTempPath(), null);
        return AppDomain.CurrentDomain.GetAssemblies().First(assembly => assembly.GetName().Name == Root);
    });

    public static TheoryData<string> Folders => [.. Below.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_knows_only_those_below_it(string folder)
    {
        string[] others = [.. Cmdlets.Value.GetTypes().Where(type => FolderOf(type) is { } other && other != folder && !Below[folder].Contains(other)).Select(type => type.FullName!)];
        if (others.Length == 0) return;

        var known = Types.InAssembly(Cmdlets.Value).That().HaveDependencyOnAny(others).GetTypes();

        Assert.Empty(known.Where(type => FolderOf(type) == folder).Select(type => type.FullName));
    }

    [Fact]
    public void Every_folder_has_its_place() =>
        Assert.Equal(Below.Keys.Order(), Cmdlets.Value.GetTypes().Select(FolderOf).OfType<string>().Distinct().Order());

    // Commands and Models have no namespace of their own: scripts know their types by their full names.
    private static string? FolderOf(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type.Namespace == Root ? type.Name.EndsWith("Command", StringComparison.Ordinal) ? "Commands" : "Models"
            : type.Namespace?.StartsWith($"{Root}.", StringComparison.Ordinal) == true ? type.Namespace[(Root.Length + 1)..]
            : null;
    }
}
