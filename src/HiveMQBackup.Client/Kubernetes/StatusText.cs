using System.Text.Json;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>What an unexpected response says.</summary>
/// <param name="Message">The message of a Kubernetes Status object, or the beginning of any other body.</param>
/// <param name="IsStatus">Whether it is a Status object, which means that the API server itself responded.</param>
internal sealed record StatusText(string Message, bool IsStatus)
{
    /// <summary>How much of a response is read.</summary>
    internal const int Longest = 16 * 1024;

    /// <summary>A server's message as a complete sentence: Kubernetes omits a missing reason, and the full stop.</summary>
    internal static string Sentence(string message)
    {
        message = message.Trim();
        if (message.Length == 0) return "no reason given.";
        if (message[^1] == ':') return message + " no reason given.";
        return message[^1] is '.' or '!' or '?' or '…' ? message : message + ".";
    }

    internal static async Task<StatusText> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var status = Parse(await LimitedContent.ReadTextAsync(response.Content, Longest, cancel).ConfigureAwait(false));
        return status.Message.Length > 0 ? status : status with { Message = response.ReasonPhrase ?? "no reason given" };
    }

    /// <summary>Whether a response is a Status object, and so the API server's own. Its content can still be read afterwards.</summary>
    internal static async ValueTask<bool> IsStatusAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json") return false;
        var text = await LimitedContent.ReadTextAsync(response.Content, Longest, cancel).ConfigureAwait(false);
        response.Content = new StringContent(text, System.Text.Encoding.UTF8, "application/json");
        return Parse(text).IsStatus;
    }

    internal static StatusText Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.At("message") is { ValueKind: JsonValueKind.String } message)
            {
                var isStatus = json.RootElement.At("kind") is { ValueKind: JsonValueKind.String } kind && kind.ValueEquals("Status");
                return new StatusText(TerminalText.Shorten(message.GetString(), 500), isStatus);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not a Status object: a proxy's page, or a kubelet's plain text.
        }
        return new StatusText(TerminalText.Shorten(text.Trim()), false);
    }
}
