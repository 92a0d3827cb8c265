using System.Net;
using System.Net.Http.Headers;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>A broker's REST API for backups. Safe for use by several calls at once.</summary>
/// <remarks>Source: HiveMQ REST API 4.30, "Backup &amp; Restore". Every error is a <see cref="HiveMQBackupException"/>.</remarks>
public sealed class BackupApi
{
    private const int MostPages = 1000;
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);

    private readonly BrokerNodes _nodes;
    private readonly BackupCalls _calls;
    private readonly BackupRequests _requests;

    internal BackupApi(HttpClient http, BrokerNodes nodes, BrokerInfo broker, TimeProvider time, Log log)
    {
        _nodes = nodes;
        _calls = new BackupCalls(http, new RestErrors(broker, time), time, log);
        _requests = new BackupRequests(_calls);
        Broker = broker;
    }

    /// <summary>The broker.</summary>
    public BrokerInfo Broker { get; }

    /// <summary>Receives the messages of the calls.</summary>
    internal Log Log => _calls.Log;

    /// <summary>The same REST API, over the same connections, for calls whose messages go to another log.</summary>
    internal BackupApi For(Log log) => new(_calls.Http, _nodes, Broker, Time, log);

    /// <summary>The clock that waiting and time limits use.</summary>
    internal TimeProvider Time => _calls.Time;

    /// <summary>All backups of the broker, newest first.</summary>
    /// <exception cref="HiveMQBackupException">No response within 30 s, or one that is not a list.</exception>
    public Task<IReadOnlyList<Backup>> ListBackupsAsync(CancellationToken cancel) => _calls.LimitAsync("list the backups", ReadLimit, async limit =>
    {
        var all = new Dictionary<string, Backup>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var withoutId = 0;
        for (string? path = Dialect.Backups; path is not null;)
        {
            seen.Add(path);
            using var request = limit.Limit(NodeHandler.Request(HttpMethod.Get, path));
            using var response = await _calls.SendAsync(request, limit).ConfigureAwait(false);
            var page = await _calls.Reader.JsonAsync(response, BackupJson.List, limit.Token).ConfigureAwait(false);
            foreach (var backup in page.Backups) AddOrReplace(all, backup);
            withoutId += page.WithoutId;
            path = page.Next is null ? null : Following(response, page.Next, seen);
        }
        // One of them may be the newest backup.
        if (withoutId > 0) Log.Warn($"The list of backups of the broker {Broker} has {withoutId} {(withoutId == 1 ? "entry" : "entries")} without an id, left out here.");
        var sorted = all.Values.ToArray();
        Array.Sort(sorted, Backup.NewestFirst);
        return (IReadOnlyList<Backup>)sorted;
    }, cancel);

    // A repeated id is one backup: the entry that is further along counts.
    private static void AddOrReplace(Dictionary<string, Backup> all, Backup backup)
    {
        if (!all.TryGetValue(backup.Id, out var known) || (backup.Bytes is not null && known.Bytes is null)) all[backup.Id] = backup;
    }

    // A list that cannot be read to its end is an error: the newest backup may be on the missing page.
    private string Following(HttpResponseMessage response, NextPage next, HashSet<string> seen)
    {
        var path = PageLink.Follow(response.RequestMessage!.RequestUri!, next) ?? throw _calls.Errors.ListCutShort(next.Link, "it does not lead to the list of backups");
        if (seen.Contains(path)) throw _calls.Errors.ListCutShort(next.Link, "that page was already read");
        return seen.Count < MostPages ? path : throw _calls.Errors.ListCutShort(next.Link, $"{MostPages} pages were read");
    }

    /// <summary>One backup in its present state, from the current node, or else from one that has it.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.BackupNotFound"/>, or no response within 30 s.</exception>
    public Task<Backup> GetBackupAsync(string id, CancellationToken cancel) => _calls.LimitAsync($"get the backup '{TerminalText.Shorten(id)}'", ReadLimit, limit =>
        SearchAsync(id, dialect => dialect.OnePath(id), _ => { }, ReadAsync, limit), cancel);

    private async Task<Backup> ReadAsync(HttpResponseMessage response, string id, CancellationToken cancel)
    {
        using (response) return await _calls.Reader.JsonAsync(response, root => BackupJson.One(root, id), cancel).ConfigureAwait(false);
    }

    /// <summary>Requests a new backup, once.</summary>
    /// <exception cref="ResponseLostException">The request may have arrived, but no response came within 5 minutes.</exception>
    /// <exception cref="HiveMQBackupException">The request did not arrive, or was refused.</exception>
    internal Task<Backup> RequestBackupAsync(CancellationToken cancel) => _requests.CreateAsync(cancel);

    /// <summary>Requests the restore of a backup, once.</summary>
    /// <exception cref="ResponseLostException">The request may have arrived, but no response came within 5 minutes.</exception>
    /// <exception cref="HiveMQBackupException">The request did not arrive, or was refused.</exception>
    internal Task<Backup> RequestRestoreAsync(string id, CancellationToken cancel) => _requests.RestoreAsync(id, _nodes, cancel);

    /// <summary>Requests that the broker, or a gateway in front of it, deletes a backup.</summary>
    /// <returns>False if there is no such call.</returns>
    /// <exception cref="ResponseLostException">The request may have arrived, but there was no response.</exception>
    /// <exception cref="HiveMQBackupException">The request did not arrive, or was refused.</exception>
    internal Task<bool> RequestRemovalAsync(string id, CancellationToken cancel) => _requests.RemoveAsync(id, cancel);

    /// <summary>Opens a backup's file for reading: on the current node, or else on one that has it.</summary>
    /// <param name="id">The backup's id.</param>
    /// <param name="from">The offset of the first byte; the broker may start at 0 anyway.</param>
    /// <param name="entityTag">Which version of the file the bytes before that came from, or null.</param>
    /// <param name="failOver">Whether the current node has just failed to send any of it.</param>
    /// <param name="cancel">Ends the request.</param>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.BackupNotFound"/>: no node has such a file.</exception>
    internal Task<HttpResponseMessage> OpenFileAsync(string id, long from, string? entityTag, bool failOver, CancellationToken cancel) =>
        _calls.LimitAsync($"download the backup '{TerminalText.Shorten(id)}'", ReadLimit, limit =>
        {
            if (failOver) _nodes.FailOver(_nodes.Current, "did not send the file", Log);
            return SearchAsync(id, dialect => dialect.FilePath(id), request => RequestRange(request, from, entityTag), OpenedAsync, limit);
        }, cancel);

    private async Task<HttpResponseMessage> OpenedAsync(HttpResponseMessage response, string id, CancellationToken cancel)
    {
        try
        {
            await _calls.Reader.EnsureFileAsync(response, cancel).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static void RequestRange(HttpRequestMessage request, long from, string? entityTag)
    {
        // If a proxy compressed the file, its length would be unknown and no range of it could be requested.
        request.Headers.AcceptEncoding.ParseAdd("identity");
        if (from == 0) return;
        request.Headers.Range = new RangeHeaderValue(from, null);
        if (entityTag is not null) request.Headers.IfRange = new RangeConditionHeaderValue(entityTag);
    }

    private async Task<T> SearchAsync<T>(
        string id, Func<Dialect, string> path, Action<HttpRequestMessage> prepare, Func<HttpResponseMessage, string, CancellationToken, Task<T>> read, CallLimit limit)
        where T : class
    {
        var search = new NodeSearch<T>(_nodes, _calls.Errors.NameOf(id), QueryAsync, Time, Log);
        return await search.FindAsync(limit).ConfigureAwait(false) ?? throw _calls.Errors.NotFound(id);

        async Task<NodeReply<T>> QueryAsync(Uri? node, bool once)
        {
            var asked = node ?? _nodes.Current;
            foreach (var dialect in _nodes.Dialect is { } known ? [known] : Dialect.All)
            {
                using var request = limit.Limit(NodeHandler.Request(HttpMethod.Get, path(dialect), node));
                prepare(request);
                if (once) RetryPolicy.Forgo(request);
                try
                {
                    var response = await _calls.SendAsync(request, limit).ConfigureAwait(false);
                    asked = NodeHandler.NodeOf(request) ?? asked;
                    if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
                    {
                        response.Dispose();
                        continue;
                    }
                    if (response.IsSuccessStatusCode) _nodes.Dialect = dialect;
                    return new(asked, await read(response, id, limit.Token).ConfigureAwait(false), null);
                }
                catch (Exception e) when (e is HiveMQBackupException or HttpRequestException or IOException)
                {
                    return new(NodeHandler.NodeOf(request) ?? asked, null, e as HiveMQBackupException ?? _calls.Errors.NoResponse($"look for the backup '{TerminalText.Shorten(id)}'", e));
                }
            }
            return new(asked, null, null);
        }
    }
}
