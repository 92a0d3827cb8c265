namespace HiveMQBackup.Tests.Support;

/// <summary>Keeps every report, in the order and on the thread of the reports.</summary>
internal sealed class ProgressList<T>(Action<T>? also = null) : IProgress<T>
{
    private readonly List<T> _reports = [];

    public IReadOnlyList<T> Reports
    {
        get
        {
            lock (_reports) return [.. _reports];
        }
    }

    public void Report(T value)
    {
        lock (_reports) _reports.Add(value);
        also?.Invoke(value);
    }
}
