using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using HiveMQBackup.Client.Backups;
using HiveMQBackup.Client.Broker;
using HiveMQBackup.Client.Kubernetes;

namespace HiveMQBackup.Client.Rest;

/// <summary>A broker's REST API for backups. Its calls may run side by side.</summary>
/// <remarks>Source: HiveMQ REST API 4.30, "Backup &amp; Restore". Every failure is a <see cref="HiveMQBackupException"/>.</remarks>
public sealed class BackupApi
{
    private const int LongestAnswer = 64 * 1024 * 1024;
    private const int MostPages = 1000;
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CreateLimit = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly BrokerNodes _nodes;
    private readonly RestFailures _failures;
    private readonly TimeProvider _time;
    private Dialect? _dialect;

    internal BackupApi(HttpClient http, BrokerNodes nodes, BrokerInfo broker, TimeProvider time)
    {
        _http = http;
        _nodes = nodes;
        _failures = new RestFailures(broker);
        _time = time;
        Broker = broker;
    }

    /// <summary>The broker that is asked.</summary>
    public BrokerInfo Broker { get; }

    /// <summary>The clock that waiting and time limits use.</summary>
    internal TimeProvider Time => _time;

    /// <summary>All backups the broker knows, newest first.</summary>
    /// <exception cref="HiveMQBackupException">No answer within 30 s, or one that is no list.</exception>
    public Task<IReadOnlyList<Backup>> ListBackupsAsync(CancellationToken cancel) => LimitAsync("list the backups", ReadLimit, async limit =>
    {
        var all = new Dictionary<string, Backup>(StringComparer.Ordinal);
        string? path = Dialect.Backups;
        for (var pages = 0; path is not null && pages < MostPages; pages++)
        {
            using var response = await SendAsync(HttpMethod.Get, path, limit).ConfigureAwait(false);
            var page = await ReadAsync(response, BackupJson.List, limit).ConfigureAwait(false);
            foreach (var backup in page.Backups) Keep(all, backup);
            path = page.Next is null ? null : SamePlace(response.RequestMessage!.RequestUri!, page.Next);
        }
        var sorted = all.Values.ToArray();
        Array.Sort(sorted, Backup.NewestFirst);
        return (IReadOnlyList<Backup>)sorted;
    }, cancel);

    // The same id twice is one backup: the one that is further on.
    private static void Keep(Dictionary<string, Backup> all, Backup backup)
    {
        if (!all.TryGetValue(backup.Id, out var known) || (backup.Bytes is not null && known.Bytes is null)) all[backup.Id] = backup;
    }

    // A next page elsewhere is not followed: the sign-in would go with it.
    private static string? SamePlace(Uri asked, string next)
    {
        if (!Uri.TryCreate(asked, next, out var address)) return null;
        var at = address.PathAndQuery.IndexOf(Dialect.Backups, StringComparison.Ordinal);
        return address != asked && Uri.Compare(address, asked, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0 && at >= 0
            ? address.PathAndQuery[at..]
            : null;
    }

    /// <summary>One backup as it is now.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="Failure.BackupNotFound"/>, or no answer within 30 s.</exception>
    public Task<Backup> GetBackupAsync(string id, CancellationToken cancel) => LimitAsync($"get the backup '{Printable.Text(id)}'", ReadLimit, async limit =>
    {
        using var response = await FindAsync(dialect => dialect.OnePath(id), null, limit).ConfigureAwait(false) ?? throw NotFound(id);
        return await ReadAsync(response, root => BackupJson.One(root, id), limit).ConfigureAwait(false);
    }, cancel);

    /// <summary>Asks for a new backup, once.</summary>
    /// <exception cref="AnswerLostException">The request may have arrived, and no answer to it came within 5 minutes.</exception>
    /// <exception cref="HiveMQBackupException">The request did not arrive, or was refused.</exception>
    internal Task<Backup> RequestBackupAsync(CancellationToken cancel) => LimitAsync("create a backup", CreateLimit, async limit =>
    {
        using var request = NodeHandler.Request(HttpMethod.Post, Dialect.Backups);
        // With a body, even an empty one, the connection pool never sends the request a second time by itself.
        request.Content = new ByteArrayContent([]);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit).ConfigureAwait(false);
            if (IsGatewaysGuess(response)) throw new AnswerLostException($"a gateway answered {(int)response.StatusCode}", null);
            await EnsureSuccessAsync(response, limit).ConfigureAwait(false);
            return await ReadCreatedAsync(response, limit).ConfigureAwait(false);
        }
        catch (Exception e) when (IsAnswerLost(e, cancel))
        {
            throw new AnswerLostException(KubernetesFailures.Reason(e), e);
        }
    }, cancel);

    // What says "done" without saying what is as good as no answer.
    private async Task<Backup> ReadCreatedAsync(HttpResponseMessage response, CancellationToken limit)
    {
        try
        {
            return await ReadAsync(response, root => BackupJson.One(root, state: BackupState.InProgress), limit).ConfigureAwait(false);
        }
        catch (HiveMQBackupException e)
        {
            throw new AnswerLostException(e.Message, e);
        }
    }

    // A gateway that gave up does not know what the broker did.
    private static bool IsGatewaysGuess(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;

    private static bool IsAnswerLost(Exception e, CancellationToken cancel) => e switch
    {
        HttpRequestException http => !NodeHandler.NeverSent(http),
        IOException => true,
        OperationCanceledException => !cancel.IsCancellationRequested,
        _ => false,
    };

    /// <summary>Opens a backup's file for reading: at the node that is asked now, else at whichever has it.</summary>
    /// <param name="id">The backup's id.</param>
    /// <param name="from">The byte to begin at; the broker may begin at 0 all the same.</param>
    /// <param name="entityTag">Which version of the file the bytes before that came from, or null.</param>
    /// <param name="again">Whether the node that is asked now has just failed to send any of it.</param>
    /// <param name="cancel">Ends the request.</param>
    /// <exception cref="HiveMQBackupException"><see cref="Failure.BackupNotFound"/>: no node has such a file.</exception>
    internal Task<HttpResponseMessage> OpenFileAsync(string id, long from, string? entityTag, bool again, CancellationToken cancel) =>
        LimitAsync($"download the backup '{Printable.Text(id)}'", ReadLimit, async limit =>
        {
            if (again) _nodes.Leave(_nodes.Current, "did not send the file");
            if (await FindFileAsync(null).ConfigureAwait(false) is { } here) return here;
            foreach (var node in _nodes.All)
            {
                if (await FindFileAsync(node).ConfigureAwait(false) is { } there) return there;
            }
            throw NotFound(id);

            Task<HttpResponseMessage?> FindFileAsync(Uri? node) => FindAsync(dialect => dialect.FilePath(id), node, limit, request => AskForPart(request, from, entityTag));
        }, cancel);

    /// <summary>The failure of an answer that is something else than the file that was asked for.</summary>
    internal HiveMQBackupException NotTheFile(HttpResponseMessage response) => _failures.Unexpected(response, "this is no backup's file");

    private static void AskForPart(HttpRequestMessage request, long from, string? entityTag)
    {
        // Compressed on the way, the length would be unknown and no part of the file could be asked for.
        request.Headers.AcceptEncoding.ParseAdd("identity");
        if (from == 0) return;
        request.Headers.Range = new RangeHeaderValue(from, null);
        if (entityTag is not null) request.Headers.IfRange = new RangeConditionHeaderValue(entityTag);
    }

    private async Task<HttpResponseMessage?> FindAsync(
        Func<Dialect, string> path, Uri? node, CancellationToken limit, Action<HttpRequestMessage>? prepare = null)
    {
        foreach (var dialect in _dialect is { } known ? [known] : Dialect.All)
        {
            using var request = NodeHandler.Request(HttpMethod.Get, path(dialect), node);
            prepare?.Invoke(request);
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed))
            {
                if (response.IsSuccessStatusCode) _dialect = dialect;
                return await CheckedAsync(response, limit).ConfigureAwait(false);
            }
            response.Dispose();
        }
        return null;
    }

    private HiveMQBackupException NotFound(string id) => new(
        Failure.BackupNotFound,
        $"The broker {Broker} has no backup '{Printable.Text(id)}' (or no file for it).",
        "Get-HiveMQBackup lists what there is. Failed and cancelled backups are listed for an hour.");

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, CancellationToken limit)
    {
        using var request = NodeHandler.Request(method, path);
        return await CheckedAsync(await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit).ConfigureAwait(false), limit).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> CheckedAsync(HttpResponseMessage response, CancellationToken limit)
    {
        try
        {
            await EnsureSuccessAsync(response, limit).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task EnsureSuccessAsync(HttpResponseMessage response, CancellationToken limit)
    {
        if (!response.IsSuccessStatusCode) throw await _failures.FromAnswerAsync(response, limit).ConfigureAwait(false);
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, Func<JsonElement, T?> read, CancellationToken limit) where T : class
    {
        var content = await LimitedContent.ReadAllAsync(response.Content, LongestAnswer, limit).ConfigureAwait(false)
            ?? throw _failures.TooLong(response, LongestAnswer);
        try
        {
            using var json = JsonDocument.Parse(content);
            return read(json.RootElement) ?? throw _failures.Unexpected(response, Beginning(content));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name in it is no Unicode.
            throw _failures.Unexpected(response, Beginning(content), e);
        }
    }

    private static string Beginning(ReadOnlyMemory<byte> content) =>
        System.Text.Encoding.UTF8.GetString(content.Span[..Math.Min(content.Length, 1024)]);

    private async Task<T> LimitAsync<T>(string what, TimeSpan longest, Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        using var limit = new TimeLimit(longest, _time, cancel);
        try
        {
            return await call(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw _failures.NoAnswer(what, e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw _failures.TimedOut(what, longest, e);
        }
    }
}
