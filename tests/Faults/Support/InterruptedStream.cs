namespace HiveMQBackup.Faults.Support;

/// <summary>A response's body that passes so many bytes on, does something, and drops the rest.</summary>
internal sealed class InterruptedStream(Stream inner, long left, Func<Task> then) : Stream
{
    private long _left = left;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left < 0) return;
        var count = (int)Math.Min(_left, buffer.Length);
        await inner.WriteAsync(buffer[..count], cancellationToken);
        _left -= count;
        if (_left > 0) return;
        _left = -1;
        await inner.FlushAsync(cancellationToken);
        await then();
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
