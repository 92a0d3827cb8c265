using System.Globalization;
using HiveMQBackup.Simulator.Hosting;
using Microsoft.Extensions.Primitives;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>The proxy subresource of pods: plain HTTP to the node, without the Authorization header.</summary>
internal sealed class PodProxy(ClusterObjects objects, ClusterFaults faults) : IDisposable
{
    private const int CopyLength = 64 * 1024;

    // Those that are about one connection only, and what the API server keeps for itself.
    private static readonly HashSet<string> OwnHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Connection", "Host", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        // A reused connection would repeat a request whose response was lost.
        PooledConnectionLifetime = TimeSpan.Zero,
        SslOptions = new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => Certificates.Node.Equals(certificate) },
    });

    public async Task HandleAsync(HttpContext context, ResourceRequest request)
    {
        var (scheme, name, port) = Split(request.Name!);
        if (objects.Pod(request.Namespace, name) is not { } pod)
        {
            await KubernetesStatus.NotFoundAsync(context, request with { Name = name });
            return;
        }
        port ??= pod.Ports.Count > 0 ? pod.Ports[0].Number : 80;
        if (port != pod.ApiPortNumber)
        {
            await UnreachableAsync(context, string.Create(
                CultureInfo.InvariantCulture, $"dial tcp {pod.IP}:{port}: connect: connection refused"));
            return;
        }
        var node = new UriBuilder(scheme, "127.0.0.1", pod.Node.EndPoint.Port);
        if (faults.TakeProxyFailure(context.Request.Method) is { } failure)
            await FailAsync(context, failure, node, request.Rest);
        else
            await ForwardAsync(context, node, request.Rest, $"{pod.IP}:{port}");
    }

    public void Dispose() => _client.Dispose();

    private async Task FailAsync(HttpContext context, ClusterFaults.ProxyFailure failure, UriBuilder node, string rest)
    {
        if (failure.AfterSending)
        {
            using var request = Request(context, node, rest);
            using var lost = await _client.SendAsync(request, context.RequestAborted);
        }
        await UnreachableAsync(context, failure.Reason, failure.Form);
    }

    private async Task ForwardAsync(HttpContext context, UriBuilder node, string rest, string address)
    {
        using var request = Request(context, node, rest);
        HttpResponseMessage response;
        try
        {
            response = await _client.SendAsync(request, context.RequestAborted);
        }
        catch (HttpRequestException error)
        {
            await UnreachableAsync(context, Words(error.HttpRequestError, address));
            return;
        }
        using (response)
            await RespondAsync(context, response);
    }

    private static HttpRequestMessage Request(HttpContext context, UriBuilder node, string rest)
    {
        // The node gets the path as it came: an escaped slash stays one.
        var exact = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var path = rest.Length == 0 ? "/" : rest;
        var uri = new Uri(node.Uri.GetLeftPart(UriPartial.Authority) + path + context.Request.QueryString, exact);
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), uri);
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
            request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (OwnHeaders.Contains(name) || name.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase) || name.StartsWith(':'))
                continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }
        return request;
    }

    private static async Task RespondAsync(HttpContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (!OwnHeaders.Contains(name))
                context.Response.Headers[name] = new StringValues([.. values]);
        }
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
            await body.CopyToAsync(context.Response.Body, CopyLength, context.RequestAborted);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // The node broke off in the middle: the client must not take it for the end.
            context.Abort();
        }
    }

    // Go's words.
    private static string Words(HttpRequestError error, string address) => error switch
    {
        HttpRequestError.ConnectionError => $"dial tcp {address}: connect: connection refused",
        HttpRequestError.SecureConnectionError => "tls: first record does not look like a TLS handshake",
        _ => "EOF",
    };

    private static Task UnreachableAsync(HttpContext context, string why, ProxyErrorForm form = ProxyErrorForm.Status503)
    {
        if (form != ProxyErrorForm.PlainText)
        {
            return KubernetesStatus.WriteAsync(
                context,
                form == ProxyErrorForm.Status500 ? StatusCodes.Status500InternalServerError : StatusCodes.Status503ServiceUnavailable,
                "error trying to reach service: " + why);
        }
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"Error trying to reach service: '{why}'", context.RequestAborted);
    }

    // The name is pod, pod:port or scheme:pod:port.
    private static (string Scheme, string Pod, int? Port) Split(string name)
    {
        var parts = name.Split(':');
        var (scheme, pod, port) = parts.Length switch
        {
            1 => ("", parts[0], ""),
            2 => ("", parts[0], parts[1]),
            _ => (parts[0], parts[1], parts[2]),
        };
        int? number = int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        return (scheme.Length == 0 ? Uri.UriSchemeHttp : scheme, pod, number);
    }
}
