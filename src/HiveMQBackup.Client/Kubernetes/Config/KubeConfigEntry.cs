using YamlDotNet.RepresentationModel;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>One mapping of a kubeconfig, with the file that contains it.</summary>
public sealed class KubeConfigEntry
{
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

    /// <summary>A scalar's text, or null if it is absent, null or not a scalar.</summary>
    public string? Text(string key) =>
        Child(key) is YamlScalarNode { Value: { } value } scalar && !IsNull(scalar, value) ? value : null;

    /// <summary>Whether there is a scalar that is not empty.</summary>
    internal bool Has(string key) => Text(key) is { Length: > 0 };

    /// <summary>Makes sure that not both of two scalars are set.</summary>
    /// <exception cref="FormatException">They are.</exception>
    internal void EnsureNotBoth(string first, string second, string kind)
    {
        if (Has(first) && Has(second)) throw new FormatException($"its {kind} has both {first} and {second}, and only one of them is allowed");
    }

    /// <summary>Whether a scalar says true.</summary>
    public bool Flag(string key) => string.Equals(Text(key), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>A path, made absolute against the file's folder, or null.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public string? FilePath(string key)
    {
        if (Text(key) is not { Length: > 0 } path) return null;
        return MisplacedContent.Is(path) ? throw new FormatException($"its {key} is not the path of a file") : Path.GetFullPath(path, _folder);
    }

    /// <summary>A mapping below this one, or null.</summary>
    public KubeConfigEntry? Entry(string key) => Child(key) is YamlMappingNode child ? With(child) : null;

    /// <summary>The mappings of a list below this one.</summary>
    public IEnumerable<KubeConfigEntry> Entries(string key) =>
        Child(key) is YamlSequenceNode list ? list.OfType<YamlMappingNode>().Select(With) : [];

    /// <summary>The scalars of a list below this one.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        Child(key) is YamlSequenceNode list ? list.OfType<YamlScalarNode>().Select(s => s.Value ?? "").ToList() : [];

    /// <summary>A mapping with nothing in it, of the same file.</summary>
    internal KubeConfigEntry Empty() => With(new YamlMappingNode());

    /// <summary>The folder that relative paths of this entry start from.</summary>
    internal string Folder => _folder;

    /// <summary>The keys of this mapping.</summary>
    internal IEnumerable<string> Keys => _node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    /// <summary>Writes a key's value as a JSON property; nothing if it is absent.</summary>
    internal void WriteJson(System.Text.Json.Utf8JsonWriter json, string property, string key)
    {
        if (Child(key) is not { } child) return;
        json.WritePropertyName(property);
        YamlJson.Write(json, child);
    }

    private KubeConfigEntry With(YamlMappingNode node) => new(node, _folder, File);

    private YamlNode? Child(string key) => _node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static bool IsNull(YamlScalarNode scalar, string value) =>
        scalar.Style == YamlDotNet.Core.ScalarStyle.Plain && value is "" or "~" or "null";
}
