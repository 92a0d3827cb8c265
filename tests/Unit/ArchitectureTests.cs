using System.Text.RegularExpressions;
using HiveMQBackup.Client;
using HiveMQBackup.Unit.Text;
using NetArchTest.Rules;

namespace HiveMQBackup.Unit;

/// <summary>The client's dependencies point one way: each layer knows only those below it.</summary>
public sealed partial class ArchitectureTests
{
    private const string Root = "HiveMQBackup.Client";

    // Each layer, and those that it may refer to. The root itself holds error codes, the exception, the log and text for terminals.
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["Net"] = [],
        ["Zip"] = [],
        ["Files"] = [],
        ["Content"] = ["Files", "Zip"],
        ["HiveMQ"] = ["Net"],
        ["Kubernetes.Config"] = ["Net"],
        ["Kubernetes"] = ["Kubernetes.Config", "Net"],
        ["Kubernetes.PodProxy"] = ["Kubernetes", "Net"],
        ["Kubernetes.Streaming"] = ["Kubernetes", "Net"],
        ["Kubernetes.PortForward"] = ["Kubernetes.Streaming", "Net"],
        ["Kubernetes.Exec"] = ["Kubernetes.Streaming", "Net"],
        ["Backups"] = ["HiveMQ", "Net"],
        ["Backups.Download"] = ["Backups", "Content", "Files", "HiveMQ", "Net", "Zip"],
        ["Folders"] = ["Files", "HiveMQ", "Kubernetes.Streaming", "Kubernetes.Exec", "Net", "Zip"],
        ["Retention"] = ["Backups.Download", "Content", "Files", "Folders", "Zip"],
        ["Brokers"] =
        [
            "Folders", "HiveMQ", "Kubernetes", "Kubernetes.Config", "Kubernetes.PodProxy", "Kubernetes.Streaming", "Kubernetes.PortForward",
            "Kubernetes.Exec", "Net",
        ],
    };

    public static TheoryData<string> Layers => [.. Below.Keys];

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_knows_only_those_below_it(string layer)
    {
        string[] others = [.. Below.Keys.Where(other => other != layer && !Below[layer].Contains(other))];

        Assert.Empty(TypesOf(layer).Where(type => DependsOn(type, others)).Select(type => type.FullName));
    }

    [Fact]
    public void The_root_knows_no_layer() =>
        Assert.Empty(TypesIn(Root).Where(type => DependsOn(type, [.. Below.Keys])).Select(type => type.FullName));

    [Fact]
    public void Every_type_belongs_to_a_layer()
    {
        string[] known = [Root, .. Below.Keys.Select(layer => $"{Root}.{layer}")];

        Assert.Empty(typeof(ErrorCode).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith(Root, StringComparison.Ordinal) == true && !known.Contains(type.Namespace))
            .Select(type => type.FullName));
    }

    // The client serves other programs than PowerShell as well: the cmdlets add the names of their parameters.
    [Fact]
    public void No_text_of_the_client_names_a_cmdlet_or_a_parameter_of_one() => Assert.Empty(
        from file in Repository.Files(Path.Combine("src", Root), ".cs")
        from line in File.ReadLines(file)
        where NameOfPowerShell().IsMatch(Comment().Replace(line, ""))
        select $"{Path.GetFileName(file)}: {line.Trim()}");

    [GeneratedRegex(@"-HiveMQB(ackup|roker)|[ (""']-(Namespace|Context|KubeConfig|StatefulSet|LabelSelector|Pod|ApiPort|Uri|UseTls|SkipCertificateCheck|Credential|Token"
        + @"|AllowUnencryptedAuthentication|Transport|TimeoutSec|Wait|JoinRunning|Force|OutputDir|OutputFile|Resume|Id|Latest|State|AllNamespaces)\b|\b(cmdlet|PowerShell)\b")]
    private static partial Regex NameOfPowerShell();

    [GeneratedRegex(@"(^|\s)//.*")]
    private static partial Regex Comment();

    private static IEnumerable<Type> TypesOf(string layer) => TypesIn($"{Root}.{layer}");

    private static IEnumerable<Type> TypesIn(string ns) => typeof(ErrorCode).Assembly.GetTypes().Where(type => type.Namespace == ns);

    private static bool DependsOn(Type type, string[] layers)
    {
        string[] names = [.. layers.SelectMany(TypesOf).Select(other => other.FullName!)];
        return names.Length > 0 && Types.InAssembly(type.Assembly).That().HaveNameMatching($"^{Pattern(type)}$").And().ResideInNamespace(type.Namespace!)
            .And().HaveDependencyOnAny(names).GetTypes().Any(found => found == type);
    }

    private static string Pattern(Type type) => Regex.Escape(type.Name);
}
