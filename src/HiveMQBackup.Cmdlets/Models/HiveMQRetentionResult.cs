using HiveMQBackup.Client;
using HiveMQBackup.Client.Retention;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>Whether a saved backup was kept or removed, and why.</summary>
public sealed class HiveMQRetentionResult : IListedBackup
{
    private readonly BackupListing _listing;

    internal HiveMQRetentionResult(KeepDecision decision, BackupListing listing)
    {
        _listing = listing;
        Path = decision.File.Path;
        Id = decision.File.Id is { } id ? TerminalText.Shorten(id) : null;
        BrokerFolder = decision.File.Folder;
        CreatedAt = decision.File.CreatedAt;
        Length = decision.File.Length;
        Action = decision.IsKept ? RetentionAction.Keep : RetentionAction.Remove;
        Reason = [.. decision.Reasons];
        ViewProperties.AddTo(this);
    }

    /// <summary>The file's absolute path.</summary>
    public string Path { get; }

    /// <summary>The broker's id of the backup, or null if the file's name has none.</summary>
    public string? Id { get; }

    /// <summary>The absolute path of the folder that the file is in: one folder is one broker.</summary>
    public string BrokerFolder { get; }

    /// <summary>When the backup was created, as exactly as the file tells.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The file's length in bytes.</summary>
    public long Length { get; }

    /// <summary>What was done, or with -WhatIf would be done.</summary>
    public RetentionAction Action { get; }

    /// <summary>Why: the rules that keep the file, or what else decided.</summary>
#pragma warning disable CA1819 // Scripts compare and join an array.
    public string[] Reason { get; }
#pragma warning restore CA1819

    BackupListing? IListedBackup.Listing => _listing;

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}

/// <summary>What is done about a saved backup.</summary>
public enum RetentionAction
{
    /// <summary>The file stays.</summary>
    Keep,

    /// <summary>The file is removed, and its checksum file with it.</summary>
    Remove,
}
