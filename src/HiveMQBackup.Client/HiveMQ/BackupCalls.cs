namespace HiveMQBackup.Client.HiveMQ;

/// <summary>Runs calls of the REST API within their time limits, and explains their errors.</summary>
/// <param name="http">The connections to the broker's nodes.</param>
/// <param name="errors">Explains errors.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Receives the messages of the calls.</param>
internal sealed class BackupCalls(HttpClient http, RestErrors errors, TimeProvider time, Log log)
{
    /// <summary>The connections to the broker's nodes.</summary>
    internal HttpClient Http => http;

    /// <summary>Explains errors.</summary>
    internal RestErrors Errors => errors;

    /// <summary>Reads responses.</summary>
    internal ResponseReader Reader { get; } = new(errors);

    /// <summary>The clock that waiting and time limits use.</summary>
    internal TimeProvider Time => time;

    /// <summary>Receives the messages of the calls.</summary>
    internal Log Log => log;

    /// <summary>Sends a request of a call; the response's content is not read yet.</summary>
    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CallLimit limit) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);

    /// <summary>Runs a call.</summary>
    /// <param name="what">What is requested, in HiveMQ's terms.</param>
    /// <param name="longest">How long it may take.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<T> LimitAsync<T>(string what, TimeSpan longest, Func<CallLimit, Task<T>> call, CancellationToken cancel)
    {
        using var limit = new CallLimit(longest, time, log, cancel);
        try
        {
            return await call(limit).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw errors.NoResponse(what, e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw errors.TimedOut(what, longest, e);
        }
    }
}
