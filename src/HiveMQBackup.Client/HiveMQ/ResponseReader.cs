using System.Text;
using System.Text.Json;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>Reads responses of the REST API, and says what is wrong with invalid ones.</summary>
internal sealed class ResponseReader(RestErrors errors)
{
    private const int LongestJson = 64 * 1024 * 1024;
    private const int LongestQuoted = 1024;

    private static readonly string[] NoFiles = ["application/json", "application/problem+json", "application/xhtml+xml"];

    /// <exception cref="HiveMQBackupException">The response is not a success.</exception>
    internal async Task EnsureSuccessAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (!response.IsSuccessStatusCode) throw errors.From(response, await ErrorText.ReadAsync(response, cancel).ConfigureAwait(false));
    }

    /// <summary>What <paramref name="read"/> makes of a successful response's JSON.</summary>
    /// <exception cref="HiveMQBackupException">The response is not a success, or not what was expected.</exception>
    internal async Task<T> JsonAsync<T>(HttpResponseMessage response, Func<JsonElement, T?> read, CancellationToken cancel) where T : class
    {
        await EnsureSuccessAsync(response, cancel).ConfigureAwait(false);
        var content = await LimitedContent.ReadAllAsync(response.Content, LongestJson, cancel).ConfigureAwait(false)
            ?? throw errors.TooLong(response, LongestJson);
        try
        {
            using var json = JsonDocument.Parse(content);
            return read(json.RootElement) ?? throw errors.Unexpected(response, Beginning(content));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name in it is not valid Unicode.
            throw errors.Unexpected(response, Beginning(content), e);
        }
    }

    /// <summary>Makes sure that the response is a file: a login page with a success status must not become part of a backup.</summary>
    /// <exception cref="HiveMQBackupException">The response is not a success, or not a file.</exception>
    internal async Task EnsureFileAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await EnsureSuccessAsync(response, cancel).ConfigureAwait(false);
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        if (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || NoFiles.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            throw errors.Unexpected(response, "not a backup's file");
        }
    }

    private static string Beginning(ReadOnlyMemory<byte> content) =>
        Encoding.UTF8.GetString(content.Span[..Math.Min(content.Length, LongestQuoted)]);
}
