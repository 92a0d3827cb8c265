using k8s;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>
/// Where the way to the cluster is described: kubeconfig files, or a pod's service account. Equal as long as nothing in it
/// has changed, so that a kept connection is not used after <c>kubectl config use-context</c>.
/// </summary>
/// <param name="Files">The kubeconfig files to merge, first wins; empty in a pod.</param>
/// <param name="Stamp">Changes when one of the files changes.</param>
public sealed record KubeConfigSource(IReadOnlyList<string> Files, string Stamp)
{
    /// <summary>The files' names, for messages.</summary>
    public string Display => Files.Count == 0 ? "the pod's service account" : string.Join(Path.PathSeparator, Files);

    /// <summary>
    /// Looks for a kubeconfig: the path given, KUBIE_KUBECONFIG, KUBECONFIG (a list), <c>~/.kube/config</c>, and last the
    /// service account of the pod that this process runs in.
    /// </summary>
    /// <param name="path">A path that was given explicitly, or null.</param>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <exception cref="HiveMQBackupException"><see cref="Failure.KubeConfigNotFound"/>, with the places that were looked at.</exception>
    public static KubeConfigSource Find(string? path, string folder, Func<string, string?> environment)
    {
        if (!string.IsNullOrEmpty(path)) return Existing([path], folder) ?? throw NotFound([path]);
        var looked = new List<string>();
        foreach (var (place, files) in Places(environment))
        {
            if (Existing(files, folder) is { } source) return source;
            looked.Add(place);
        }
        if (KubernetesClientConfiguration.IsInCluster()) return new KubeConfigSource([], "in-cluster");
        looked.Add("the service account of a pod");
        throw NotFound(looked);
    }

    private static IEnumerable<(string Place, string[] Files)> Places(Func<string, string?> environment)
    {
        foreach (var variable in new[] { "KUBIE_KUBECONFIG", "KUBECONFIG" })
        {
            var value = environment(variable);
            if (string.IsNullOrWhiteSpace(value)) yield return ($"{variable} (not set)", []);
            else yield return ($"{variable} ({value})", value.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
        var home = environment("HOME") ?? environment("USERPROFILE") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var config = Path.Combine(home, ".kube", "config");
        yield return (config, [config]);
    }

    // As with kubectl, a file of a list that does not exist is passed over.
    private static KubeConfigSource? Existing(IEnumerable<string> files, string folder)
    {
        var existing = files.Select(f => new FileInfo(Path.GetFullPath(f, folder))).Where(f => f.Exists).ToList();
        return existing.Count == 0 ? null : new KubeConfigSource(
            existing.ConvertAll(f => f.FullName),
            string.Join('|', existing.Select(f => $"{f.FullName}:{f.LastWriteTimeUtc.Ticks}:{f.Length}")));
    }

    private static HiveMQBackupException NotFound(IEnumerable<string> looked) => new(
        Failure.KubeConfigNotFound,
        $"No kubeconfig was found. Looked at: {string.Join(", ", looked)}.",
        "Name one with -KubeConfig, or set KUBECONFIG. For a broker without Kubernetes use -Uri.");

    /// <inheritdoc/>
    public bool Equals(KubeConfigSource? other) => other is not null && other.Stamp == Stamp;

    /// <inheritdoc/>
    public override int GetHashCode() => Stamp.GetHashCode(StringComparison.Ordinal);
}
