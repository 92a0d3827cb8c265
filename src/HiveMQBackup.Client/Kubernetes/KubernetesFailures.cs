using System.Security.Authentication;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>Says what an API server's refusal means, and what to do about it.</summary>
internal static class KubernetesFailures
{
    /// <summary>The failure behind a 401 or 403; null for every other status.</summary>
    internal static HiveMQBackupException? FromStatus(int status, string said, string verb, string resource, string? ns, KubernetesApi api)
    {
        // From Kubernetes 1.35 on, a port-forward needs 'create' as well: then the server asks for that.
        if (said.Contains("cannot create resource", StringComparison.Ordinal)) verb = "create";
        return status switch
        {
            401 => new HiveMQBackupException(
                Failure.KubernetesUnauthorized,
                $"The Kubernetes API server {api.Server} does not accept the sign-in of the context '{api.Context}': {Said(said)}",
                "The login may have expired: sign in to the cluster again (any kubectl command shows whether it works), or choose another context with -Context."),
            403 => new HiveMQBackupException(
                Failure.KubernetesForbidden,
                $"The context '{api.Context}' may not '{verb}' {resource} in {Where(ns)}: {Said(said)}",
                $"Ask for that right{(ns is null ? ", or name one namespace with -Namespace" : "")}. It can be shown with: {CanI(verb, resource, ns, api.Context)}"),
            _ => null,
        };
    }

    internal static HiveMQBackupException Unexpected(int status, string said, string verb, string resource, string? ns, KubernetesApi api) => new(
        Failure.KubernetesUnreachable,
        $"The Kubernetes API server {api.Server} answered {status} to '{verb} {resource}' in {(ns is null ? Where(ns) : $"'{ns}'")}: {Said(said)}",
        "Try again in a moment; 'kubectl get --raw /readyz' shows whether the API server is well.");

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
        cause);

    internal static HiveMQBackupException NotKubernetes(KubernetesApi api, Exception cause) => new(
        Failure.KubernetesUnreachable,
        $"What answers at {api.Server} (context '{api.Context}') is no Kubernetes API server.",
        "Check the cluster's address in the kubeconfig, and whether a proxy or login page stands in between.",
        cause);

    // A port-forward is a subresource: 'can-i get pods/portforward' would ask about a pod of that name.
    private static string CanI(string verb, string resource, string? ns, string context)
    {
        var (kind, subresource) = resource.Split('/') is [var k, var s] ? (k, $" --subresource={s}") : (resource, "");
        return $"kubectl auth can-i {verb} {kind}{subresource} {(ns is null ? "--all-namespaces" : $"-n {ns}")} --context {context}";
    }

    private static string Where(string? ns) => ns is null ? "all namespaces" : $"the namespace '{ns}'";

    private static string Said(string said) => said.Length > 0 ? said : "no reason given";

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
