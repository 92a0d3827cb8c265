using System.Security.Authentication;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>Explains an API server's refusal, or a missing response.</summary>
internal static class KubernetesErrors
{
    /// <summary>The error for a 401 or 403; null for every other status.</summary>
    internal static HiveMQBackupException? FromStatus(int status, string message, string verb, string resource, string? ns, ClusterAddress cluster)
    {
        return status switch
        {
            401 => new HiveMQBackupException(
                ErrorCode.KubernetesUnauthorized,
                $"The Kubernetes API server {cluster.Server} rejects the credentials of the context '{cluster.Context}': {StatusText.Sentence(message)}"),
            403 => new HiveMQBackupException(
                ErrorCode.KubernetesForbidden,
                NotAllowed(verb, resource, ns, cluster) + StatusText.Sentence(message),
                new ErrorCause.VerbForbidden(verb, resource, ns, cluster.Context)),
            _ => null,
        };
    }

    /// <summary>
    /// The error for a request that an admission webhook or policy denied; null for every other refusal. They apply to all connections to
    /// pods (CONNECT), and refuse with any status: a webhook without one with 400.
    /// </summary>
    /// <remarks>Source: k8s.io/apiserver/pkg/admission/plugin/webhook/errors, and k8s.io/apiserver/pkg/admission/plugin/policy/validating.</remarks>
    internal static HiveMQBackupException? Denied(string message, string verb, string resource, string ns, ClusterAddress cluster) =>
        !message.Contains(" denied the request", StringComparison.Ordinal) && !message.Contains(" denied request", StringComparison.Ordinal)
            ? null
            : new(
                ErrorCode.KubernetesForbidden,
                $"A policy of the cluster does not allow the context '{cluster.Context}' to '{verb}' {resource} in {Where(ns)}: {StatusText.Sentence(message)}",
                new ErrorCause.DeniedByPolicy());

    /// <summary>A permission on the pod proxy is missing.</summary>
    internal static HiveMQBackupException ProxyForbidden(string message, string verb, string resource, string ns, ClusterAddress cluster) => new(
        ErrorCode.KubernetesForbidden,
        NotAllowed(verb, resource, ns, cluster) + StatusText.Sentence(message),
        verb == "delete" ? new ErrorCause.VerbForbidden(verb, resource, ns, cluster.Context) : new ErrorCause.GetOrCreateForbidden(resource, ns, cluster.Context));

    /// <summary>The API server asks for more time than a call has, or asks again and again.</summary>
    internal static HiveMQBackupException Throttled(ClusterAddress cluster, ThrottledException asked) => new(
        ErrorCode.KubernetesUnreachable,
        $"The Kubernetes API server {cluster.Server} (context '{cluster.Context}') is overloaded: it responded with {(int)asked.Status} and asks to wait "
            + $"{Seconds(asked.Wait)} before the next request: {StatusText.Sentence(asked.Message)}",
        new ErrorCause.Throttled(),
        asked)
    {
        EndsCall = true,
        RetryAfter = asked.Wait,
    };

    internal static HiveMQBackupException Unexpected(int status, string message, string verb, string resource, string? ns, ClusterAddress cluster) => new(
        ErrorCode.KubernetesUnreachable,
        $"The Kubernetes API server {cluster.Server} responded with {status} to '{verb} {resource}' in {(ns is null ? Where(ns) : $"'{ns}'")}: {StatusText.Sentence(message)}",
        // No API server redirects: a login page or a gateway does.
        status < 400 ? new ErrorCause.NotKubernetes() : new ErrorCause.ErrorStatus())
    {
        // A server error may be over in a moment; any other response stays the same.
        EndsCall = status < 500,
    };

    internal static HiveMQBackupException Unreachable(ClusterAddress cluster, Exception cause) => new(
        ErrorCode.KubernetesUnreachable,
        $"The Kubernetes API server {cluster.Server} (context '{cluster.Context}') cannot be reached: {ExceptionReason.Of(cause)}",
        ProxyException.Behind(cause) is { } proxy ? proxy.Cause : IsTls(cause) ? new ErrorCause.Certificate() : null,
        cause);

    internal static HiveMQBackupException TimedOut(ClusterAddress cluster, TimeSpan limit, Exception cause) => new(
        ErrorCode.KubernetesUnreachable,
        $"The Kubernetes API server {cluster.Server} (context '{cluster.Context}') did not respond within {limit.TotalSeconds:0} seconds.",
        inner: cause)
    {
        EndsCall = true,
    };

    internal static HiveMQBackupException NotKubernetes(ClusterAddress cluster, Exception cause) => new(
        ErrorCode.KubernetesUnreachable,
        $"The server at {cluster.Server} (context '{cluster.Context}') is not a Kubernetes API server.",
        new ErrorCause.NotKubernetes(),
        cause);

    private static string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds) is var seconds && seconds == 1 ? "1 second" : $"{seconds:0} seconds";

    /// <summary>The beginning of a message about a missing permission; the server's own message follows.</summary>
    internal static string NotAllowed(string verb, string resource, string? ns, ClusterAddress cluster) =>
        $"The context '{cluster.Context}' is not allowed to '{verb}' {resource} in {Where(ns)}: ";

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
