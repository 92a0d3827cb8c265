using System.Net.Sockets;
using HiveMQBackup.Client.Net;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Unit.Net;

/// <summary>Connections that are opened during a login are used once each, or closed.</summary>
public sealed class EarlyConnectionsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly EarlyConnections _early;
    private readonly List<MemoryStream> _opened = [];

    public EarlyConnectionsTests() => _early = new EarlyConnections(_clock);

    public void Dispose() => _early.Dispose();

    private ValueTask<Stream> ConnectAsync(CancellationToken cancel)
    {
        _opened.Add(new MemoryStream());
        return ValueTask.FromResult<Stream>(_opened[^1]);
    }

    private bool IsOpen(int index) => _opened[index].CanRead;

    [Fact]
    public async Task Each_is_used_once()
    {
        _early.Open(2, ConnectAsync);

        Assert.Same(_opened[0], await _early.TakeAsync(Test.Cancel));
        Assert.Same(_opened[1], await _early.TakeAsync(Test.Cancel));
        Assert.Null(await _early.TakeAsync(Test.Cancel));
        Assert.True(IsOpen(0) && IsOpen(1));
    }

    [Fact]
    public async Task They_are_opened_only_for_the_first_login()
    {
        _early.Open(1, ConnectAsync);
        await _early.TakeAsync(Test.Cancel);

        _early.Open(1, ConnectAsync);

        Assert.Single(_opened);
    }

    [Fact]
    public async Task Those_that_are_not_used_within_some_seconds_are_closed()
    {
        _early.Open(2, ConnectAsync);
        var used = await _early.TakeAsync(Test.Cancel);

        _clock.Advance(EarlyConnections.Lifetime);

        Assert.True(used!.CanRead);
        Assert.False(IsOpen(1));
        Assert.Null(await _early.TakeAsync(Test.Cancel));
    }

    [Fact]
    public void They_are_closed_with_the_cluster_and_no_others_are_opened()
    {
        _early.Open(1, ConnectAsync);

        _early.Dispose();
        _early.Open(1, ConnectAsync);

        Assert.Single(_opened);
        Assert.False(IsOpen(0));
    }

    [Fact]
    public async Task One_that_cannot_be_opened_is_passed_over()
    {
        var isFirst = true;
        _early.Open(2, cancel =>
        {
            if (!isFirst) return ConnectAsync(cancel);
            isFirst = false;
            return ValueTask.FromException<Stream>(new SocketException((int)SocketError.ConnectionRefused));
        });

        Assert.Same(_opened[0], await _early.TakeAsync(Test.Cancel));
    }

    [Fact]
    public async Task One_that_is_still_being_opened_is_waited_for_until_its_time_is_over()
    {
        _early.Open(1, async cancel =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
            return new MemoryStream();
        });
        var taken = _early.TakeAsync(Test.Cancel);
        Assert.False(taken.IsCompleted);

        _clock.Advance(EarlyConnections.Lifetime);

        Assert.Null(await taken);
    }

    [Fact]
    public async Task One_that_is_open_too_late_for_a_canceled_request_is_closed()
    {
        var opening = new TaskCompletionSource<Stream>();
        using var cancel = new CancellationTokenSource();
        _early.Open(1, _ => new ValueTask<Stream>(opening.Task));
        var taken = _early.TakeAsync(cancel.Token);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await taken);
        var late = new MemoryStream();
        opening.SetResult(late);

        Assert.False(late.CanRead);
    }
}
