using System.Security.Authentication;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>Says what an API server's refusal means, and what to do about it.</summary>
internal static class KubernetesFailures
{
    /// <summary>The failure behind a 401 or 403; null for every other status.</summary>
    internal static HiveMQBackupException? FromStatus(int status, string said, string verb, string resource, string? ns, KubernetesApi api)
    {
        return status switch
        {
            401 => new HiveMQBackupException(
                Failure.KubernetesUnauthorized,
                $"The Kubernetes API server {api.Server} does not accept the sign-in of the context '{api.Context}': {StatusText.Sentence(said)}",
                "The login may have expired: sign in to the cluster again (any kubectl command shows whether it works), or choose another context with -Context."),
            403 => new HiveMQBackupException(
                Failure.KubernetesForbidden,
                $"The context '{api.Context}' may not '{verb}' {resource} in {Where(ns)}: {StatusText.Sentence(said)}",
                $"Ask for that right{(ns is null ? ", or name one namespace with -Namespace" : "")}. It can be shown with: {CanI(verb, resource, ns, api.Context)}"),
            _ => null,
        };
    }

    /// <summary>A permission on the pod proxy is missing.</summary>
    internal static HiveMQBackupException ProxyForbidden(string said, string verb, string ns, KubernetesApi api)
    {
        const string Resource = "pods/proxy";
        return new(
            Failure.KubernetesForbidden,
            $"The context '{api.Context}' is not allowed to '{verb}' {Resource} in {Where(ns)}: {StatusText.Sentence(said)}",
            "Ask for that permission, or use -Transport PortForward. Over the pod proxy, reading and downloading require 'get', and New-HiveMQBackup requires 'get' "
                + $"and 'create', since it lists the backups first. These show whether you have them: {CanI("get", Resource, ns, api.Context)}; {CanI("create", Resource, ns, api.Context)}");
    }

    /// <summary>The API server asks for more time than a call has, or asks again and again.</summary>
    internal static HiveMQBackupException Throttled(KubernetesApi api, ThrottledException asked) => new(
        Failure.KubernetesUnreachable,
        $"The Kubernetes API server {api.Server} (context '{api.Context}') is overloaded: it responded {(int)asked.Status} and asks to wait "
            + $"{Seconds(asked.Wait)} before the next request: {StatusText.Sentence(asked.Message)}",
        "Run the command again after that time. If this happens often, ask the cluster's administrators what keeps the API server busy.",
        asked)
    {
        EndsCall = true,
    };

    internal static HiveMQBackupException Unexpected(int status, string said, string verb, string resource, string? ns, KubernetesApi api) => new(
        Failure.KubernetesUnreachable,
        $"The Kubernetes API server {api.Server} answered {status} to '{verb} {resource}' in {(ns is null ? Where(ns) : $"'{ns}'")}: {StatusText.Sentence(said)}",
        "Try again in a moment; 'kubectl get --raw /readyz' shows whether the API server is well.")
    {
        // A server error may be over in a moment; any other answer stays the same.
        EndsCall = status < 500,
    };

    internal static HiveMQBackupException Unreachable(KubernetesApi api, Exception cause) => new(
        Failure.KubernetesUnreachable,
        $"The Kubernetes API server {api.Server} (context '{api.Context}') cannot be reached: {Reason(cause)}",
        ProxyException.Behind(cause) is { } proxy ? proxy.RecommendedAction
            : IsTls(cause) ? "Check the certificate-authority of the cluster in the kubeconfig, and that the address is the API server's own."
            : "Check the network, the VPN and the cluster's address in the kubeconfig, or choose another context with -Context.",
        cause);

    internal static HiveMQBackupException TimedOut(KubernetesApi api, TimeSpan limit, Exception cause) => new(
        Failure.KubernetesUnreachable,
        $"The Kubernetes API server {api.Server} (context '{api.Context}') did not answer within {limit.TotalSeconds:0} seconds.",
        "Check the network, the VPN and the cluster's address in the kubeconfig, or choose another context with -Context.",
        cause)
    {
        EndsCall = true,
    };

    internal static HiveMQBackupException NotKubernetes(KubernetesApi api, Exception cause) => new(
        Failure.KubernetesUnreachable,
        $"What answers at {api.Server} (context '{api.Context}') is no Kubernetes API server.",
        "Check the cluster's address in the kubeconfig, and whether a proxy or login page stands in between.",
        cause);

    private static string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds) is var seconds && seconds == 1 ? "1 second" : $"{seconds:0} seconds";

    // A port-forward is a subresource: 'can-i get pods/portforward' would ask about a pod of that name.
    internal static string CanI(string verb, string resource, string? ns, string context)
    {
        var (kind, subresource) = resource.Split('/') is [var k, var s] ? (k, $" --subresource={s}") : (resource, "");
        return $"kubectl auth can-i {verb} {kind}{subresource} {(ns is null ? "--all-namespaces" : $"-n {ns}")} --context {context}";
    }

    private static string Where(string? ns) => ns is null ? "all namespaces" : $"the namespace '{ns}'";

    /// <summary>The innermost words: the outer ones only say that something was wrong.</summary>
    internal static string Reason(Exception cause)
    {
        while (cause.InnerException is { } inner) cause = inner;
        return Printable.Text(cause.Message, 300);
    }

    private static bool IsTls(Exception? cause)
    {
        for (; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException) return true;
        }
        return false;
    }
}
