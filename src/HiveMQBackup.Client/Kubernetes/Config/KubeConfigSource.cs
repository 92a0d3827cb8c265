namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>
/// The source of the connection to the cluster: kubeconfig files, or a pod's service account. Equal as long as nothing in it
/// has changed, so that a kept connection is not used after <c>kubectl config use-context</c>.
/// </summary>
/// <param name="Files">The kubeconfig files to merge, first wins; empty in a pod.</param>
/// <param name="Stamp">Changes when one of the files changes.</param>
public sealed record KubeConfigSource(IReadOnlyList<string> Files, string Stamp)
{
    // In no path, unlike the separator of KUBECONFIG.
    private const char Separator = '\0';

    private static readonly string[] Variables = ["KUBIE_KUBECONFIG", "KUBECONFIG"];

    /// <summary>The files' names, for messages.</summary>
    public string Display => Files.Count == 0 ? "the pod's service account" : string.Join(Path.PathSeparator, Files);

    /// <summary>The list of files if there are several, for <see cref="OfMerged"/>; else null.</summary>
    public string? Merged => Files.Count > 1 ? string.Join(Separator, Files) : null;

    /// <summary>The files of a list that was merged earlier, even if KUBECONFIG has changed since.</summary>
    /// <exception cref="HiveMQBackupException">
    /// <see cref="ErrorCode.KubeConfigNotFound"/>: one of them no longer exists. Another one may have a context of the same name.
    /// </exception>
    public static KubeConfigSource OfMerged(string files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var paths = files.Split(Separator);
        var missing = paths.Where(path => !Exists(path)).ToList();
        return missing.Count == 0 ? Of(paths) : throw NotFound($"The broker was found with several kubeconfigs, of which these no longer exist: {string.Join(", ", missing)}.");
    }

    /// <summary>
    /// Looks for a kubeconfig: the path given; else what KUBIE_KUBECONFIG names; else what KUBECONFIG names (a list); else
    /// <c>~/.kube/config</c>; else the service account of the pod that this process runs in. If one of the variables is set, only
    /// that counts: with a typo in it, another cluster than the one that is meant must not be used.
    /// </summary>
    /// <param name="path">A path that was given explicitly, or null.</param>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.KubeConfigNotFound"/>, with the places that were looked at.</exception>
    public static KubeConfigSource Find(string? path, string folder, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (!string.IsNullOrEmpty(path)) return Existing([EnsurePath(path)], folder) ?? throw NotFound($"The kubeconfig {Path.GetFullPath(path, folder)} does not exist.");
        foreach (var variable in Variables)
        {
            if (environment(variable) is { Length: > 0 } value) return OfVariable(variable, value, folder);
        }
        var configs = HomeFolder.All(environment, OperatingSystem.IsWindows()).Select(home => Path.Combine(home, ".kube", "config")).Distinct().ToList();
        return configs.Select(config => Existing([config], folder)).FirstOrDefault(source => source is not null)
            ?? (ServiceAccount.Exists() ? new KubeConfigSource([], "in-cluster") : null)
            ?? throw NotFound($"No kubeconfig was found in any of these places: {string.Join(", ", Variables.Select(v => $"{v} (not set)"))}, {string.Join(", ", configs)}, and the service account of a pod.");
    }

    /// <summary>Whether a text in the place of a path may be the content of a kubeconfig, which no error may repeat.</summary>
    public static bool IsContent(string path) => MisplacedContent.Is(path);

    /// <summary>The same path, unless it may be the content of a kubeconfig.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.KubeConfigNotFound"/>, without the text.</exception>
    public static string EnsurePath(string path) =>
        IsContent(path) ? throw NotFound("The path of the kubeconfig is not a path. It is not shown: it may be the content of a kubeconfig.") : path;

    private static KubeConfigSource OfVariable(string variable, string value, string folder)
    {
        if (value.Split(Path.PathSeparator).Any(IsContent))
        {
            throw new HiveMQBackupException(
                ErrorCode.KubeConfigNotFound,
                $"{variable} contains something other than paths, which is not shown: it may be the content of a kubeconfig.",
                new ErrorCause.KubeConfigVariable(variable, ""));
        }
        var files = PathList.Split(value).Where(file => !string.IsNullOrWhiteSpace(file)).ToList();
        if (Existing(files, folder) is { } source) return source;
        var missing = files.Select(file => Path.GetFullPath(file, folder)).ToList();
        throw new HiveMQBackupException(
            ErrorCode.KubeConfigNotFound,
            missing.Count == 0
                ? $"{variable} is set to '{value}', which names no file."
                : $"{variable} is set to '{value}', but {(missing.Count == 1 ? "that file does" : "those files do")} not exist: {string.Join(", ", missing)}.",
            new ErrorCause.KubeConfigVariable(variable, value));
    }

    // As with kubectl, a file of a list that does not exist is passed over; one that exists but is not a file is an error.
    private static KubeConfigSource? Existing(IEnumerable<string> files, string folder)
    {
        var existing = files.Select(file => Path.GetFullPath(file, folder)).Where(Exists).ToList();
        return existing.Count == 0 ? null : Of(existing);
    }

    private static KubeConfigSource Of(IReadOnlyList<string> existing) => new(existing, string.Join('|', existing.Select(StampOf)));

    // kubectl writes to the file behind a link, and the link itself stays as it is.
    private static string StampOf(string path) => Reading(path, () =>
    {
        var link = new FileInfo(path);
        var file = link.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target : link;
        return $"{path}:{file.FullName}:{file.LastWriteTimeUtc.Ticks}:{file.Length}";
    });

    private static bool Exists(string path) => Reading(path, () =>
    {
        try
        {
            return !File.GetAttributes(path).HasFlag(FileAttributes.Directory) ? true : throw NotFound($"The kubeconfig {path} is a folder.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    });

    private static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new HiveMQBackupException(
                ErrorCode.KubeConfigInvalid,
                $"The kubeconfig {path} cannot be read: {e.Message}",
                new ErrorCause.KubeConfigAccess(),
                e);
        }
    }

    private static HiveMQBackupException NotFound(string what) => new(ErrorCode.KubeConfigNotFound, what);

    /// <inheritdoc/>
    public bool Equals(KubeConfigSource? other) => other is not null && other.Stamp == Stamp;

    /// <inheritdoc/>
    public override int GetHashCode() => Stamp.GetHashCode(StringComparison.Ordinal);
}
