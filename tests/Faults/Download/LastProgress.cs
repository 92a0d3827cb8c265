using HiveMQBackup.Client.Backups.Download;

namespace HiveMQBackup.Faults.Download;

/// <summary>The last report of a download.</summary>
internal sealed class LastProgress : IProgress<DownloadProgress>
{
    private readonly TaskCompletionSource _reported = new();

    public DownloadProgress? Value { get; private set; }

    public Task Reported => _reported.Task;

    public void Report(DownloadProgress value)
    {
        Value = value;
        _reported.TrySetResult();
    }
}
