namespace HiveMQBackup.Cmdlets.Views;

/// <summary>What the header above a table of backups says.</summary>
/// <param name="Count">The number of backups.</param>
/// <param name="TotalBytes">The sum of their sizes, as far as they are known.</param>
internal sealed record BackupListing(int Count, long TotalBytes);
