using System.Text.Json.Nodes;
using HiveMQBackup.Simulator.Hosting;
using HiveMQBackup.Simulator.Kubernetes.Exec;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>The API server: authentication, authorization, and where each request goes.</summary>
internal sealed class KubernetesApi(
    SimulatedClusterOptions options, ClusterAuthentication authentication, ClusterObjects objects, ClusterFaults faults, PodProxy proxy)
{
    private readonly PortForward _portForward = new(options, objects, faults);
    private readonly PodExec _exec = new(options, objects, faults);

    public RequestLog Log { get; } = new();

    public async Task HandleAsync(HttpContext context)
    {
        Log.Record(context);
        if (faults.Hold is { } hold) await hold(context);
        await RespondAsync(context);
    }

    private Task RespondAsync(HttpContext context)
    {
        if (_portForward.IsRefusedByProxy(context))
            return PodUpgrade.RefuseAsProxyAsync(context);
        var target = context.RawTarget();
        if (!authentication.IsSignedIn(context))
            return KubernetesStatus.UnauthorizedAsync(context);
        if (faults.TakeFailure(target) is { } failure)
            return FailAsync(context, failure);
        var path = target.Split('?')[0];
        if (ResourceRequest.Parse(context.Request.Method, path) is not { } request)
            return RespondAboutItselfAsync(context, path);
        if (faults.IsDenied(request.Verb, request.FullResource, request.Namespace is null))
            return KubernetesStatus.ForbiddenAsync(context, request, request.Verb, options.UserName);
        return DispatchAsync(context, request);
    }

    private Task DispatchAsync(HttpContext context, ResourceRequest request) => (request.Group, request.FullResource, request.Verb) switch
    {
        ("", "pods/portforward", _) => _portForward.HandleAsync(context, request),
        ("", "pods/exec", _) => _exec.HandleAsync(context, request),
        ("", "pods/proxy", _) => proxy.HandleAsync(context, request),
        (_, _, not ("get" or "list")) => KubernetesStatus.MethodNotAllowedAsync(context),
        ("", "pods", _) => RespondAsync(
            context, request, "Pod", objects.Pods, pod => (pod.Namespace, pod.Name, pod.Labels), PodJson.Of),
        ("", "namespaces", _) => RespondAsync(
            context, request, "Namespace", objects.Namespaces, name => (null, name, NoLabels), KubernetesJson.Namespace),
        ("apps", "statefulsets", _) => RespondAsync(
            context, request, "StatefulSet", objects.Workloads<SimulatedStatefulSet>(), Identity, KubernetesJson.Workload),
        ("apps", "deployments", _) => RespondAsync(
            context, request, "Deployment", objects.Workloads<SimulatedDeployment>(), Identity, KubernetesJson.Workload),
        _ => KubernetesStatus.NoSuchResourceAsync(context),
    };

    private static IReadOnlyDictionary<string, string> NoLabels { get; } = new Dictionary<string, string>();

    private static (string?, string, IReadOnlyDictionary<string, string>) Identity(SimulatedWorkload workload) =>
        (workload.Namespace, workload.Name, workload.Selector);

    private static Task RespondAsync<T>(
        HttpContext context,
        ResourceRequest request,
        string kind,
        IReadOnlyList<T> all,
        Func<T, (string? Namespace, string Name, IReadOnlyDictionary<string, string> Labels)> identity,
        Func<T, JsonObject> json)
    {
        var apiVersion = request.Group.Length == 0 ? "v1" : request.Group + "/v1";
        var inScope = all.Where(item => request.Namespace is null || identity(item).Namespace == request.Namespace);
        if (request.Name is null)
            return ListAsync(context, kind, apiVersion, inScope, item => identity(item).Labels, json);
        foreach (var item in inScope.Where(item => identity(item).Name == request.Name))
            return JsonResponse.WriteAsync(context, StatusCodes.Status200OK, KubernetesJson.Item(kind, apiVersion, json(item)));
        return KubernetesStatus.NotFoundAsync(context, request);
    }

    private static Task ListAsync<T>(
        HttpContext context,
        string kind,
        string apiVersion,
        IEnumerable<T> items,
        Func<T, IReadOnlyDictionary<string, string>> labels,
        Func<T, JsonObject> json)
    {
        LabelSelector selector;
        try
        {
            selector = LabelSelector.Parse(context.Request.Query["labelSelector"]);
        }
        catch (FormatException error)
        {
            return KubernetesStatus.WriteAsync(context, StatusCodes.Status400BadRequest, error.Message);
        }
        var selected = items.Where(item => selector.Matches(labels(item))).Select(json);
        return JsonResponse.WriteAsync(context, StatusCodes.Status200OK, KubernetesJson.List(kind, apiVersion, selected));
    }

    private static Task RespondAboutItselfAsync(HttpContext context, string path)
    {
        if (path is "/readyz" or "/livez" or "/healthz")
            return JsonResponse.WriteAsync(context, StatusCodes.Status200OK, "text/plain; charset=utf-8", "ok");
        return ApiDiscovery.ResponseFor(path.TrimEnd('/')) is { } response
            ? JsonResponse.WriteAsync(context, StatusCodes.Status200OK, response)
            : JsonResponse.WriteAsync(context, StatusCodes.Status404NotFound, "text/plain; charset=utf-8", "404 page not found\n");
    }

    private static Task FailAsync(HttpContext context, ClusterFaults.FailedRequest failure)
    {
        if (failure.RetryAfter is { } retryAfter)
            context.Response.Headers.RetryAfter = retryAfter;
        // What limits the clients stands before all that writes Status objects.
        if (failure.Status == StatusCodes.Status429TooManyRequests)
            return JsonResponse.WriteAsync(context, failure.Status, "text/plain; charset=utf-8", "Too many requests, please try again later.\n");
        var message = failure.Status switch
        {
            StatusCodes.Status401Unauthorized => "Unauthorized",
            StatusCodes.Status503ServiceUnavailable => "the server is currently unable to handle the request",
            _ => "the simulator was told to fail this request",
        };
        return KubernetesStatus.WriteAsync(context, failure.Status, message);
    }
}
