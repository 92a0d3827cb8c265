using System.Net.Sockets;
using System.Text;
using HiveMQBackup.Simulator.HiveMQ;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Faults.Support;

/// <summary>Responses of a node that is not healthy, and what they need to know about a request.</summary>
internal static class NodeResponses
{
    internal static RequestKind Kind(this HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var isAboutAll = path.EndsWith("/backups", StringComparison.Ordinal);
        if (HttpMethods.IsPost(context.Request.Method)) return isAboutAll ? RequestKind.Create : RequestKind.Restore;
        if (isAboutAll) return RequestKind.List;
        return path.Contains("/files/", StringComparison.Ordinal) || path.EndsWith("/file", StringComparison.Ordinal) ? RequestKind.File : RequestKind.One;
    }

    internal static Task RespondAsync(this HttpContext context, int status, string contentType, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    /// <summary>Lets the node respond into memory, so that no byte leaves.</summary>
    internal static async Task<byte[]> CaptureAsync(this HttpContext context, Func<Task> next)
    {
        var body = context.Response.Body;
        using var captured = new MemoryStream();
        context.Response.Body = captured;
        await next();
        context.Response.Body = body;
        return captured.ToArray();
    }

    /// <summary>Lets the node respond, and does something when so many bytes of the body have left; what follows is dropped.</summary>
    internal static async Task RespondUpToAsync(this HttpContext context, Func<Task> next, long bytes, Func<Task> then)
    {
        context.Response.Body = new InterruptedStream(context.Response.Body, bytes, then);
        await next();
    }

    /// <summary>The length of the response to a GET, headers and body, in bytes on the connection.</summary>
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

    /// <summary>Responds with a gigabyte, or until the client has abandoned the request.</summary>
    internal static async Task EndlessAsync(HttpContext context)
    {
        var bytes = new byte[1024 * 1024];
        Array.Fill(bytes, (byte)'x');
        context.Response.ContentType = "application/octet-stream";
        for (var i = 0; i < 1024 && !context.RequestAborted.IsCancellationRequested; i++) await context.Response.Body.WriteAsync(bytes);
    }
}
