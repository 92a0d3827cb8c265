using System.Globalization;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Content;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>Errors that only a command can detect.</summary>
internal static class BackupErrors
{
    internal static HiveMQBackupException BackupFailed(Backup backup, BrokerInfo broker) => new(
        ErrorCode.BackupFailed,
        $"The backup '{TerminalText.Shorten(backup.Id)}' of the broker {broker} is {TerminalText.Shorten(backup.State)}: {TerminalText.Shorten(backup.FailReason ?? "the broker gives no reason", 500)}");

    internal static HiveMQBackupException RestoreFailed(Backup backup, BrokerInfo broker) => new(
        ErrorCode.RestoreFailed,
        $"The restore of the backup '{TerminalText.Shorten(backup.Id)}' into the broker {broker} failed: {TerminalText.Shorten(backup.FailReason ?? "the broker gives no reason", 500)}");

    internal static HiveMQBackupException NoBackup(BrokerInfo broker, string which) => new(ErrorCode.NoBackup, $"The broker {broker} has no backup{which}.");

    internal static HiveMQBackupException NoSuchBackup(string id, BrokerInfo broker) => new(
        ErrorCode.BackupNotFound,
        $"The broker {broker} has no backup '{TerminalText.Shorten(id)}'.");

    internal static HiveMQBackupException BackupCorrupt(string path, Problem problem) => new(
        ErrorCode.BackupCorrupt,
        $"The file '{TerminalText.Shorten(path, 500)}' is not a whole, readable backup ({Place(problem)}): {TerminalText.Shorten(problem.Message, 500)}");

    private static string Place(Problem problem) =>
        string.Create(CultureInfo.InvariantCulture, $"{(problem.Entry is { } entry ? $"{TerminalText.Shorten(entry)}, " : "")}byte {problem.Offset}");
}
