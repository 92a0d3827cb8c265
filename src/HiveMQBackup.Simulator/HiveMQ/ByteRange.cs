using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The requested part of a file.</summary>
internal sealed record ByteRange(long Start, long Length)
{
    public bool IsSatisfiable => Length > 0;

    public string ContentRange(long fileLength) =>
        string.Create(CultureInfo.InvariantCulture, $"bytes {Start}-{Start + Length - 1}/{fileLength}");

    /// <summary>The single range of a request, or null for the whole file: no range, several, or If-Range of another file.</summary>
    public static ByteRange? Of(HttpContext context, long fileLength, string etag)
    {
        var headers = context.Request.Headers;
        if (headers.IfRange.Count > 0 && headers.IfRange.ToString() != etag)
            return null;
        if (!RangeHeaderValue.TryParse(headers.Range.ToString(), out var range) || range.Unit != "bytes" || range.Ranges.Count != 1)
            return null;
        var wanted = range.Ranges.Single();
        return wanted.From is { } from ? FromStart(from, wanted.To, fileLength) : FromEnd(wanted.To ?? 0, fileLength);
    }

    private static ByteRange FromStart(long from, long? to, long fileLength) =>
        new(from, Math.Min(to ?? long.MaxValue, fileLength - 1) - from + 1);

    private static ByteRange FromEnd(long suffix, long fileLength)
    {
        var length = Math.Min(suffix, fileLength);
        return new ByteRange(fileLength - length, length);
    }
}
