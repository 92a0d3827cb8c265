namespace HiveMQBackup.Client.Net;

/// <summary>
/// The dedicated threads on which connections are opened and read. A connection has one only while a read waits for data: an idle one
/// needs none, so there are as many threads as requests and transfers under way. A free thread is used again, and ends after a
/// second without work.
/// </summary>
internal static class ReadingThreads
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    // The one that became free last is used first.
    private static readonly List<ReadingThread> Free = [];

    /// <summary>Runs the work on a free thread, or else on a new one.</summary>
    internal static void Run(Action work)
    {
        ReadingThread? free;
        lock (Free)
        {
            free = Free.Count > 0 ? Free[^1] : null;
            if (free is not null) Free.RemoveAt(Free.Count - 1);
        }
        if (free is null) new ReadingThread(work).Start();
        else free.Give(work);
    }

    private sealed class ReadingThread(Action first)
    {
        private readonly object _lock = new();
        private Action? _work = first;

        internal void Start() => new Thread(RunAll) { IsBackground = true, Name = "HiveMQBackup reader" }.UnsafeStart();

        internal void Give(Action work)
        {
            lock (_lock)
            {
                _work = work;
                Monitor.Pulse(_lock);
            }
        }

        private void RunAll()
        {
            while (Next() is { } work)
            {
                work();
                lock (Free) Free.Add(this);
            }
        }

        private Action? Next()
        {
            if (Take(Linger) is { } work) return work;
            lock (Free)
            {
                if (Free.Remove(this)) return null;
            }
            // It is just being given work.
            return Take(Timeout.InfiniteTimeSpan);
        }

        private Action? Take(TimeSpan longest)
        {
            lock (_lock)
            {
                if (_work is null) Monitor.Wait(_lock, longest);
                var work = _work;
                _work = null;
                return work;
            }
        }
    }
}
