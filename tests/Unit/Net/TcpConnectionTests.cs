using System.Net;
using System.Net.Sockets;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Unit.Net;

/// <summary>A connection has a reading thread only while a read waits for data, and notices at once what has arrived while it was idle.</summary>
public sealed class TcpConnectionTests : IAsyncLifetime
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _buffer = new byte[1000];
    private Stream _connection = null!;
    private Socket _peer = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _listener.Start();
        var accepted = _listener.AcceptSocketAsync(Cancel);
        _connection = await TcpConnection.ConnectAsync(new DnsEndPoint("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port), Cancel);
        _peer = await accepted;
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _peer.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task A_read_that_waits_continues_on_a_reading_thread()
    {
        var read = ReadAndNameThreadAsync();
        await _peer.SendAsync(new byte[3], Cancel);

        Assert.Equal((3, "HiveMQBackup reader"), await read);
    }

    [Fact]
    public async Task What_arrived_while_it_was_idle_is_read()
    {
        await _peer.SendAsync(new byte[3], Cancel);

        Assert.Equal(3, await _connection.ReadAsync(_buffer, Cancel));
    }

    [Fact]
    public async Task The_end_of_an_idle_connection_is_noticed()
    {
        var read = _connection.ReadAsync(_buffer, Cancel);
        await _peer.SendAsync(new byte[3], Cancel);
        Assert.Equal(3, await read);
        _peer.Shutdown(SocketShutdown.Send);

        // An HTTP client reads nothing before it uses a connection again.
        Assert.Equal(0, await _connection.ReadAsync(Memory<byte>.Empty, Cancel));
        Assert.Equal(0, await _connection.ReadAsync(_buffer, Cancel));
    }

    [Fact]
    public async Task After_a_canceled_read_the_next_one_gets_the_data()
    {
        using var canceled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var read = _connection.ReadAsync(_buffer, canceled.Token);
        await canceled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await read);

        await _peer.SendAsync(new byte[3], Cancel);

        Assert.Equal(3, await _connection.ReadAsync(_buffer, Cancel));
    }

    [Fact]
    public async Task A_read_that_waits_fails_when_the_connection_is_closed_here()
    {
        var read = _connection.ReadAsync(_buffer, Cancel);

        await _connection.DisposeAsync();

        await Assert.ThrowsAsync<IOException>(async () => await read);
        await Assert.ThrowsAsync<IOException>(() => _connection.ReadAsync(_buffer, Cancel).AsTask());
    }

    [Fact]
    public async Task Large_data_arrives_whole_and_in_order()
    {
        var data = new byte[3_000_000];
        Random.Shared.NextBytes(data);
        var sending = Task.Run(
            async () =>
            {
                for (var sent = 0; sent < data.Length;) sent += await _peer.SendAsync(data.AsMemory(sent), Cancel);
                _peer.Shutdown(SocketShutdown.Send);
            },
            Cancel);
        using var received = new MemoryStream();

        await _connection.CopyToAsync(received, 700, Cancel);
        await sending;

        Assert.True(data.AsSpan().SequenceEqual(received.ToArray()));
    }

    private async Task<(int, string?)> ReadAndNameThreadAsync()
    {
        var read = await _connection.ReadAsync(_buffer, Cancel).ConfigureAwait(false);
        return (read, Thread.CurrentThread.Name);
    }
}
