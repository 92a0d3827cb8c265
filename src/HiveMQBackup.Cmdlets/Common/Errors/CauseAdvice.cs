using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Common.Errors;

/// <summary>What to do next about an error whose code alone does not determine it.</summary>
internal static class CauseAdvice
{
    /// <summary>The advice for a cause; null if the one of the error code applies.</summary>
    internal static string? For(ErrorCode code, ErrorCause? cause) => cause switch
    {
        null => null,
        ParameterCause parameter => OfParameter(parameter),
        ErrorCause.VerbForbidden or ErrorCause.GetOrCreateForbidden or ErrorCause.DeniedByPolicy or ErrorCause.CallForbidden => OfPermission(cause),
        _ => OfConfiguration(cause) ?? OfBroker(code, cause) ?? OfBackup(cause),
    };

    private static string? OfConfiguration(ErrorCause cause) => cause switch
    {
        ErrorCause.KubeConfigVariable variable => $"{Hint(variable.Value)}Fix {variable.Name}, remove it, or use -KubeConfig; while it is set, the module looks nowhere else.",
        ErrorCause.KubeConfigFile => "Fix the file, or use another one with -KubeConfig; 'kubectl config view' shows how kubectl reads it.",
        ErrorCause.KubeConfigAccess => "Fix the file's permissions, or use another kubeconfig with -KubeConfig.",
        ErrorCause.ServiceAccount => "Check that its token is mounted (automountServiceAccountToken), or use a kubeconfig with -KubeConfig.",
        ErrorCause.Proxy { Variable: null } => "Check the address, user and password in the cluster's proxy-url in the kubeconfig.",
        ErrorCause.Proxy { Variable: var name } => $"Check the address, user and password of the proxy in {name}; a server that is listed in NO_PROXY is reached directly.",
        ErrorCause.NotKubernetes => "Check the cluster's address in the kubeconfig, and whether there is a proxy or login page in between.",
        ErrorCause.ExpiredToken => "Run any kubectl command with this context, which refreshes the token in the kubeconfig, or switch the user to the exec plugin kubelogin.",
        ErrorCause.ExecPlugin plugin => $"Log in again with that plugin.{(plugin.InstallHint is { } hint ? $" {hint}" : "")}",
        ErrorCause.UnencryptedCluster => "Use an https address in the kubeconfig, or -UseTls if the REST listener uses TLS; or use -AllowUnencryptedAuthentication if the connection is secured by other means.",
        ErrorCause.CredentialsOverProxy => "Use -Transport PortForward or Auto, also for the command that the piped object comes from, or omit -Credential and -Token.",
        _ => null,
    };

    private static string Hint(string value) => value switch
    {
        _ when value.Contains('~', StringComparison.Ordinal) => "'~' is not expanded in a variable: use the full path. ",
        _ when Path.PathSeparator == ':' && value.Contains(';', StringComparison.Ordinal) => "The separator of a list is ':' here. ",
        _ => "",
    };

    private static string? OfPermission(ErrorCause cause) => cause switch
    {
        ErrorCause.VerbForbidden { Resource: "pods/proxy" } denied =>
            $"Ask for that permission, or use -Transport PortForward. Over the pod proxy, Remove-HiveMQBackup requires it. This shows whether you have it: {CanI(denied.Verb, denied.Resource, denied.Namespace, denied.Context)}",
        ErrorCause.VerbForbidden denied =>
            $"Ask for that permission{(denied.Namespace is null ? ", or choose one namespace with -Namespace" : "")}. This shows whether you have it: {CanI(denied.Verb, denied.Resource, denied.Namespace, denied.Context)}",
        ErrorCause.GetOrCreateForbidden { Resource: "pods/proxy" } denied =>
            "Ask for that permission, or use -Transport PortForward. Over the pod proxy, reading and downloading require 'get'; New-HiveMQBackup and "
                + $"Restore-HiveMQBackup require 'get' and 'create', since they list the backups first. {CanGetAndCreate(denied)}",
        ErrorCause.GetOrCreateForbidden denied => $"Ask for 'get' and 'create' on {denied.Resource}: a WebSocket requires both. {CanGetAndCreate(denied)}",
        ErrorCause.DeniedByPolicy => "Ask the cluster's administrators for an exception from that admission policy; no role grants it.",
        ErrorCause.CallForbidden denied =>
            $"Grant the user the permission {denied.Permission}{(denied.Permission == denied.Including ? "" : $" ({denied.Including} includes it)")} in the broker's Enterprise Security Extension, or use -Credential with a user that has it.",
        _ => null,
    };

    private static string CanGetAndCreate(ErrorCause.GetOrCreateForbidden denied) =>
        $"These show whether you have them: {CanI("get", denied.Resource, denied.Namespace, denied.Context)}; {CanI("create", denied.Resource, denied.Namespace, denied.Context)}";

    // A port-forward is a subresource: 'can-i get pods/portforward' would ask about a pod of that name.
    private static string CanI(string verb, string resource, string? ns, string context)
    {
        var (kind, subresource) = resource.Split('/') is [var k, var s] ? (k, $" --subresource={s}") : (resource, "");
        return $"kubectl auth can-i {verb} {kind}{subresource} {(ns is null ? "--all-namespaces" : $"-n {ns}")} --context {context}";
    }

    private static string? OfBroker(ErrorCode code, ErrorCause cause) => cause switch
    {
        ErrorCause.NoSuchPod => "Choose another pod with -Pod, or its namespace with -Namespace.",
        ErrorCause.NoMatchingPod labels => $"This shows the pods and their labels: kubectl get pods -n {labels.Namespace} --show-labels",
        ErrorCause.InvalidPodName => "Check that the cluster's address in the kubeconfig is the API server's own.",
        ErrorCause.PodsNotReady pods => $"Wait until a pod is ready; 'kubectl get pods -n {pods.Namespace}' and 'kubectl describe pod' show why one is not.",
        ErrorCause.BlockedProtocols when code == ErrorCode.ExecFailed => "Have one of the two protocols allowed on the way to the pod.",
        ErrorCause.BlockedProtocols => "Have one of the two protocols allowed on the way to the pod, or use -Transport Proxy or -Uri.",
        ErrorCause.RefusedByPod => "Check -ApiPort and that the REST API is enabled: it seems that nothing listens on that port in the pod.",
        ErrorCause.InvalidPageLink => "Check the proxy or gateway in front of the REST API: its links must lead to api/v1/management/backups, each to another page.",
        ErrorCause.Certificate when code == ErrorCode.HiveMQUnavailable => "Check -UseTls and the certificate; -SkipCertificateCheck skips its validation.",
        ErrorCause.Certificate => "Check the certificate-authority of the cluster in the kubeconfig, and that the address is the API server's own.",
        ErrorCause.Throttled when code == ErrorCode.HiveMQUnavailable => "Retry after that time, with fewer commands in parallel; the limit is set in the gateway or the broker.",
        ErrorCause.Throttled => "Retry after that time. If this happens often, ask the cluster's administrators what keeps the API server busy.",
        ErrorCause.ErrorStatus when code == ErrorCode.HiveMQUnavailable => "Retry in a minute: a broker is not available while its nodes join or leave, or while the REST API starts.",
        ErrorCause.ErrorStatus => "Retry in a moment; 'kubectl get --raw /readyz' shows whether the API server is healthy.",
        ErrorCause.NoResponse => "Retry; if the error persists, check the broker's log. If the port requires TLS, use -UseTls, or https in -Uri.",
        _ => null,
    };

    private static string? OfBackup(ErrorCause cause) => cause switch
    {
        ErrorCause.BackupRunning { Waited: { } waited } running => $"Resume the wait with: {Wait(running.Id)} -TimeoutSec {waited.TotalSeconds:0}",
        ErrorCause.BackupRunning running => $"Wait for it with: {Wait(running.Id)}",
        ErrorCause.RestoreRunning running => $"Wait for it with: {Wait(running.Id)}",
        ErrorCause.FolderInvalid => "Use -Path with the folder that the backups were saved to; Remove-Item removes a single file.",
        ErrorCause.SavedBefore => "Save each broker's backups to a folder of its own, such as -OutputDir './bk/{namespace}/{broker}', and do not use -OutputFile for several backups.",
        ErrorCause.SpecialFile => "Use -OutputFile with the path of a file; -Force replaces only regular files and links.",
        ErrorCause.ForeignFile => "Check where the file comes from, remove it and run the command again, or use a folder that only you can write to.",
        ErrorCause.PartialFileKept => "Run the command again with -Resume to resume the download.",
        ErrorCause.EmptyBackup => "Check the backup folder of the broker and its free space, and create a new backup.",
        ErrorCause.UnknownLength => "Have the gateway in front of the broker pass on Content-Length, or the list show the size of the backup, and run the command again.",
        _ => null,
    };

    private static string Wait(string id) => $"Get-HiveMQBackupStatus -Id '{id.Replace("'", "''", StringComparison.Ordinal)}' -Wait";

    private static string? OfParameter(ParameterCause cause) => cause switch
    {
        ParameterCause.ColonInUserName => "Use a user name without a colon; in HTTP's Basic authentication, the name ends there.",
        ParameterCause.ControlCharacter => "Remove it; a password that is read from a file often ends with a line end.",
        ParameterCause.EmptyToken => "Check where the token comes from, or omit -Token.",
        ParameterCause.InvalidToken => "Use the token alone: one line, without quotation marks and without the word Bearer.",
        ParameterCause.UnknownPlaceholder => "Use the placeholders {context}, {namespace}, {broker} and {id}.",
        ParameterCause.UnlistedBroker => "Get-HiveMQBroker -AllNamespaces lists what looks like a broker. For another one, use -StatefulSet, -LabelSelector or -Pod of the other commands.",
        _ => null,
    };
}
