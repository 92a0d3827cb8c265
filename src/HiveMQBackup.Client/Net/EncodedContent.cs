using System.IO.Compression;

namespace HiveMQBackup.Client.Net;

/// <summary>Reads bodies that a proxy has compressed on the way without being asked to.</summary>
internal static class EncodedContent
{
    /// <summary>The body as the broker sent it; reading it throws an IOException if it does not match its encoding.</summary>
    /// <exception cref="IOException">The encoding is not supported.</exception>
    internal static async Task<Stream> OpenAsync(HttpContent content, CancellationToken cancel)
    {
        var body = await content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        foreach (var encoding in content.Headers.ContentEncoding.Reverse()) body = Decode(body, encoding.ToLowerInvariant());
        return body;
    }

    private static Stream Decode(Stream body, string encoding) => encoding switch
    {
        "identity" => body,
        "gzip" or "x-gzip" => new DecodedStream(new GZipStream(body, CompressionMode.Decompress), encoding),
        "deflate" => new DecodedStream(new ZLibStream(body, CompressionMode.Decompress), encoding),
        "br" => new DecodedStream(new BrotliStream(body, CompressionMode.Decompress), encoding),
        _ => throw new IOException($"The response has an unknown encoding, '{TerminalText.Shorten(encoding, 50)}'."),
    };
}
