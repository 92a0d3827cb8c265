using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Content;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>What the test of a backup file found. Its Path binds to Get-HiveMQBackupContent, Restore-HiveMQBackup, Copy-Item and the like.</summary>
public sealed class HiveMQBackupReport : IViewed
{
    internal HiveMQBackupReport(BackupReport report)
    {
        Path = report.Path;
        IsValid = report.IsValid;
        Problems = [.. report.Problems.Select(problem => new HiveMQBackupProblem(problem))];
        Length = report.Length;
        Sha256 = report.Sha256;
        HiveMQVersion = report.HiveMQVersions.Count == 0 ? null : TerminalText.Shorten(string.Join(", ", report.HiveMQVersions));
        ExportedAt = report.ExportedAt;
        ExportedUntil = report.ExportedUntil;
        Nodes = report.Nodes.Count;
        RetainedMessages = report.Counts.RetainedMessages;
        ClientSessions = report.Counts.ClientSessions;
        Subscriptions = report.Counts.Subscriptions;
        QueuedMessages = report.Counts.QueuedMessages;
        QueuedBytes = report.Counts.QueuedBytes;
        SharedSubscriptions = report.Counts.SharedSubscriptions;
        UnknownEntries = report.Counts.UnknownEntries;
        UnknownElements = report.Counts.UnknownElements;
    }

    /// <summary>The file's absolute path.</summary>
    public string Path { get; }

    /// <summary>Whether the file is a whole, readable backup.</summary>
    public bool IsValid { get; }

    /// <summary>What is wrong, in the order of the file; only the first ones if there are very many.</summary>
    public IReadOnlyList<HiveMQBackupProblem> Problems { get; }

    /// <summary>The file's length in bytes.</summary>
    public long Length { get; }

    /// <summary>The SHA-256 of the file, in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>The version of HiveMQ that exported it; null if the file does not say.</summary>
    public string? HiveMQVersion { get; }

    /// <summary>The earliest time of the export, or null.</summary>
    public DateTimeOffset? ExportedAt { get; }

    /// <summary>The latest time of the export, or null.</summary>
    public DateTimeOffset? ExportedUntil { get; }

    /// <summary>The number of nodes that exported it.</summary>
    public int Nodes { get; }

    /// <summary>The number of retained messages.</summary>
    public long RetainedMessages { get; }

    /// <summary>The number of client sessions.</summary>
    public long ClientSessions { get; }

    /// <summary>The number of subscriptions of client sessions.</summary>
    public long Subscriptions { get; }

    /// <summary>The number of queued messages.</summary>
    public long QueuedMessages { get; }

    /// <summary>The length of the payloads of the queued messages in bytes.</summary>
    public long QueuedBytes { get; }

    /// <summary>The number of shared subscriptions.</summary>
    public long SharedSubscriptions { get; }

    /// <summary>The number of entries that the module does not know; they are checked, but not read.</summary>
    public long UnknownEntries { get; }

    /// <summary>The number of XML elements and attributes that the module does not know.</summary>
    public long UnknownElements { get; }

    object IViewed.View => new ReportView(PSObject.AsPSObject(this));

    /// <summary>The path, and whether the file is valid.</summary>
    public override string ToString() => $"{TerminalText.Shorten(Path, 1000)} {(IsValid ? "valid" : "not valid")}";
}
