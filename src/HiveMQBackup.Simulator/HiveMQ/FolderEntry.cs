using System.Globalization;
using System.Text.Json;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The folder of one backup in a backup folder.</summary>
/// <param name="Id">The folder's name.</param>
/// <param name="File">The file in it, where it was not made by the simulator.</param>
/// <param name="Marker">What the simulator has put there instead of a file.</param>
internal sealed record FolderEntry(string Id, FileInfo? File, FileInfo? Marker)
{
    /// <summary>The backup, with the file's length where there is a file.</summary>
    public SimulatedBackup ApplyTo(SimulatedBackup backup) =>
        File is null ? backup : backup with { IsUploaded = true, IsFound = true, Bytes = File.Length };

    /// <summary>The backup as the folder alone shows it.</summary>
    public SimulatedBackup? Discovered() => File is { } file
        ? new SimulatedBackup
        {
            Id = Id,
            CreatedAt = TimeOf(file),
            State = BackupState.Completed,
            Bytes = file.Length,
            IsUploaded = true,
            IsFound = true,
        }
        : OfMarker();

    private SimulatedBackup? OfMarker()
    {
        var backup = JsonSerializer.Deserialize<SimulatedBackup>(System.IO.File.ReadAllBytes(Marker!.FullName));
        return backup is null ? null : backup with { Id = Id, State = BackupState.Completed, FailReason = null, DueAt = null, IsFound = true };
    }

    private DateTimeOffset TimeOf(FileInfo file) =>
        DateTimeOffset.TryParseExact(Id, "yyyyMMdd-HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : new DateTimeOffset(file.LastWriteTimeUtc);
}
