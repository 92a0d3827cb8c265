using System.Net.WebSockets;

namespace HiveMQBackup.Unit.Support;

/// <summary>A WebSocket whose incoming side is a script. At the script's end it stays idle until the read is canceled.</summary>
internal sealed class FakeWebSocket : WebSocket
{
    private readonly Queue<Step> _script = new();
    private readonly List<byte[]> _sent = [];
    private int _at;
    private WebSocketCloseStatus? _closeStatus;
    private string? _closeStatusDescription;
    private bool _disposed;

    /// <summary>The messages that were sent, one for each.</summary>
    public IReadOnlyList<byte[]> Sent => _sent;

    /// <summary>How many bytes were read.</summary>
    public int Received { get; private set; }

    /// <summary>Thrown by every send, if set.</summary>
    public Exception? SendFailure { get; set; }

    public override WebSocketCloseStatus? CloseStatus => _closeStatus;

    public override string? CloseStatusDescription => _closeStatusDescription;

    public override WebSocketState State => _disposed ? WebSocketState.Closed : WebSocketState.Open;

    public override string? SubProtocol => "v4.channel.k8s.io";

    /// <summary>A whole message.</summary>
    public FakeWebSocket Message(params byte[] bytes) => Fragments(bytes);

    /// <summary>One message in several fragments.</summary>
    public FakeWebSocket Fragments(params byte[][] fragments)
    {
        for (var i = 0; i < fragments.Length; i++) _script.Enqueue(new Fragment(fragments[i], i == fragments.Length - 1));
        return this;
    }

    /// <summary>A fragment after which the message is not complete.</summary>
    public FakeWebSocket Unfinished(params byte[] bytes)
    {
        _script.Enqueue(new Fragment(bytes, false));
        return this;
    }

    /// <summary>A whole message that is text.</summary>
    public FakeWebSocket Text(params byte[] bytes)
    {
        _script.Enqueue(new Fragment(bytes, true) { Type = WebSocketMessageType.Text });
        return this;
    }

    public FakeWebSocket Close(WebSocketCloseStatus? status = WebSocketCloseStatus.NormalClosure, string? description = null)
    {
        _script.Enqueue(new Closed(status, description));
        return this;
    }

    /// <summary>The connection ends without a close frame.</summary>
    public FakeWebSocket Break(Exception? error = null)
    {
        _script.Enqueue(new Broken(error ?? new WebSocketException(WebSocketError.ConnectionClosedPrematurely)));
        return this;
    }

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_script.TryPeek(out var step)) await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        switch (step)
        {
            case Broken broken:
                throw broken.Error;
            case Closed closed:
                (_closeStatus, _closeStatusDescription) = (closed.Status, closed.Description);
                return new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, true);
            default:
                return Take((Fragment)step!, buffer.Span);
        }
    }

    private ValueWebSocketReceiveResult Take(Fragment fragment, Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, fragment.Bytes.Length - _at);
        fragment.Bytes.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        Received += count;
        var whole = _at == fragment.Bytes.Length;
        if (whole)
        {
            _script.Dequeue();
            _at = 0;
        }
        return new ValueWebSocketReceiveResult(count, fragment.Type, whole && fragment.Last);
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (SendFailure is not null) throw SendFailure;
        Assert.Equal(WebSocketMessageType.Binary, messageType);
        Assert.True(endOfMessage);
        _sent.Add(buffer.ToArray());
        return ValueTask.CompletedTask;
    }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override void Abort() => _disposed = true;

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose() => _disposed = true;

    private abstract record Step;

    private sealed record Fragment(byte[] Bytes, bool Last) : Step
    {
        public WebSocketMessageType Type { get; init; } = WebSocketMessageType.Binary;
    }

    private sealed record Closed(WebSocketCloseStatus? Status, string? Description) : Step;

    private sealed record Broken(Exception Error) : Step;
}
