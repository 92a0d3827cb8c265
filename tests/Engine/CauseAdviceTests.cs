using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>What an error recommends where its code alone does not determine it.</summary>
public sealed class CauseAdviceTests
{
    /// <summary>Each cause with the facts that it holds, an error code that it comes with, and the words that the advice must have.</summary>
    public static TheoryData<string, object?[], string, string[]> Causes => new()
    {
        { "KubeConfigVariable", ["KUBECONFIG", "/none"], "KubeConfigNotFound", ["Fix KUBECONFIG, remove it, or use -KubeConfig"] },
        { "KubeConfigVariable", ["KUBECONFIG", "~/config"], "KubeConfigNotFound", ["'~' is not expanded", "Fix KUBECONFIG"] },
        { "KubeConfigFile", [], "KubeConfigInvalid", ["-KubeConfig", "kubectl config view"] },
        { "KubeConfigAccess", [], "KubeConfigInvalid", ["permissions", "-KubeConfig"] },
        { "ServiceAccount", [], "KubeConfigInvalid", ["automountServiceAccountToken", "-KubeConfig"] },
        { "Proxy", [null], "KubernetesUnreachable", ["proxy-url"] },
        { "Proxy", ["HTTPS_PROXY"], "HiveMQUnavailable", ["the proxy in HTTPS_PROXY", "NO_PROXY"] },
        { "Certificate", [], "KubernetesUnreachable", ["certificate-authority"] },
        { "Certificate", [], "HiveMQUnavailable", ["-UseTls", "-SkipCertificateCheck"] },
        { "Throttled", [], "KubernetesUnreachable", ["the API server busy"] },
        { "Throttled", [], "HiveMQUnavailable", ["fewer commands in parallel"] },
        { "ErrorStatus", [], "KubernetesUnreachable", ["kubectl get --raw /readyz"] },
        { "ErrorStatus", [], "HiveMQUnavailable", ["Retry in a minute", "nodes join or leave"] },
        { "NoResponse", [], "HiveMQUnavailable", ["the broker's log", "-UseTls"] },
        { "NotKubernetes", [], "KubernetesUnreachable", ["proxy or login page"] },
        { "ExpiredToken", [], "KubernetesUnauthorized", ["any kubectl command", "kubelogin"] },
        { "ExecPlugin", [null], "KubernetesUnauthorized", ["Log in again with that plugin."] },
        { "ExecPlugin", ["cloud install"], "KubernetesUnauthorized", ["Log in again", "cloud install"] },
        { "VerbForbidden", ["list", "pods", "ns", "ctx"], "KubernetesForbidden", ["kubectl auth can-i list pods -n ns --context ctx"] },
        { "VerbForbidden", ["list", "statefulsets.apps", null, "ctx"], "KubernetesForbidden", ["-Namespace", "kubectl auth can-i list statefulsets.apps --all-namespaces --context ctx"] },
        {
            "GetOrCreateForbidden", ["pods/portforward", "ns", "ctx"], "KubernetesForbidden",
            ["WebSocket requires both", "can-i get pods --subresource=portforward -n ns --context ctx", "can-i create pods --subresource=portforward -n ns --context ctx"]
        },
        {
            "GetOrCreateForbidden", ["pods/proxy", "ns", "ctx"], "KubernetesForbidden",
            ["-Transport PortForward", "list the backups first", "can-i get pods --subresource=proxy -n ns", "can-i create pods --subresource=proxy -n ns"]
        },
        {
            "VerbForbidden", ["delete", "pods/proxy", "ns", "ctx"], "KubernetesForbidden",
            ["-Transport PortForward", "Remove-HiveMQBackup requires it", "can-i delete pods --subresource=proxy -n ns --context ctx"]
        },
        { "DeniedByPolicy", [], "KubernetesForbidden", ["admission policy", "no role grants it"] },
        { "NoSuchPod", [], "BrokerNotFound", ["-Pod", "-Namespace"] },
        { "NoMatchingPod", ["ns"], "BrokerNotFound", ["kubectl get pods -n ns --show-labels"] },
        { "InvalidPodName", [], "BrokerNotFound", ["the cluster's address in the kubeconfig"] },
        { "PodsNotReady", ["ns"], "NoReadyPod", ["kubectl get pods -n ns", "kubectl describe pod"] },
        { "BlockedProtocols", [], "PortForwardFailed", ["-Transport Proxy", "-Uri"] },
        { "RefusedByPod", [], "PortForwardFailed", ["-ApiPort"] },
        { "CallForbidden", ["HIVEMQ_A", "HIVEMQ_ALL"], "HiveMQForbidden", ["HIVEMQ_A (HIVEMQ_ALL includes it)", "-Credential"] },
        { "CallForbidden", ["HIVEMQ_ALL", "HIVEMQ_ALL"], "HiveMQForbidden", ["the permission HIVEMQ_ALL in", "-Credential"] },
        { "InvalidPageLink", [], "UnexpectedResponse", ["api/v1/management/backups"] },
        { "BackupRunning", ["it's", null], "BackupNotDownloadable", ["Wait for it with: Get-HiveMQBackupStatus -Id 'it''s' -Wait"] },
        { "BackupRunning", ["a", TimeSpan.FromMinutes(1)], "WaitTimeout", ["Resume the wait with: Get-HiveMQBackupStatus -Id 'a' -Wait -TimeoutSec 60"] },
        { "RestoreRunning", ["a'b"], "BackupAlreadyRunning", ["Get-HiveMQBackupStatus -Id 'a''b' -Wait"] },
        { "FolderInvalid", [], "InputFileInvalid", ["-Path", "Remove-Item"] },
        { "SavedBefore", [], "OutputFileExists", ["{namespace}/{broker}", "-OutputFile"] },
        { "SpecialFile", [], "OutputPathInvalid", ["-OutputFile", "-Force"] },
        { "ForeignFile", [], "WriteFailed", ["remove it"] },
        { "PartialFileKept", [], "DownloadIncomplete", ["-Resume"] },
        { "EmptyBackup", [], "DownloadIncomplete", ["create a new backup"] },
        { "UnknownLength", [], "DownloadIncomplete", ["Content-Length"] },
        { "UnencryptedCluster", [], "UnencryptedAuthentication", ["in the kubeconfig", "-UseTls", "-AllowUnencryptedAuthentication"] },
        { "CredentialsOverProxy", [], "ConflictingParameters", ["-Transport PortForward or Auto"] },
        { "ColonInUserName", [], "AuthenticationInvalid", ["without a colon"] },
        { "ControlCharacter", [], "AuthenticationInvalid", ["line end"] },
        { "EmptyToken", [], "AuthenticationInvalid", ["omit -Token"] },
        { "InvalidToken", [], "AuthenticationInvalid", ["one line", "Bearer"] },
        { "UnknownPlaceholder", [], "OutputPathInvalid", ["{context}, {namespace}, {broker} and {id}"] },
        { "UnlistedBroker", [], "BrokerNotFound", ["Get-HiveMQBroker -AllNamespaces", "-LabelSelector"] },
    };

    private static IEnumerable<Type> Types => ModuleAssembly.OfClient("ErrorCause").GetNestedTypes()
        .Concat(ModuleAssembly.Cmdlet("Common.Errors.ParameterCause").GetNestedTypes(System.Reflection.BindingFlags.NonPublic));

    [Theory]
    [MemberData(nameof(Causes), DisableDiscoveryEnumeration = true)]
    public void It_follows_from_the_cause_and_the_code(string cause, object?[] facts, string code, string[] words)
    {
        var type = Types.Single(type => type.Name == cause);
        var advice = (string?)ModuleAssembly.Method(ModuleAssembly.Cmdlet("Common.Errors.CauseAdvice"), "For")
            .Invoke(null, [Enum.Parse(ModuleAssembly.OfClient("ErrorCode"), code), Activator.CreateInstance(type, facts)]);

        Assert.All(words, word => Assert.Contains(word, advice, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_cause_has_its_own() =>
        Assert.Empty(Types.Select(type => type.Name).Except(Causes.Select(row => row.Data.Item1)));
}
