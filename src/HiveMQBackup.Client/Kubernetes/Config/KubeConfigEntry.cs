using YamlDotNet.RepresentationModel;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>One mapping of a kubeconfig, with the file that contains it.</summary>
public sealed class KubeConfigEntry
{
    private const string MergeKey = "<<";
    private const int MostMerges = 20;

    private readonly YamlMappingNode _node;
    private readonly string _folder;

    internal KubeConfigEntry(YamlMappingNode node, string folder, string file)
    {
        _node = node;
        _folder = folder;
        File = file;
    }

    /// <summary>The file that the entry was read from.</summary>
    public string File { get; }

    /// <summary>A scalar's text, or null if it is absent or null.</summary>
    public string? Text(string key) => Child(key) is { } child ? TextOf(child, key) : null;

    /// <summary>Whether there is a scalar that is not empty.</summary>
    internal bool Has(string key) => Text(key) is { Length: > 0 };

    /// <summary>Makes sure that not both of two scalars are set.</summary>
    /// <exception cref="FormatException">They are.</exception>
    internal void EnsureNotBoth(string first, string second, string kind)
    {
        if (Has(first)) EnsureNone(second, first, kind);
    }

    /// <summary>Makes sure that a scalar is not set, since another one is.</summary>
    /// <exception cref="FormatException">It is.</exception>
    internal void EnsureNone(string key, string other, string kind)
    {
        if (Has(key)) throw new FormatException($"its {kind} has both {other} and {key}, and only one of them is allowed");
    }

    /// <summary>Whether a scalar says true; absent means no.</summary>
    public bool Flag(string key) => Child(key) switch
    {
        null => false,
        YamlScalarNode scalar when YamlScalar.Of(scalar) is bool truth => truth,
        _ => throw Invalid(key, "is not true or false"),
    };

    /// <summary>A path, made absolute against the file's folder, or null.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public string? FilePath(string key)
    {
        if (Text(key) is not { Length: > 0 } path) return null;
        return MisplacedContent.Is(path) ? throw new FormatException($"its {key} is not the path of a file") : Path.GetFullPath(path, _folder);
    }

    /// <summary>A mapping below this one, or null.</summary>
    public KubeConfigEntry? Entry(string key) => Child(key) is { } child ? With(MappingOf(child, key)) : null;

    /// <summary>The mappings of a list below this one.</summary>
    public IEnumerable<KubeConfigEntry> Entries(string key) => List(key).Where(item => !IsNull(item)).Select(item => With(MappingOf(item, key, "has an entry that is not a mapping")));

    /// <summary>The scalars of a list below this one.</summary>
    public IReadOnlyList<string> Texts(string key) => List(key).Select(item => IsNull(item) ? "" : TextOf(item, key, "has an entry that is not text")).ToList();

    /// <summary>A mapping with nothing in it, of the same file.</summary>
    internal KubeConfigEntry Empty() => With(new YamlMappingNode());

    /// <summary>The folder that relative paths of this entry start from.</summary>
    internal string Folder => _folder;

    /// <summary>The keys of this mapping.</summary>
    internal IEnumerable<string> Keys => Pairs(_node).Select(pair => pair.Key).Distinct(StringComparer.Ordinal);

    /// <summary>Writes a key's value as a JSON property; nothing if it is absent.</summary>
    internal void WriteJson(System.Text.Json.Utf8JsonWriter json, string property, string key)
    {
        if (Child(key) is not { } child) return;
        json.WritePropertyName(property);
        YamlJson.Write(json, child);
    }

    private KubeConfigEntry With(YamlMappingNode node) => new(node, _folder, File);

    private YamlNode? Child(string key) => Pairs(_node).LastOrDefault(pair => pair.Key == key).Value is { } child && !IsNull(child) ? child : null;

    // As in kubectl, what comes later in a mapping counts, and of several merged mappings the first.
    private IEnumerable<(string Key, YamlNode Value)> Pairs(YamlMappingNode mapping, int depth = 0)
    {
        foreach (var (key, value) in mapping.Children)
        {
            if (key is not YamlScalarNode { Value: { } name }) continue;
            if (name != MergeKey)
            {
                yield return (name, value);
                continue;
            }
            if (depth == MostMerges) throw Invalid(name, "is merged too deeply");
            IEnumerable<YamlNode> merged = value is YamlSequenceNode several ? several.Reverse() : [value];
            foreach (var pair in merged.SelectMany(one => Pairs(MappingOf(one, name), depth + 1))) yield return pair;
        }
    }

    private IList<YamlNode> List(string key) => Child(key) switch
    {
        null => [],
        YamlSequenceNode list => list.Children,
        _ => throw Invalid(key, "is not a list"),
    };

    private string TextOf(YamlNode node, string key, string otherwise = "is not text") => node is not YamlScalarNode scalar ? throw Invalid(key, otherwise)
        : YamlScalar.Of(scalar) as string ?? throw Invalid(key, "is a number or a truth value, not text; in quotes it is text");

    private YamlMappingNode MappingOf(YamlNode node, string key, string otherwise = "is not a mapping") => node as YamlMappingNode ?? throw Invalid(key, otherwise);

    // kubectl does not use such a file either: without the field, it would mean another cluster or user.
    private HiveMQBackupException Invalid(string key, string what) => KubeConfig.Invalid(File, $"'{TerminalText.Shorten(key)}' {what}", null);

    private static bool IsNull(YamlNode node) => node is YamlScalarNode scalar && YamlScalar.Of(scalar) is null;
}
