using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>The content of the module's folder, and so of the package.</summary>
public sealed class PackageTests
{
    // What PowerShell ships beside the runtime; a second copy would never be loaded, or would conflict with it.
    private static readonly string[] PowerShellsOwn =
    [
        "System.Management.Automation", "Microsoft.PowerShell.Commands.Utility", "Microsoft.PowerShell.ConsoleHost", "Newtonsoft.Json",
        "Markdig.Signed", "Microsoft.ApplicationInsights", "Microsoft.Management.Infrastructure", "Microsoft.CodeAnalysis", "Json.More",
        "JsonSchema.Net", "Microsoft.Extensions.ObjectPool",
    ];

    private static readonly string Folder = Path.GetDirectoryName(Shell.Manifest)!;
    private static readonly string Root = Path.GetFullPath("../..", Folder);
    private static readonly string[] Libraries = [.. Directory.GetFiles(Path.Combine(Folder, "lib"), "*.dll").Select(f => Path.GetFileNameWithoutExtension(f)!)];

    [Fact]
    public void Nothing_but_the_module_is_there()
    {
        var files = Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/'));
        Assert.Equal(
            [
                "HiveMQBackup.Cmdlets.dll", "HiveMQBackup.Types.ps1xml", "HiveMQBackup.psd1", "HiveMQBackupContent.Types.ps1xml", "LICENSE", "THIRD-PARTY-NOTICES.txt",
                "Views/HiveMQBackup.Format.ps1xml", "Views/HiveMQBackupContent.Format.ps1xml", "Views/HiveMQBackupFile.Format.ps1xml", "Views/HiveMQBackupProblem.Format.ps1xml",
                "Views/HiveMQBackupReport.Format.ps1xml", "Views/HiveMQBackupStatus.Format.ps1xml", "Views/HiveMQBroker.Format.ps1xml",
                "Views/HiveMQRetentionResult.Format.ps1xml", "Views/HiveMQSavedBackup.Format.ps1xml",
                "en-US/HiveMQBackup.Cmdlets.dll-Help.xml", "en-US/about_HiveMQBackup.help.txt",
            ],
            files.Where(f => !f.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(Path.Combine(Folder, "lib")), f => Assert.EndsWith(".dll", f, StringComparison.Ordinal));
    }

    // There are some only after `dotnet pack -c Release`.
    [Fact]
    public void Every_precompiled_file_is_the_same_assembly_as_the_plain_one()
    {
        var lib = Path.Combine(Folder, "lib");
        var precompiled = Directory.GetFiles(lib, "*", SearchOption.AllDirectories).Where(f => Path.GetDirectoryName(f) != lib);
        Assert.All(precompiled, file =>
        {
            Assert.Matches("^net10.0.(win-x64|linux-x64|linux-arm64|osx-arm64).HiveMQBackup.Client.dll$", Path.GetRelativePath(lib, file));
            var plain = Path.Combine(lib, Path.GetFileName(file));
            Assert.Equal(ModuleVersionId(plain), ModuleVersionId(file));
            Assert.False(IsPrecompiled(plain));
            Assert.True(IsPrecompiled(file));
        });
    }

    [Fact]
    public void The_version_is_the_one_of_the_build()
    {
        var version = XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("Version").Single().Value.Split('-');
        Assert.Equal(version[0], Manifest("ModuleVersion").Single());
        Assert.Equal(version.Skip(1).Append("").First(), Manifest("PrivateData.PSData.Prerelease").Single());
    }

    [Fact]
    public void The_release_notes_are_the_changelogs()
    {
        var notes = Manifest("PrivateData.PSData.ReleaseNotes").Single().ReplaceLineEndings("\n");
        var changes = File.ReadAllText(Path.Combine(Root, "CHANGELOG.md")).ReplaceLineEndings("\n");
        Assert.StartsWith("### ", notes, StringComparison.Ordinal);
        Assert.Contains($"## [{Manifest("ModuleVersion").Single()}]", changes, StringComparison.Ordinal);
        Assert.Contains($"\n{notes}\n", changes, StringComparison.Ordinal);
    }

    [Fact]
    public void The_manifest_exports_exactly_the_cmdlets() => Assert.Equal(Cmdlets().Order(), Manifest("CmdletsToExport").Order());

    [Fact]
    public void The_manifest_exports_nothing_else() =>
        Assert.All(["FunctionsToExport", "AliasesToExport", "VariablesToExport"], key => Assert.Empty(Manifest(key)));

    [Fact]
    public void No_address_is_made_up() => Assert.DoesNotContain("Uri ", File.ReadAllText(Shell.Manifest), StringComparison.Ordinal);

    [Fact]
    public void The_runtime_and_PowerShell_contain_none_of_the_libraries()
    {
        var runtime = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Select(f => Path.GetFileNameWithoutExtension(f)!);
        Assert.Empty(Libraries.Intersect(runtime.Concat(PowerShellsOwn), StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_library_is_needed()
    {
        var needed = new HashSet<string> { "HiveMQBackup.Client" };
        var open = new Queue<string>(needed);
        while (open.TryDequeue(out var library))
        {
            foreach (var reference in References(library).Where(r => Libraries.Contains(r) && needed.Add(r))) open.Enqueue(reference);
        }
        Assert.Equal(needed.Order(), Libraries.Order());
    }

    private static string[] Manifest(string key)
    {
        var file = Parser.ParseFile(Shell.Manifest, out _, out var errors);
        Assert.Empty(errors);
        object? value = file.Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false).SafeGetValue();
        foreach (var part in key.Split('.')) value = ((System.Collections.IDictionary)value!)[part];
        return value is Array several ? [.. several.Cast<object>().Select(v => $"{v}")] : [$"{value}"];
    }

    private static List<string> References(string library) => Read(Path.Combine(Folder, "lib", $"{library}.dll"), metadata =>
        metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)));

    // The names in [Cmdlet(verb, noun)], without loading the assembly.
    private static List<string> Cmdlets() => Read(Path.Combine(Folder, "HiveMQBackup.Cmdlets.dll"), metadata =>
        metadata.CustomAttributes.Select(metadata.GetCustomAttribute).Where(attribute => IsCmdlet(metadata, attribute)).Select(attribute =>
        {
            var value = metadata.GetBlobReader(attribute.Value);
            value.ReadUInt16();
            return $"{value.ReadSerializedString()}-{value.ReadSerializedString()}";
        }));

    private static bool IsCmdlet(MetadataReader metadata, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
        && metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name) == nameof(CmdletAttribute);

    private static Guid ModuleVersionId(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    private static bool IsPrecompiled(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        return file.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    private static List<string> Read(string path, Func<MetadataReader, IEnumerable<string>> read)
    {
        using var file = new PEReader(File.OpenRead(path));
        return [.. read(file.GetMetadataReader())];
    }
}
