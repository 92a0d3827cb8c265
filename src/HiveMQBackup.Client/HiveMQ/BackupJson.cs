using System.Globalization;
using System.Text.Json;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>Reads backups in either dialect, and ignores everything else in a response.</summary>
internal static class BackupJson
{
    private const string UnknownState = "UNKNOWN";

    /// <summary>The backups of a list; null if the response is not a list.</summary>
    internal static BackupPage? List(JsonElement root)
    {
        var items = root.ValueKind == JsonValueKind.Array ? root : Member(root, "items", "backups");
        if (items is not { ValueKind: JsonValueKind.Array } list) return null;
        var backups = new List<Backup>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (Read(item, UnknownState) is { } backup) backups.Add(backup);
        }
        return new BackupPage(backups, list.GetArrayLength() - backups.Count, Next(root));
    }

    /// <summary>One backup, at the top level or below "backup"; null if the response has none.</summary>
    /// <param name="root">The response.</param>
    /// <param name="id">The requested id, for responses that omit it.</param>
    /// <param name="state">The state to assume if the response has none.</param>
    internal static Backup? One(JsonElement root, string? id = null, string state = UnknownState) =>
        Read(Member(root, "backup") is { ValueKind: JsonValueKind.Object } inner ? inner : root, state, id);

    /// <summary>The message of an error response, in either dialect; null if it matches neither.</summary>
    internal static string? Error(JsonElement root)
    {
        if (Member(root, "errors") is { ValueKind: JsonValueKind.Array } errors)
        {
            var texts = errors.EnumerateArray().Select(e => Text(e, "detail") ?? Text(e, "title")).OfType<string>();
            return string.Join(' ', texts) is { Length: > 0 } all ? all : null;
        }
        return Text(root, "message") ?? Text(root, "error");
    }

    /// <summary>Whether an error response has the form that the published REST API describes.</summary>
    internal static bool IsPublishedError(JsonElement root) => Member(root, "errors") is { ValueKind: JsonValueKind.Array };

    private static Backup? Read(JsonElement item, string defaultState, string? defaultId = null)
    {
        var id = Text(item, "id", "backupId") ?? defaultId;
        if (string.IsNullOrEmpty(id)) return null;
        return new Backup(
            id,
            Date(item, "createdAt", "timestamp"),
            Size(item, "bytes", "size"),
            Text(item, "state", "status") ?? defaultState,
            Text(item, "failReason", "reason"));
    }

    // A link that is not an address must not be mistaken for the end of the list.
    private static NextPage? Next(JsonElement root)
    {
        if (Member(root, "_links") is not { } links || IsEmpty(links)) return null;
        if (links.ValueKind != JsonValueKind.Object) return new(links.GetRawText(), IsAddress: false);
        if (Member(links, "next") is not { } next || IsEmpty(next)) return null;
        var link = next.ValueKind == JsonValueKind.Object && next.TryGetProperty("href", out var href) ? href : next;
        if (IsEmpty(link)) return null;
        return link.ValueKind == JsonValueKind.String ? new(Unicode(link)!, IsAddress: true) : new(next.GetRawText(), IsAddress: false);
    }

    private static bool IsEmpty(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.String => string.IsNullOrWhiteSpace(Unicode(element)),
        JsonValueKind.Array => element.GetArrayLength() == 0,
        _ => false,
    };

    private static JsonElement? Member(JsonElement element, params ReadOnlySpan<string> names)
    {
        if (element.ValueKind != JsonValueKind.Object) return null;
        foreach (var name in names)
        {
            if (element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null) return value;
        }
        return null;
    }

    // Ids may be numbers; an object or array is not text.
    private static string? Text(JsonElement element, params ReadOnlySpan<string> names) => Member(element, names) switch
    {
        { ValueKind: JsonValueKind.String } value => Unicode(value),
        { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
        _ => null,
    };

    // One text in another encoding does not make the rest of the list unreadable.
    private static string? Unicode(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    private static long? Size(JsonElement element, params ReadOnlySpan<string> names) => Member(element, names) switch
    {
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out var bytes) && bytes >= 0 => bytes,
        { ValueKind: JsonValueKind.String } value when long.TryParse(Unicode(value), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) => bytes,
        _ => null,
    };

    private static DateTimeOffset? Date(JsonElement element, params ReadOnlySpan<string> names) => Member(element, names) switch
    {
        { ValueKind: JsonValueKind.String } value => IsoDate.Parse(Unicode(value)),
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var epoch) => IsoDate.FromEpoch(epoch),
        _ => null,
    };
}

/// <summary>A page of a list.</summary>
/// <param name="Backups">The backups on it.</param>
/// <param name="WithoutId">How many of its entries have no id.</param>
/// <param name="Next">The link to the next page, or null.</param>
internal sealed record BackupPage(List<Backup> Backups, int WithoutId, NextPage? Next);

/// <summary>A page's link to the next one.</summary>
/// <param name="Link">The link, or the JSON that is in its place.</param>
/// <param name="IsAddress">Whether it is an address at all.</param>
internal sealed record NextPage(string Link, bool IsAddress);
