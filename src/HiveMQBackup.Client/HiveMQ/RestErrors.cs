using System.Net;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>Explains a broker's refusal, or a missing response.</summary>
internal sealed class RestErrors(BrokerInfo broker, TimeProvider time)
{
    private const int LongestQuoted = ErrorText.LongestQuoted;

    /// <summary>The error for a response that is not a success.</summary>
    internal HiveMQBackupException From(HttpResponseMessage response, ErrorText text)
    {
        var request = $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsoluteUri}";
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new(
                ErrorCode.HiveMQUnauthorized,
                $"The broker {broker} requires credentials, or rejects these: the response to {request} was 401{text.Colon}"),
            HttpStatusCode.Forbidden => new(
                ErrorCode.HiveMQForbidden,
                $"The user is not allowed to do this on the broker {broker}: the response to {request} was 403{text.Colon}",
                new ErrorCause.CallForbidden(Permission(response), RestPermission.All)),
            HttpStatusCode.TooManyRequests => new(
                ErrorCode.HiveMQUnavailable,
                $"The broker {broker}, or a gateway in front of it, limits requests: the response to {request} was 429{text.Colon.TrimEnd('.')}.{Wait(response)}",
                new ErrorCause.Throttled())
            { RetryAfter = RetryAfter(response) },
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => new(
                ErrorCode.HiveMQUnavailable,
                $"The broker {broker} is not available: the response to {request} was {(int)response.StatusCode}{text.Colon.TrimEnd('.')}.{Wait(response)}",
                new ErrorCause.ErrorStatus())
            { RetryAfter = RetryAfter(response) },
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => new(
                ErrorCode.RestApiNotFound,
                $"The broker {broker} responds, but has no backup API there: the response to {request} was {(int)response.StatusCode}{text.Colon}"),
            _ => Unexpected(response, text.Raw),
        };
    }

    /// <summary>The error for a response that does not match the REST API's documentation.</summary>
    internal HiveMQBackupException Unexpected(HttpResponseMessage response, string text, Exception? cause = null)
    {
        var type = TerminalText.Shorten(response.Content.Headers.ContentType?.ToString() ?? "no content type", 100);
        // A redirect's page repeats its address, with the query.
        if (response.Headers.Location is { } location) text = $"a redirect to {PageLink.Destination(location)}";
        return new(
            ErrorCode.UnexpectedResponse,
            $"The response of the broker {broker} to {response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsoluteUri} was {(int)response.StatusCode} and {type}: "
                + $"{(string.IsNullOrWhiteSpace(text) ? "no content" : TerminalText.Shorten(text.Trim(), LongestQuoted))}",
            inner: cause);
    }

    /// <summary>The error for a list whose next page cannot be read.</summary>
    internal HiveMQBackupException ListCutShort(string link, string why) => new(
        ErrorCode.UnexpectedResponse,
        $"The list of backups of the broker {broker} has a next page '{PageLink.Shown(link)}' that cannot be followed: {why}.",
        new ErrorCause.InvalidPageLink());

    /// <summary>The error for a response that is longer than any list of backups.</summary>
    internal HiveMQBackupException TooLong(HttpResponseMessage response, int longest) =>
        Unexpected(response, $"more than {longest / (1024 * 1024)} MB");

    /// <summary>The error for a request that got no response.</summary>
    /// <param name="what">What was requested, in HiveMQ's terms.</param>
    /// <param name="cause">The exception that the connection ended with.</param>
    internal HiveMQBackupException NoResponse(string what, Exception cause)
    {
        for (var e = cause; e is not null; e = e.InnerException)
        {
            if (e is HiveMQBackupException understood) return understood;
            if (e is TransportException transport) return BrokenTransport(what, transport);
        }
        return new(
            ErrorCode.HiveMQUnavailable,
            $"The broker {broker}, port {broker.Port}, did not respond ({what}): {ExceptionReason.Of(cause)}",
            ProxyException.Behind(cause) is { } proxy ? proxy.Cause : IsTls(cause) ? new ErrorCause.Certificate() : null,
            cause);
    }

    private HiveMQBackupException BrokenTransport(string what, TransportException transport) => new(
        transport.Code,
        $"The {transport.Transport} to the broker {broker}, port {broker.Port}, failed ({what}): {TerminalText.Shorten(transport.Message, 500)}",
        transport.IsFromNode ? new ErrorCause.RefusedByPod() : null,
        transport);

    /// <summary>The error for a call that took longer than its limit.</summary>
    internal HiveMQBackupException TimedOut(string what, TimeSpan limit, Exception cause) => new(
        ErrorCode.HiveMQUnavailable,
        $"The broker {broker}, port {broker.Port}, did not respond within {limit.TotalSeconds:0} seconds ({what}).",
        new ErrorCause.NoResponse(),
        cause);

    /// <summary>What a backup of the broker is called at the beginning of a sentence.</summary>
    internal string NameOf(string id) => $"The backup '{TerminalText.Shorten(id)}' of the broker {broker}";

    /// <summary>The error for a backup that no node has.</summary>
    internal HiveMQBackupException NotFound(string id) => new(
        ErrorCode.BackupNotFound,
        $"The broker {broker} has no backup '{TerminalText.Shorten(id)}', or no file for it.");

    private static string Permission(HttpResponseMessage response) => response.RequestMessage is { } request
        ? RestPermission.Of(request.Method, NodeHandler.PathOf(request))
        : RestPermission.All;

    // Text that follows the server's own message.
    private string Wait(HttpResponseMessage response)
    {
        var isOnce = response.RequestMessage?.Method != HttpMethod.Get;
        var wait = "";
        if (RetryAfter(response) is { } asked)
        {
            var isTooLong = !isOnce && asked >= CallLimit.LeftOf(response.RequestMessage);
            wait = $" It asks to wait {asked.TotalSeconds:0} second{(asked.TotalSeconds == 1 ? "" : "s")}{(isTooLong ? ", which is longer than the call has left" : "")}.";
        }
        return isOnce ? $"{wait} {Nothing(response.RequestMessage)}" : wait;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => RetryPolicy.RetryAfter(response, time.GetUtcNow());

    private static string Nothing(HttpRequestMessage? request) => request switch
    {
        { Method.Method: "DELETE" } => "Nothing was deleted.",
        not null when NodeHandler.PathOf(request) != Dialect.Backups => "Nothing was restored.",
        _ => "Nothing was created.",
    };

    private static bool IsTls(Exception cause) => cause is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };
}
