using System.Diagnostics;

namespace HiveMQBackup.Benchmarks;

/// <summary>Samples this process until it is disposed: the most threads, how far the memory grows, and the CPU time.</summary>
internal sealed class ProcessPeaks : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly ManualResetEventSlim _isOver = new();
    private readonly Thread _sampler;
    private readonly long _before;
    private readonly TimeSpan _cpuBefore;

    internal ProcessPeaks()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        _before = process.WorkingSet64;
        _cpuBefore = process.TotalProcessorTime;
        _sampler = new Thread(Sample) { IsBackground = true };
        _sampler.Start();
    }

    /// <summary>The most threads at any time, without the one that samples.</summary>
    internal int Threads { get; private set; }

    /// <summary>By how many bytes the memory has grown at most.</summary>
    internal long Growth { get; private set; }

    /// <summary>The CPU time since the beginning.</summary>
    internal TimeSpan Cpu { get; private set; }

    private void Sample()
    {
        do
        {
            using var process = Process.GetCurrentProcess();
            Threads = Math.Max(Threads, process.Threads.Count - 1);
            Cpu = process.TotalProcessorTime - _cpuBefore;
            Growth = Math.Max(Growth, process.WorkingSet64 - _before);
        }
        while (!_isOver.Wait(Interval));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isOver.Set();
        _sampler.Join();
        _isOver.Dispose();
    }
}
