namespace HiveMQBackup.Client.HiveMQ;

/// <summary>
/// The requests that the commands of a pipeline have under way at once: together not more than the one with the highest limit may have. A
/// later command comes first, since it works on what an earlier one has found, over the same port-forward. Thread-safe.
/// </summary>
public sealed class SessionRequests
{
    private readonly object _lock = new();

    // In the order of the pipeline.
    private readonly List<RequestSlots> _commands = [];
    private int _underWay;

    /// <summary>The slots of a further command.</summary>
    /// <param name="count">How many requests it may have under way at once.</param>
    public RequestSlots Open(int count)
    {
        var slots = new RequestSlots(count, this);
        lock (_lock) _commands.Add(slots);
        return slots;
    }

    internal void Close(RequestSlots slots)
    {
        lock (_lock)
        {
            _commands.Remove(slots);
            GiveFree();
        }
    }

    internal Task TakeAsync(RequestSlots slots, CancellationToken cancel)
    {
        lock (_lock)
        {
            var turn = slots.Queue(cancel);
            GiveFree();
            return turn;
        }
    }

    internal void Return(RequestSlots slots)
    {
        lock (_lock)
        {
            slots.Free();
            _underWay--;
            GiveFree();
        }
    }

    private void GiveFree()
    {
        while (_commands.Count > 0 && _underWay < _commands.Max(command => command.Count) && _commands.FindLast(command => command.IsNextWaiting) is { } next)
        {
            if (next.GiveToNext()) _underWay++;
        }
    }
}
