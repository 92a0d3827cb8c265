using Microsoft.AspNetCore.Connections;

namespace HiveMQBackup.Simulator.Hosting;

/// <summary>The open connections of a server, so that all of them can be broken at once.</summary>
internal sealed class ConnectionSet
{
    private readonly Lock _lock = new();
    private readonly HashSet<ConnectionContext> _open = [];
    private bool _refusing;

    public int Count
    {
        get
        {
            lock (_lock)
                return _open.Count;
        }
    }

    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (!TryAdd(connection))
        {
            connection.Abort();
            return;
        }
        try
        {
            await next(connection);
        }
        finally
        {
            lock (_lock)
                _open.Remove(connection);
        }
    }

    public void Refuse()
    {
        ConnectionContext[] open;
        lock (_lock)
        {
            _refusing = true;
            open = [.. _open];
        }
        foreach (var connection in open)
            connection.Abort();
    }

    public void Admit()
    {
        lock (_lock)
            _refusing = false;
    }

    private bool TryAdd(ConnectionContext connection)
    {
        lock (_lock)
            return !_refusing && _open.Add(connection);
    }
}
