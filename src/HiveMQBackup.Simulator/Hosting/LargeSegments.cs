using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace HiveMQBackup.Simulator.Hosting;

/// <summary>Makes Kestrel write in large pieces over TLS: by itself it would make a TLS record of every 4 KB.</summary>
/// <remarks>A real API server sends records of 16 KB; a download costs its client about a sixth less with them.</remarks>
internal sealed class LargeSegments(PipeWriter inner) : PipeWriter
{
    private const int SegmentLength = 64 * 1024;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public static Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        connection.Transport = new DuplexPipe(connection.Transport.Input, new LargeSegments(connection.Transport.Output));
        return next(connection);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(Math.Max(sizeHint, SegmentLength));

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(Math.Max(sizeHint, SegmentLength));

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
