using System.Net;
using System.Text.Json;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>The body of a response that is not a success.</summary>
/// <param name="Raw">Its beginning, unchanged.</param>
/// <param name="Message">Its message.</param>
/// <param name="IsBrokers">Whether it is an error as the published REST API describes them: then the broker itself has responded.</param>
internal sealed record ErrorText(string Raw, string Message, bool IsBrokers)
{
    /// <summary>How much of a body is quoted that is not an error object.</summary>
    internal const int LongestQuoted = 200;

    private const int LongestRead = 16 * 1024;

    /// <summary>Its message, after a colon; a full stop if there is none.</summary>
    internal string Colon => Message.Length > 0 ? $": {Message}" : ".";

    internal static async Task<ErrorText> ReadAsync(HttpResponseMessage response, CancellationToken cancel) =>
        Parse(await LimitedContent.ReadTextAsync(response.Content, LongestRead, cancel).ConfigureAwait(false));

    /// <summary>Whether a response of this status leaves open if the request was executed.</summary>
    /// <remarks>
    /// A gateway that timed out does not know what the broker did, with any status: 500, 502, 503, 504, 408 and those
    /// of its vendor are in use. The broker's own 503 says that it did nothing.
    /// </remarks>
    internal bool LeavesOpen(HttpStatusCode status) => status switch
    {
        HttpStatusCode.RequestTimeout => true,
        HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported => false,
        HttpStatusCode.ServiceUnavailable => !IsBrokers,
        _ => (int)status >= 499,
    };

    private static ErrorText Parse(string raw)
    {
        if (string.IsNullOrWhiteSpace(raw)) return new(raw, "", false);
        try
        {
            using var json = JsonDocument.Parse(raw);
            if (BackupJson.Error(json.RootElement) is { } message) return new(raw, TerminalText.Shorten(message, 500), BackupJson.IsPublishedError(json.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not a broker's error: a proxy's page, quoted as it is.
        }
        return new(raw, TerminalText.Shorten(raw.Trim(), LongestQuoted), false);
    }
}
