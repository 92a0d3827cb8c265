using System.Diagnostics.CodeAnalysis;

namespace HiveMQBackup.Simulator.Hosting;

/// <summary>Faults that wait for their occasion, each good for a number of times.</summary>
internal sealed class ArmedFaults<T>
    where T : class
{
    private readonly Lock _lock = new();
    private readonly List<(T Fault, int Left)> _armed = [];

    public void Arm(T fault, int times)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        if (times == 0)
            return;
        lock (_lock)
            _armed.Add((fault, times));
    }

    /// <summary>Takes the first fault that applies, and uses it up by one.</summary>
    public bool TryTake(Func<T, bool> applies, [NotNullWhen(true)] out T? fault)
    {
        lock (_lock)
        {
            var index = _armed.FindIndex(armed => applies(armed.Fault));
            fault = index < 0 ? null : Use(index);
            return fault is not null;
        }
    }

    public void Clear()
    {
        lock (_lock)
            _armed.Clear();
    }

    private T Use(int index)
    {
        var (fault, left) = _armed[index];
        if (left == 1)
            _armed.RemoveAt(index);
        else
            _armed[index] = (fault, left - 1);
        return fault;
    }
}
