using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ.Files;

namespace HiveMQBackup.Faults.Download;

/// <summary>Leaves a partial file behind, for a download that resumes.</summary>
internal static class InterruptedDownload
{
    internal const int Part = 700_000;

    internal static SaveOptions Resuming(this BrokerWithBackup broker) => new(broker.Folder.Path, null, false) { Resume = true };

    /// <summary>The next download gets so many bytes, and every further request fails.</summary>
    internal static async Task<HiveMQBackupException> FailAfterAsync(this BrokerWithBackup broker, int bytes)
    {
        broker.Node.Faults.CutDownloadAfter(bytes, DownloadCut.EarlyEnd);
        broker.FailFilesAfter(1);
        var failed = await Test.FailsAsync(() => broker.SaveAsync(options: broker.Resuming()), ErrorCode.DownloadIncomplete);
        broker.Node.Faults.Clear();
        return failed;
    }

    internal static void FailFilesAfter(this BrokerWithBackup broker, int good)
    {
        var requests = 0;
        broker.Handle(RequestKind.File, (context, next) =>
        {
            if (Interlocked.Increment(ref requests) <= good) return next();
            context.Abort();
            return Task.CompletedTask;
        });
    }

    internal static async Task PlantAsync(this BrokerWithBackup broker, int length)
    {
        await broker.FailAfterAsync(Part);
        var content = new byte[length];
        SimulatedFile.OfLength(CompleteBackup.Id, BrokerWithBackup.FileLength).Fill(0, content.AsSpan(0, Math.Min(length, BrokerWithBackup.FileLength)));
        await File.WriteAllBytesAsync(broker.Folder.Partial, content, Test.Cancel);
    }
}
