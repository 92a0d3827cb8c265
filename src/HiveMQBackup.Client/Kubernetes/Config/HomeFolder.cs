namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>The user's home folder, where kubectl looks for its kubeconfig.</summary>
internal static class HomeFolder
{
    /// <summary>The folders to look in; the first one that has a kubeconfig counts.</summary>
    /// <param name="environment">The environment's variables.</param>
    /// <param name="isWindows">Whether several variables can name one.</param>
    /// <remarks>Source: k8s.io/client-go/util/homedir.</remarks>
    internal static IReadOnlyList<string> All(Func<string, string?> environment, bool isWindows)
    {
        string?[] all = isWindows ? [environment("HOME"), Joined(environment("HOMEDRIVE"), environment("HOMEPATH")), environment("USERPROFILE")] : [environment("HOME")];
        return [.. all.OfType<string>().Where(folder => folder.Length > 0).DefaultIfEmpty(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile))];
    }

    private static string? Joined(string? drive, string? path) => string.IsNullOrEmpty(drive) || string.IsNullOrEmpty(path) ? null : drive + path;
}
