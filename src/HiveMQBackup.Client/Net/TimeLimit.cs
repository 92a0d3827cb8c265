namespace HiveMQBackup.Client.Net;

/// <summary>
/// A call's time limit. Its clock stops while the call waits for credentials: a login in a browser takes as long as the user needs,
/// and must not use up the time of the request that it is for.
/// </summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly object _lock = new();
    private readonly TimeLimit? _outer;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;
    private TimeSpan _left;
    private long _runningSince;
    private int _pauses;
    private bool _isOver;

    /// <summary>Starts the limit.</summary>
    /// <param name="length">How long the call may take; infinite until <see cref="Restart"/> says more.</param>
    /// <param name="time">The clock.</param>
    /// <param name="scope">The scope of the call, with the limits around this one.</param>
    /// <param name="cancel">Cancels the call as well.</param>
    internal TimeLimit(TimeSpan length, TimeProvider time, CallScope scope, CancellationToken cancel)
    {
        _time = time;
        _outer = scope.Limit;
        Scope = scope with { Limit = this };
        _left = length;
        _runningSince = time.GetTimestamp();
        _limit = new CancellationTokenSource(length, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _limit.Token);
    }

    /// <summary>The scope of what runs under this limit.</summary>
    internal CallScope Scope { get; }

    /// <summary>Is canceled by the limit and by the caller.</summary>
    internal CancellationToken Token => _either.Token;

    /// <summary>Stops the clocks of this limit and of all around it until the result is disposed.</summary>
    internal IDisposable Pause()
    {
        for (TimeLimit? limit = this; limit is not null; limit = limit._outer) limit.Hold();
        return new Resumption(this);
    }

    /// <summary>The time that is left.</summary>
    internal TimeSpan Left
    {
        get
        {
            lock (_lock) return _pauses > 0 ? _left : _left - _time.GetElapsedTime(_runningSince);
        }
    }

    /// <summary>The time that is left of the outermost limit, which is that of the whole call; null if it has none.</summary>
    internal TimeSpan? LeftOfAll => _outer is not null ? _outer.LeftOfAll : HasEnd ? Left : null;

    /// <summary>Stops the clock until <see cref="Resume"/>; both may be nested.</summary>
    internal void Hold()
    {
        lock (_lock)
        {
            if (_isOver || _pauses++ > 0) return;
            if (HasEnd) _left = Max(TimeSpan.Zero, _left - _time.GetElapsedTime(_runningSince));
            _limit.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Resumes the clock.</summary>
    internal void Resume()
    {
        lock (_lock)
        {
            if (_isOver || --_pauses > 0) return;
            Run();
        }
    }

    /// <summary>Gives the calls this much time, starting now.</summary>
    internal void Restart(TimeSpan length)
    {
        lock (_lock)
        {
            if (_isOver) return;
            _left = length;
            if (_pauses == 0) Run();
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private bool HasEnd => _left != Timeout.InfiniteTimeSpan;

    private void Run()
    {
        _runningSince = _time.GetTimestamp();
        _limit.CancelAfter(_left);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A connection that was opened for this call may outlive it.
        lock (_lock) _isOver = true;
        _either.Dispose();
        _limit.Dispose();
    }

    private sealed class Resumption(TimeLimit innermost) : IDisposable
    {
        private bool _isDone;

        public void Dispose()
        {
            if (_isDone) return;
            _isDone = true;
            for (TimeLimit? limit = innermost; limit is not null; limit = limit._outer) limit.Resume();
        }
    }
}
