using System.Net;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>The requests that change something at the broker. Each is sent once.</summary>
/// <param name="calls">Runs the calls.</param>
internal sealed class BackupRequests(BackupCalls calls)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    internal Task<Backup> CreateAsync(CancellationToken cancel) => OnceAsync("create a backup", HttpMethod.Post, Dialect.Backups, async (response, limit) =>
        response.IsSuccessStatusCode ? await ReadStartedAsync(response, null, BackupState.InProgress, limit).ConfigureAwait(false) : null, cancel);

    // A node that does not have the backup, or did not get the request, has restored nothing, so another one can be asked.
    internal Task<Backup> RestoreAsync(string id, BrokerNodes nodes, CancellationToken cancel)
    {
        var what = $"restore the backup '{TerminalText.Shorten(id)}'";
        return calls.LimitAsync(what, Limit, async limit =>
        {
            var search = new NodeSearch<Backup>(nodes, calls.Errors.NameOf(id), (node, _) => RestoreOnAsync(node, limit), calls.Time, calls.Log);
            return await search.FindAsync(limit).ConfigureAwait(false) ?? throw calls.Errors.NotFound(id);
        }, cancel);

        async Task<NodeReply<Backup>> RestoreOnAsync(Uri? node, CallLimit limit)
        {
            using var request = limit.Limit(NodeHandler.Request(HttpMethod.Post, Dialect.Published.OnePath(id), node));
            try
            {
                var restored = await OnceAsync<Restored>(request, async (response, token) => response switch
                {
                    { IsSuccessStatusCode: true } => new(await ReadStartedAsync(response, id, BackupState.RestoreInProgress, token).ConfigureAwait(false)),
                    { StatusCode: HttpStatusCode.NotFound } => new(null),
                    _ => null,
                }, limit).ConfigureAwait(false);
                return new(NodeHandler.NodeOf(request)!, restored.Backup, null);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return new(NodeHandler.NodeOf(request)!, null, calls.Errors.NoResponse(what, e));
            }
        }
    }

    private sealed record Restored(Backup? Backup);

    internal async Task<bool> RemoveAsync(string id, CancellationToken cancel)
    {
        var path = Dialect.Published.OnePath(id);
        var removed = await OnceAsync($"delete the backup '{TerminalText.Shorten(id)}'", HttpMethod.Delete, path, (response, _) => Task.FromResult<Reply?>(response switch
        {
            { IsSuccessStatusCode: true } => new Reply(true),
            // There is no such call, or no such backup: the list tells which.
            { StatusCode: HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented } => new Reply(false),
            _ => null,
        }), cancel).ConfigureAwait(false);
        return removed.IsRemoved;
    }

    private sealed record Reply(bool IsRemoved);

    private Task<T> OnceAsync<T>(string what, HttpMethod method, string path, Func<HttpResponseMessage, CancellationToken, Task<T?>> read, CancellationToken cancel)
        where T : class => calls.LimitAsync(what, Limit, async limit =>
    {
        using var request = limit.Limit(NodeHandler.Request(method, path));
        return await OnceAsync(request, read, limit).ConfigureAwait(false);
    }, cancel);

    /// <summary>Sends a request that must not be repeated.</summary>
    /// <param name="request">The request, without a body.</param>
    /// <param name="read">Reads the response; null if it is an error without a meaning of its own.</param>
    /// <param name="limit">The call that it belongs to.</param>
    /// <exception cref="HttpRequestException">It was not sent; or an <see cref="IOException"/>.</exception>
    /// <exception cref="ResponseLostException">It may have arrived.</exception>
    /// <exception cref="HiveMQBackupException">It was refused.</exception>
    private async Task<T> OnceAsync<T>(HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<T?>> read, CallLimit limit) where T : class
    {
        request.Content = new EmptyBody(request);
        try
        {
            using var response = await calls.SendAsync(request, limit).ConfigureAwait(false);
            if (await read(response, limit.Token).ConfigureAwait(false) is { } done) return done;
            var refusal = await ErrorText.ReadAsync(response, limit.Token).ConfigureAwait(false);
            if (refusal.LeavesOpen(response.StatusCode)) throw new ResponseLostException($"the response was {(int)response.StatusCode}{refusal.Colon}", null);
            throw calls.Errors.From(response, refusal);
        }
        catch (Exception e) when (Delivery.Of(request) == RequestDelivery.MaybeSent && IsResponseLost(e, limit))
        {
            throw new ResponseLostException(ExceptionReason.Of(e), e);
        }
    }

    // A success without a backup in it is as good as no response.
    private async Task<Backup> ReadStartedAsync(HttpResponseMessage response, string? id, string state, CancellationToken limit)
    {
        try
        {
            return await calls.Reader.JsonAsync(response, root => BackupJson.One(root, id, state), limit).ConfigureAwait(false);
        }
        catch (HiveMQBackupException e)
        {
            throw new ResponseLostException(e.Message, e);
        }
    }

    private static bool IsResponseLost(Exception e, CallLimit limit) => e switch
    {
        HttpRequestException or IOException => true,
        OperationCanceledException => !limit.IsCancelled,
        _ => false,
    };
}
