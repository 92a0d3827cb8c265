using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>
/// The merged kubeconfig files as kubectl reads them: the first file that names a context, cluster or user wins, and
/// relative paths start from the folder of the file that contains them.
/// </summary>
/// <remarks>
/// KubernetesClient's own loader knows neither <c>proxy-url</c> nor <c>tokenFile</c>, resolves the paths of every merged
/// file against the first one, and takes half a second of reflection.
/// Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
/// </remarks>
public sealed class KubeConfig
{
    private readonly Dictionary<string, KubeConfigEntry> _contexts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeConfigEntry> _clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeConfigEntry> _users = new(StringComparer.Ordinal);

    private KubeConfig(KubeConfigSource source) => Source = source;

    /// <summary>The files this was read from.</summary>
    public KubeConfigSource Source { get; }

    /// <summary>The current context's name, or null if none is set.</summary>
    public string? CurrentContext { get; private set; }

    /// <summary>The names of all contexts, sorted.</summary>
    public IReadOnlyList<string> Contexts => _contexts.Keys.Order(StringComparer.OrdinalIgnoreCase).ToList();

    /// <summary>Reads and merges the files.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.KubeConfigInvalid"/>: a file cannot be read or is not a kubeconfig.</exception>
    public static KubeConfig Load(KubeConfigSource source)
    {
        var config = new KubeConfig(source);
        foreach (var file in source.Files) config.Merge(file);
        return config;
    }

    /// <summary>Finds a context with its cluster and user.</summary>
    /// <param name="name">The context's name, or null for the current one.</param>
    /// <exception cref="HiveMQBackupException">
    /// <see cref="ErrorCode.KubeContextNotFound"/>, or <see cref="ErrorCode.KubeConfigInvalid"/> if its cluster or user is missing.
    /// </exception>
    public KubeContext Context(string? name)
    {
        var wanted = name ?? CurrentContext;
        if (string.IsNullOrEmpty(wanted)) throw ContextNotFound($"{Source.Display} has no current context");
        if (!_contexts.TryGetValue(wanted, out var context)) throw ContextNotFound($"{Source.Display} has no context '{wanted}'");
        var cluster = Named(_clusters, context.Text("cluster"), "cluster", wanted);
        var user = context.Text("user") is { Length: > 0 } userName ? Named(_users, userName, "user", wanted) : null;
        return new KubeContext(wanted, context.Text("namespace"), cluster, user);
    }

    private KubeConfigEntry Named(Dictionary<string, KubeConfigEntry> entries, string? name, string kind, string context) =>
        name is not null && entries.TryGetValue(name, out var entry) ? entry : throw new HiveMQBackupException(
            ErrorCode.KubeConfigInvalid,
            $"The context '{context}' in {Source.Display} names the {kind} '{name}', which does not exist.");

    private HiveMQBackupException ContextNotFound(string what) => new(
        ErrorCode.KubeContextNotFound,
        Contexts.Count == 0 ? $"{what}, and no contexts at all." : $"{what}. Contexts: {string.Join(", ", Contexts)}.");

    private void Merge(string file)
    {
        var root = Parse(file);
        if (root is null) return;
        var folder = Path.GetDirectoryName(file) ?? ".";
        var top = new KubeConfigEntry(root, folder, file);
        CurrentContext ??= top.Text("current-context") is { Length: > 0 } current ? current : null;
        Add(_contexts, top, "contexts", "context");
        Add(_clusters, top, "clusters", "cluster");
        Add(_users, top, "users", "user");
    }

    private static void Add(Dictionary<string, KubeConfigEntry> into, KubeConfigEntry top, string list, string kind)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in top.Entries(list))
        {
            if (item.Text("name") is not { } name) continue;
            // kubectl rejects the file: which of the two is meant?
            if (!own.Add(name)) throw Invalid(top.File, $"it has the {kind} '{TerminalText.Shorten(name)}' twice", null);
            into.TryAdd(name, item.Entry(kind) ?? item.Empty());
        }
    }

    private static YamlMappingNode? Parse(string file)
    {
        try
        {
            using var reader = new StringReader(Read(file));
            var yaml = new YamlStream();
            yaml.Load(new ShallowParser(new Parser(reader)));
            if (yaml.Documents.Count == 0) return null; // An empty file is an empty kubeconfig to kubectl, too.
            return yaml.Documents[0].RootNode as YamlMappingNode
                ?? throw Invalid(file, "it is not a YAML mapping", null);
        }
        catch (YamlException e)
        {
            // Only the position: the text around it may be a token, and the exception quotes some of it.
            throw Invalid(file, $"it is not valid YAML at line {e.Start.Line}, column {e.Start.Column}", null);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What YamlDotNet throws at some texts that are not YAML either.
            throw Invalid(file, "it is not valid YAML", null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Invalid(file, e.Message, e);
        }
    }

    // YamlDotNet takes a NUL for the end of the file. What follows, such as 'as', would be missing; kubectl rejects both as well.
    private static string Read(string file)
    {
        using var reader = new StreamReader(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        try
        {
            var text = reader.ReadToEnd();
            return text.Contains('\0', StringComparison.Ordinal) ? throw Invalid(file, "it contains a NUL character", null) : text;
        }
        catch (DecoderFallbackException)
        {
            throw Invalid(file, "it is not in UTF-8", null);
        }
    }

    internal static HiveMQBackupException Invalid(string file, string why, Exception? inner) => new(
        ErrorCode.KubeConfigInvalid,
        $"The kubeconfig {file} cannot be read: {why}.",
        new ErrorCause.KubeConfigFile(),
        inner);
}
