namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The content of a backup's file: made on the fly, or read from a file that was put into the backup folder.</summary>
internal sealed record BackupContent(string Id, string? File)
{
    public async Task WriteAsync(Stream destination, long offset, long length, CancellationToken cancel)
    {
        if (File is null)
        {
            await SimulatedFile.WriteAsync(destination, Id, offset, length, cancel);
            return;
        }
        await using var file = System.IO.File.OpenRead(File);
        file.Position = offset;
        var buffer = new byte[64 * 1024];
        while (length > 0 && await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), cancel) is > 0 and var count)
        {
            await destination.WriteAsync(buffer.AsMemory(0, count), cancel);
            length -= count;
        }
    }
}
