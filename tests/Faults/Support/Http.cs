using System.Net.Sockets;
using System.Text;
using HiveMQBackup.Simulator;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Faults;

/// <summary>What a request to a node asks for.</summary>
internal enum Asked
{
    List,
    Create,
    One,
    File,
}

internal static class Http
{
    internal static Asked Asks(this HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (HttpMethods.IsPost(context.Request.Method)) return Asked.Create;
        if (path.EndsWith("/backups", StringComparison.Ordinal)) return Asked.List;
        return path.Contains("/files/", StringComparison.Ordinal) || path.EndsWith("/file", StringComparison.Ordinal) ? Asked.File : Asked.One;
    }

    /// <summary>Ends when the client has given the request up.</summary>
    internal static Task UntilGoneAsync(this HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.RequestAborted.Register(() => gone.TrySetResult());
        return gone.Task;
    }

    internal static Task AnswerAsync(this HttpContext context, int status, string contentType, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    /// <summary>Lets the node answer into memory, so that nothing of it leaves.</summary>
    internal static async Task<byte[]> CaptureAsync(this HttpContext context, Func<Task> next)
    {
        var body = context.Response.Body;
        using var captured = new MemoryStream();
        context.Response.Body = captured;
        await next();
        context.Response.Body = body;
        return captured.ToArray();
    }

    /// <summary>Lets the node answer, and does something when so many bytes of the body have left; what follows is dropped.</summary>
    internal static async Task AnswerUpToAsync(this HttpContext context, Func<Task> next, long bytes, Func<Task> then)
    {
        context.Response.Body = new UpTo(context.Response.Body, bytes, then);
        await next();
    }

    /// <summary>The length of a GET's answer, headers and body, as it comes over the wire.</summary>
    internal static async Task<(int Headers, int All)> MeasureAsync(HiveMQNode node, string path, CancellationToken cancel)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(node.Address.Host, node.Address.Port, cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: node\r\n\r\n"), cancel);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, cancel);
            head.Append((char)one[0]);
        }
        var length = head.ToString().Split("\r\n").Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1];
        return (head.Length, head.Length + int.Parse(length, null));
    }

    private sealed class UpTo(Stream inner, long left, Func<Task> then) : Stream
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
}
