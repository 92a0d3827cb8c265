using System.Globalization;
using HiveMQBackup.Simulator.HiveMQ.Files;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>Sends the file of a backup: whole or in part, and cut where a fault is armed.</summary>
internal static class BackupDownload
{
    public static Task SendAsync(HttpContext context, HiveMQNode node, BackupContent content, long bytes)
    {
        var length = Math.Max(0, bytes + node.Faults.TakeLengthDelta());
        var etag = string.Create(CultureInfo.InvariantCulture, $"\"{Uri.EscapeDataString(content.Id)}-{length}\"");
        var range = node.Options.Ranges ? ByteRange.Of(context, length, etag) : null;
        if (range is { IsSatisfiable: false })
            return RefuseAsync(context, node.Options.Dialect, length);
        WriteHeaders(context.Response, node.Options, content.Id, etag, range, length);
        return WriteBodyAsync(context, node, content.OfLength(length), range?.Start ?? 0, range?.Length ?? length);
    }

    private static Task RefuseAsync(HttpContext context, RestDialect dialect, long length)
    {
        context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{length}");
        return RestErrors.WriteAsync(
            context, dialect, StatusCodes.Status416RangeNotSatisfiable, "Range not satisfiable", $"The file has {length} bytes");
    }

    private static void WriteHeaders(
        HttpResponse response, HiveMQNodeOptions options, string id, string etag, ByteRange? range, long length)
    {
        response.StatusCode = range is null ? StatusCodes.Status200OK : StatusCodes.Status206PartialContent;
        response.ContentType = "application/octet-stream";
        response.ContentLength = range?.Length ?? length;
        if (range is not null)
            response.Headers.ContentRange = range.ContentRange(length);
        if (options.Ranges)
        {
            response.Headers.AcceptRanges = "bytes";
            response.Headers.ETag = etag;
        }
        if (options.ContentDisposition)
        {
            response.Headers.ContentDisposition =
                options.ContentDispositionValue ?? $"attachment; filename=\"{SimulatedFile.NameOf(Uri.EscapeDataString(id))}\"";
        }
    }

    private static async Task WriteBodyAsync(HttpContext context, HiveMQNode node, BackupContent content, long offset, long length)
    {
        var cut = node.Faults.TakeCut(length);
        await WriteAsync(context, node.Options.DownloadRate, content, offset, cut?.Bytes ?? length);
        if (cut is null)
            return;
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await EndEarlyAsync(context, cut.How);
    }

    // With a rate, a tenth of it every tenth of a second.
    private static async Task WriteAsync(HttpContext context, long? rate, BackupContent content, long offset, long length)
    {
        var step = rate is { } bytes ? Math.Max(1, bytes / 10) : length;
        for (var end = offset + length; offset < end; offset += step)
        {
            await content.WriteAsync(context.Response.Body, offset, Math.Min(step, end - offset), context.RequestAborted);
            if (rate is not null) await Task.Delay(TimeSpan.FromSeconds(0.1), context.RequestAborted);
        }
    }

    private static async Task EndEarlyAsync(HttpContext context, DownloadCut how)
    {
        switch (how)
        {
            case DownloadCut.Reset:
                context.Abort();
                break;
            case DownloadCut.Stall:
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            default:
                // Kestrel itself closes a connection whose response fell short of its Content-Length.
                break;
        }
    }
}
