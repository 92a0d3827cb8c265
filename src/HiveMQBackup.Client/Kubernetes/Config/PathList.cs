namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>The list of files in a variable such as KUBECONFIG.</summary>
internal static class PathList
{
    /// <summary>Splits a list at the system's separator. Spaces belong to the names.</summary>
    internal static IReadOnlyList<string> Split(string list) => Split(list, Path.PathSeparator, OperatingSystem.IsWindows());

    /// <summary>Splits a list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="separator">What separates the names.</param>
    /// <param name="isQuoted">Whether a name with the separator in it can be in quotes.</param>
    /// <remarks>Source: Go's path/filepath.SplitList, which client-go uses.</remarks>
    internal static IReadOnlyList<string> Split(string list, char separator, bool isQuoted)
    {
        if (!isQuoted) return list.Split(separator);
        // Every second part is inside quotes.
        var parts = list.Split('"').Select((part, i) => i % 2 == 0 ? part.Replace(separator, '\n') : part);
        return string.Concat(parts).Split('\n');
    }
}
