namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>Recognizes the content of a file in the place of its path, such as a key in <c>client-key</c>: no message may repeat it.</summary>
internal static class MisplacedContent
{
    private const int LongestName = 255;

    // Base64 of PEM or YAML ("---"), of a kubeconfig ("apiVersion") and of JSON, as in every JSON web token; and JSON itself.
    private static readonly string[] Beginnings = ["LS0t", "YXBpVmVyc2lvb", "eyJ", "ewogI", "{\""];

    /// <summary>Whether the text cannot be a path, or a part of it begins as such content does.</summary>
    internal static bool Is(string text) => text.Any(char.IsControl)
        || text.Split('/', '\\').Any(part => part.Length > LongestName || Beginnings.Any(beginning => part.StartsWith(beginning, StringComparison.Ordinal)));
}
