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

    // A node that does not have the backup has restored nothing, so another one can be asked.
    internal async Task<Backup> RestoreAsync(string id, BrokerNodes nodes, CancellationToken cancel)
    {
        if (await RestoreOnAsync(null).ConfigureAwait(false) is { Backup: { } here }) return here;
        foreach (var node in nodes.All.Skip(1))
        {
            if (await RestoreOnAsync(node).ConfigureAwait(false) is { Backup: { } there }) return there;
        }
        throw calls.Errors.NotFound(id);

        Task<Restored> RestoreOnAsync(Uri? node) =>
            OnceAsync($"restore the backup '{TerminalText.Shorten(id)}'", HttpMethod.Post, Dialect.Published.OnePath(id), async (response, limit) => response switch
            {
                { IsSuccessStatusCode: true } => new Restored(await ReadStartedAsync(response, id, BackupState.RestoreInProgress, limit).ConfigureAwait(false)),
                { StatusCode: HttpStatusCode.NotFound } => new Restored(null),
                _ => null,
            }, cancel, node);
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

    /// <summary>Sends a request that must not be repeated.</summary>
    /// <param name="what">What is requested.</param>
    /// <param name="method">Its method.</param>
    /// <param name="path">Its path below a node's base address.</param>
    /// <param name="read">Reads the response; null if it is an error without a meaning of its own.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="node">The node to send it to, or null for the current one.</param>
    private Task<T> OnceAsync<T>(string what, HttpMethod method, string path, Func<HttpResponseMessage, CancellationToken, Task<T?>> read, CancellationToken cancel, Uri? node = null)
        where T : class => calls.LimitAsync(what, Limit, async limit =>
    {
        using var request = limit.Limit(NodeHandler.Request(method, path, node));
        request.Content = new EmptyBody(request);
        try
        {
            using var response = await calls.SendAsync(request, limit).ConfigureAwait(false);
            if (await read(response, limit.Token).ConfigureAwait(false) is { } done) return done;
            var refusal = await ErrorText.ReadAsync(response, limit.Token).ConfigureAwait(false);
            if (refusal.LeavesOpen(response.StatusCode)) throw new ResponseLostException($"the response was {(int)response.StatusCode}{refusal.Colon}", null);
            throw calls.Errors.From(response, refusal);
        }
        catch (Exception e) when (Delivery.Of(request) == RequestDelivery.MaybeSent && IsResponseLost(e, cancel))
        {
            throw new ResponseLostException(ExceptionReason.Of(e), e);
        }
    }, cancel);

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

    private static bool IsResponseLost(Exception e, CancellationToken cancel) => e switch
    {
        HttpRequestException or IOException => true,
        OperationCanceledException => !cancel.IsCancellationRequested,
        _ => false,
    };
}
