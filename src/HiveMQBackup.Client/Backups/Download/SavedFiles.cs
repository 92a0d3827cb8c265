using System.Collections.Concurrent;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>
/// The files that one command has saved. Overwriting is meant for files of earlier runs: backups of two brokers often have the same
/// name, and one of them would be lost. Safe for use by several downloads at once.
/// </summary>
public sealed class SavedFiles
{
    private readonly ConcurrentDictionary<string, (BrokerInfo Broker, string Id)> _files = new(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes sure that a file is not that of another backup.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.OutputFileExists"/>.</exception>
    internal void EnsureNotOther(string path, BrokerInfo broker, string id)
    {
        if (_files.TryGetValue(path, out var owner) && owner != (broker, id)) throw DownloadErrors.SavedBefore(path, owner.Id, owner.Broker.ToString());
    }

    /// <summary>Makes a file that of a backup.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.OutputFileExists"/>: it is that of another one.</exception>
    internal void Claim(string path, BrokerInfo broker, string id)
    {
        _files.TryAdd(path, (broker, id));
        EnsureNotOther(path, broker, id);
    }
}
