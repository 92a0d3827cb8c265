using System.Text.Json;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>The words of a Kubernetes Status object.</summary>
internal static class StatusText
{
    private const int Longest = 16 * 1024;

    /// <summary>The answer's message, or the beginning of whatever else it says.</summary>
    internal static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var text = await LimitedContent.ReadTextAsync(response.Content, Longest, cancel).ConfigureAwait(false);
        return Parse(text) is { Length: > 0 } said ? said : response.ReasonPhrase ?? "no reason given";
    }

    /// <summary>The message in a Status object, or the beginning of the text if it is none.</summary>
    internal static string Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "";
        try
        {
            using var status = JsonDocument.Parse(text);
            if (status.RootElement.ValueKind == JsonValueKind.Object
                && status.RootElement.TryGetProperty("message", out var message)
                && message.ValueKind == JsonValueKind.String)
            {
                return Printable.Text(message.GetString(), 500);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not a Status object: a proxy's page, or a kubelet's plain text.
        }
        return Printable.Text(text.Trim());
    }
}
