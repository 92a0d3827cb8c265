using HiveMQBackup.Client.Backups.Download;

namespace HiveMQBackup.Faults.Table;

/// <summary>Completes when the client has received so many bytes.</summary>
internal sealed class BytesReceived(long position) : IProgress<DownloadProgress>
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Position => position;

    public Task Arrived => _arrived.Task;

    public void Report(DownloadProgress value)
    {
        if (value.Bytes >= position) _arrived.TrySetResult();
    }
}
