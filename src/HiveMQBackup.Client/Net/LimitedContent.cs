using System.Text;

namespace HiveMQBackup.Client.Net;

/// <summary>Reads responses of unknown length, up to a limit.</summary>
internal static class LimitedContent
{
    /// <summary>The first <paramref name="longest"/> bytes as text; the rest is not read.</summary>
    internal static async Task<string> ReadTextAsync(HttpContent content, int longest, CancellationToken cancel)
    {
        using var stream = await EncodedContent.OpenAsync(content, cancel).ConfigureAwait(false);
        var buffer = new byte[longest];
        var length = await stream.ReadAtLeastAsync(buffer, longest, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    /// <summary>The whole content, or null if it is longer than <paramref name="longest"/> bytes.</summary>
    internal static async Task<ReadOnlyMemory<byte>?> ReadAllAsync(HttpContent content, int longest, CancellationToken cancel)
    {
        if (content.Headers.ContentLength > longest) return null;
        using var stream = await EncodedContent.OpenAsync(content, cancel).ConfigureAwait(false);
        using var all = new MemoryStream((int)(content.Headers.ContentLength ?? 0));
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0)
        {
            if (all.Length + read > longest) return null;
            all.Write(buffer, 0, read);
        }
        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }
}
