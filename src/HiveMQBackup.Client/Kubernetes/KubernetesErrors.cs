using System.Security.Authentication;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>Explains an API server's refusal, and what to do about it.</summary>
internal static class KubernetesErrors
{
    /// <summary>The error for a 401 or 403; null for every other status.</summary>
    internal static HiveMQBackupException? FromStatus(int status, string said, string verb, string resource, string? ns, ClusterAddress cluster)
    {
        return status switch
        {
            401 => new HiveMQBackupException(
                ErrorCode.KubernetesUnauthorized,
                $"The Kubernetes API server {cluster.Server} does not accept the sign-in of the context '{cluster.Context}': {StatusText.Sentence(said)}",
                "The login may have expired: sign in to the cluster again (any kubectl command shows whether it works), or choose another context with -Context."),
            403 => new HiveMQBackupException(
                ErrorCode.KubernetesForbidden,
                $"The context '{cluster.Context}' may not '{verb}' {resource} in {Where(ns)}: {StatusText.Sentence(said)}",
                $"Ask for that right{(ns is null ? ", or name one namespace with -Namespace" : "")}. It can be shown with: {CanI(verb, resource, ns, cluster.Context)}"),
            _ => null,
        };
    }

    /// <summary>A permission on the pod proxy is missing.</summary>
    internal static HiveMQBackupException ProxyForbidden(string said, string verb, string ns, ClusterAddress cluster)
    {
        const string Resource = "pods/proxy";
        return new(
            ErrorCode.KubernetesForbidden,
            $"The context '{cluster.Context}' is not allowed to '{verb}' {Resource} in {Where(ns)}: {StatusText.Sentence(said)}",
            "Ask for that permission, or use -Transport PortForward. Over the pod proxy, reading and downloading require 'get', and New-HiveMQBackup requires 'get' "
                + $"and 'create', since it lists the backups first. These show whether you have them: {CanI("get", Resource, ns, cluster.Context)}; {CanI("create", Resource, ns, cluster.Context)}");
    }

    /// <summary>The API server asks for more time than a call has, or asks again and again.</summary>
    internal static HiveMQBackupException Throttled(ClusterAddress cluster, ThrottledException asked) => new(
        ErrorCode.KubernetesUnreachable,
        $"The Kubernetes API server {cluster.Server} (context '{cluster.Context}') is overloaded: it responded {(int)asked.Status} and asks to wait "
            + $"{Seconds(asked.Wait)} before the next request: {StatusText.Sentence(asked.Message)}",
        "Run the command again after that time. If this happens often, ask the cluster's administrators what keeps the API server busy.",
        asked)
    {
        EndsCall = true,
    };

    internal static HiveMQBackupException Unexpected(int status, string said, string verb, string resource, string? ns, ClusterAddress cluster) => new(
        ErrorCode.KubernetesUnreachable,
        $"The Kubernetes API server {cluster.Server} answered {status} to '{verb} {resource}' in {(ns is null ? Where(ns) : $"'{ns}'")}: {StatusText.Sentence(said)}",
        "Try again in a moment; 'kubectl get --raw /readyz' shows whether the API server is well.")
    {
        // A server error may be over in a moment; any other response stays the same.
        EndsCall = status < 500,
    };

    internal static HiveMQBackupException Unreachable(ClusterAddress cluster, Exception cause) => new(
        ErrorCode.KubernetesUnreachable,
        $"The Kubernetes API server {cluster.Server} (context '{cluster.Context}') cannot be reached: {ExceptionReason.Of(cause)}",
        ProxyException.Behind(cause) is { } proxy ? proxy.RecommendedAction
            : IsTls(cause) ? "Check the certificate-authority of the cluster in the kubeconfig, and that the address is the API server's own."
            : "Check the network, the VPN and the cluster's address in the kubeconfig, or choose another context with -Context.",
        cause);

    internal static HiveMQBackupException TimedOut(ClusterAddress cluster, TimeSpan limit, Exception cause) => new(
        ErrorCode.KubernetesUnreachable,
        $"The Kubernetes API server {cluster.Server} (context '{cluster.Context}') did not answer within {limit.TotalSeconds:0} seconds.",
        "Check the network, the VPN and the cluster's address in the kubeconfig, or choose another context with -Context.",
        cause)
    {
        EndsCall = true,
    };

    internal static HiveMQBackupException NotKubernetes(ClusterAddress cluster, Exception cause) => new(
        ErrorCode.KubernetesUnreachable,
        $"What answers at {cluster.Server} (context '{cluster.Context}') is no Kubernetes API server.",
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

    private static bool IsTls(Exception? cause)
    {
        for (; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException) return true;
        }
        return false;
    }
}
