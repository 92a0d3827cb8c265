using System.Net;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>Explains a broker's refusal, or a missing response, and what to do about it.</summary>
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
                $"The broker {broker} wants a sign-in, or does not accept this one: {request} was answered with 401{text.Colon}",
                "Give a user name and password with -Credential (Get-Credential), or a token with -Token."),
            HttpStatusCode.Forbidden => new(
                ErrorCode.HiveMQForbidden,
                $"The broker {broker} does not allow this to the user that signed in: {request} was answered with 403{text.Colon}",
                $"Give the user the permission {Permission(response)} ({RestPermission.All} includes it) in the broker's Enterprise Security Extension, or use -Credential with a user that has it."),
            HttpStatusCode.TooManyRequests => new(
                ErrorCode.HiveMQUnavailable,
                $"The broker {broker}, or a gateway before it, limits requests: {request} was answered with 429{text.Colon.TrimEnd('.')}.{Wait(response)}",
                "Try again after that time, with fewer commands side by side; the limit is set in the gateway or the broker."),
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => new(
                ErrorCode.HiveMQUnavailable,
                $"The broker {broker} is not available: {request} was answered with {(int)response.StatusCode}{text.Colon.TrimEnd('.')}.{Wait(response)}",
                "A broker says so while its nodes join or leave, or while the REST API is being started. Try again in a minute."),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => new(
                ErrorCode.RestApiNotFound,
                $"The broker {broker} answers, and has no backup API there: {request} was answered with {(int)response.StatusCode}{text.Colon}",
                "The REST API may be disabled, or older than HiveMQ 4.4, or this is another port: name the right one with -ApiPort."),
            _ => Unexpected(response, text.Raw),
        };
    }

    /// <summary>The error for a response that does not match the REST API's documentation.</summary>
    internal HiveMQBackupException Unexpected(HttpResponseMessage response, string text, Exception? cause = null)
    {
        var type = TerminalText.Shorten(response.Content.Headers.ContentType?.ToString() ?? "no content type", 100);
        var to = response.Headers.Location is { } location ? $", to {TerminalText.Shorten(location.ToString())}" : "";
        return new(
            ErrorCode.UnexpectedResponse,
            $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsoluteUri} (broker {broker}) was answered with {(int)response.StatusCode}{to} and {type}: "
                + $"{(string.IsNullOrWhiteSpace(text) ? "nothing" : TerminalText.Shorten(text.Trim(), LongestQuoted))}",
            "Check that this is the REST API's port (-ApiPort, -Uri) and that no proxy or login page stands in between.",
            cause);
    }

    /// <summary>The error for a list whose next page cannot be read.</summary>
    internal HiveMQBackupException ListCutShort(string link, string why) => new(
        ErrorCode.UnexpectedResponse,
        $"The list of backups of the broker {broker} has a next page '{PageLink.Shown(link)}' that cannot be followed: {why}.",
        "Check the proxy or gateway in front of the REST API: its links must lead to api/v1/management/backups, each to another page.");

    /// <summary>The error for a response that is longer than any list of backups.</summary>
    internal HiveMQBackupException TooLong(HttpResponseMessage response, int longest) =>
        Unexpected(response, $"more than {longest / (1024 * 1024)} MB");

    /// <summary>The error for a request that got no response.</summary>
    /// <param name="what">What was requested, in HiveMQ's terms.</param>
    /// <param name="cause">The exception that the connection ended with.</param>
    internal HiveMQBackupException NoAnswer(string what, Exception cause)
    {
        for (var e = cause; e is not null; e = e.InnerException)
        {
            if (e is HiveMQBackupException understood) return understood;
            if (e is TransportException transport) return BrokenTransport(what, transport);
        }
        return new(
            ErrorCode.HiveMQUnavailable,
            $"The broker {broker} did not answer, port {broker.Port} ({what}): {ExceptionReason.Of(cause)}",
            ProxyException.Behind(cause) is { } proxy ? proxy.RecommendedAction
                : IsTls(cause) ? "Check -UseTls and the certificate; -SkipCertificateCheck skips its validation."
                : "Check that the broker is running and that its REST API is enabled on that port. If the port speaks TLS, say -UseTls, or https in -Uri.",
            cause);
    }

    private HiveMQBackupException BrokenTransport(string what, TransportException transport) => new(
        transport.Code,
        $"The {transport.Transport} to the broker {broker}, port {broker.Port}, failed ({what}): {TerminalText.Shorten(transport.Message, 500)}",
        transport.IsFromNode
            ? "Nothing may listen on that port in the pod: the REST API may be disabled, or -ApiPort names the wrong one."
            : "Try again; 'kubectl get pods' shows whether the pod is still there.",
        transport);

    /// <summary>The error for a call that took longer than its limit.</summary>
    internal HiveMQBackupException TimedOut(string what, TimeSpan limit, Exception cause) => new(
        ErrorCode.HiveMQUnavailable,
        $"The broker {broker}, port {broker.Port}, did not answer within {limit.TotalSeconds:0} seconds ({what}).",
        "Try again; if it goes on, look at the broker's log. If the port speaks TLS, say -UseTls, or https in -Uri.",
        cause);

    private static string Permission(HttpResponseMessage response) => response.RequestMessage is { } request
        ? RestPermission.Of(request.Method, NodeHandler.PathOf(request))
        : RestPermission.All;

    // Text that follows the server's own message.
    private string Wait(HttpResponseMessage response)
    {
        var isCreate = response.RequestMessage?.Method == HttpMethod.Post;
        var wait = "";
        if (RetryPolicy.RetryAfter(response, time.GetUtcNow()) is { } asked)
        {
            var isTooLong = !isCreate && asked >= CallLimit.LeftOf(response.RequestMessage);
            wait = $" It asks to wait {asked.TotalSeconds:0} second{(asked.TotalSeconds == 1 ? "" : "s")}{(isTooLong ? ", longer than this call may still take" : "")}.";
        }
        return isCreate ? wait + " Nothing was created." : wait;
    }

    private static bool IsTls(Exception cause) => cause is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };
}
