using System.Text.RegularExpressions;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Common.Errors;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>Fills the placeholders of -OutputDir: {context}, {namespace}, {broker} and {id}.</summary>
internal static partial class OutputPlaceholders
{
    // Without Kubernetes there is neither context nor namespace.
    private const string Nothing = "none";

    /// <summary>The path with the placeholders replaced; no value adds a folder level.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.OutputPathInvalid"/>: it contains an unknown placeholder.</exception>
    internal static string Fill(string path, Backup backup, BrokerInfo broker) => Placeholder().Replace(path, match => FolderName.Of(
        match.Value.ToUpperInvariant() switch
        {
            "{CONTEXT}" => broker.Context ?? Nothing,
            "{NAMESPACE}" => broker.Namespace ?? Nothing,
            "{BROKER}" => broker.Namespace is null && Uri.TryCreate(broker.Name, UriKind.Absolute, out var address) ? address.Authority + address.AbsolutePath.TrimEnd('/') : broker.Name,
            "{ID}" => backup.Id,
            _ => throw Unknown(match.Value),
        }));

    private static HiveMQBackupException Unknown(string placeholder) => new(
        ErrorCode.OutputPathInvalid,
        $"The path cannot be used: '{placeholder}' is not a placeholder.",
        new ParameterCause.UnknownPlaceholder());

    [GeneratedRegex(@"\{[A-Za-z]+\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
