using HiveMQBackup.Simulator.HiveMQ.Files;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The content of a backup's file: made on the fly, or read from a file that was put into the backup folder.</summary>
internal abstract record BackupContent(string Id)
{
    /// <summary>The content as a file of this length has it, for a broker that names a wrong one.</summary>
    public abstract BackupContent OfLength(long length);

    public abstract Task WriteAsync(Stream destination, long offset, long length, CancellationToken cancel);

    /// <summary>What the simulator makes.</summary>
    internal sealed record Made(string Id, SimulatedFile File) : BackupContent(Id)
    {
        public override BackupContent OfLength(long length) =>
            length == File.Length ? this : new Made(Id, SimulatedFile.OfLength(Id, length));

        public override Task WriteAsync(Stream destination, long offset, long length, CancellationToken cancel) =>
            File.WriteAsync(destination, offset, length, cancel);
    }

    /// <summary>A file in the backup folder.</summary>
    internal sealed record Uploaded(string Id, string Path) : BackupContent(Id)
    {
        public override BackupContent OfLength(long length) => this;

        public override async Task WriteAsync(Stream destination, long offset, long length, CancellationToken cancel)
        {
            await using var file = File.OpenRead(Path);
            file.Position = offset;
            var buffer = new byte[64 * 1024];
            while (length > 0 && await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), cancel) is > 0 and var count)
            {
                await destination.WriteAsync(buffer.AsMemory(0, count), cancel);
                length -= count;
            }
        }
    }
}
