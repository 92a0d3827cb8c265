using System.Management.Automation;
using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Engine;

/// <summary>Each error id of the module, from a real failure: its category, its message, and its recommended action.</summary>
public sealed class ErrorTableTests : IAsyncLifetime
{
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public void KubeConfigNotFound() => Fails(
        "Get-HiveMQBackup -KubeConfig ./none", ErrorCategory.ObjectNotFound, Path.Combine(_test.Folder, "none"), "-KubeConfig");

    [Theory]
    [InlineData("none:config", "drive")]
    [InlineData("env:config", "Environment provider")]
    [InlineData("`0", "is not a path")]
    public void KubeConfigNotFound_for_what_is_no_path_on_a_disk(string path, string says) => Fails(
        $"Get-HiveMQBackup -KubeConfig \"{path}\"", ErrorCategory.ObjectNotFound, says, "-KubeConfig", id: nameof(KubeConfigNotFound));

    [Fact]
    public void KubeConfigInvalid()
    {
        File.WriteAllText(Path.Combine(_test.Folder, "broken"), "contexts: [\n  token: s3cret");
        Fails("Get-HiveMQBackup -KubeConfig ./broken", ErrorCategory.InvalidData, "not valid YAML at line", "Fix the file");
    }

    [Fact]
    public void KubeContextNotFound() => Fails(
        "Get-HiveMQBackup -Context none", ErrorCategory.ObjectNotFound, "has no context 'none'. Contexts: simulator", "-Context");

    [Fact]
    public void KubernetesUnreachable()
    {
        _ = _test.Cluster.RestartAsync(TimeSpan.FromDays(1));
        Fails("Get-HiveMQBackup", ErrorCategory.ConnectionError, _test.Cluster.Server.ToString(), "VPN");
    }

    [Fact]
    public void KubernetesUnauthorized()
    {
        File.WriteAllText(_test.KubeConfig, _test.Cluster.KubeConfigFor("simulator", "hivemq", "wrong"));
        Fails("Get-HiveMQBackup", ErrorCategory.AuthenticationError, "context 'simulator'", "login may have expired");
    }

    [Theory]
    [InlineData("list", "pods", "'list' pods in the namespace 'hivemq'", "kubectl auth can-i list pods -n hivemq")]
    [InlineData("*", "pods/portforward", "'create' pods/portforward", "kubectl auth can-i create pods --subresource=portforward -n hivemq")]
    [InlineData("get", "statefulsets", "'get' statefulsets.apps", "kubectl auth can-i get statefulsets.apps")]
    public void KubernetesForbidden(string verb, string resource, string says, string recommends)
    {
        _test.Cluster.Faults.Deny(verb, resource);
        Fails("Get-HiveMQBackup", ErrorCategory.PermissionDenied, says, recommends);
    }

    [Fact]
    public void BrokerNotFound() => Fails(
        "Get-HiveMQBackup -StatefulSet none", ErrorCategory.ObjectNotFound, "no StatefulSet 'none' in the namespace 'hivemq'. StatefulSets there: broker", "-LabelSelector");

    [Fact]
    public void NoReadyPod()
    {
        _test.Cluster.Pods[0].Ready = false;
        _test.Cluster.Pods[1].DeletionTimestamp = DateTimeOffset.UtcNow;
        Fails("Get-HiveMQBackup", ErrorCategory.ResourceUnavailable, "broker-0 is not Ready, broker-1 is being deleted", "kubectl get pods -n hivemq");
    }

    [Fact]
    public void ApiPortNotFound()
    {
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "odd", Ports = [new ContainerPort("mqtt", 1883), new ContainerPort("health", 9090)], ApiPortNumber = 9090 });
        Fails("Get-HiveMQBackup -StatefulSet odd", ErrorCategory.ObjectNotFound, "mqtt 1883, health 9090", "-ApiPort");
    }

    [Fact]
    public void PortForwardFailed() => Fails(
        "Get-HiveMQBackup -ApiPort 9999", ErrorCategory.ConnectionError, "connection refused", "-ApiPort");

    [Fact]
    public async Task HiveMQUnauthorized()
    {
        await using var node = await HiveMQNode.StartAsync(new HiveMQNodeOptions { UserName = "a", Password = "b" }, TestContext.Current.CancellationToken);
        Fails($"Get-HiveMQBackup -Uri {node.Address}", ErrorCategory.AuthenticationError, " was 401", "-Credential", withKubeConfig: false);
    }

    [Fact]
    public void HiveMQForbidden()
    {
        OnEveryNode(node => node.Faults.RespondNext(403, "application/json", """{"errors":[{"title":"Forbidden","detail":"Not yours"}]}"""));
        Fails("Get-HiveMQBackup", ErrorCategory.PermissionDenied, "Not yours", "-Credential");
    }

    [Fact]
    public void HiveMQUnavailable()
    {
        OnEveryNode(node => node.Faults.FailNext(503, times: 100, retryAfter: "0"));
        Fails("Get-HiveMQBackup", ErrorCategory.ResourceUnavailable, " was 503: The endpoint is temporarily not available, please try again later", "Retry in a minute");
    }

    [Fact]
    public async Task RestApiNotFound()
    {
        await using var node = await HiveMQNode.StartAsync(new HiveMQNodeOptions { RestApiEnabled = false }, TestContext.Current.CancellationToken);
        Fails($"Get-HiveMQBackup -Uri {node.Address}", ErrorCategory.ResourceUnavailable, "404", "REST API may be disabled", withKubeConfig: false);
    }

    [Fact]
    public void UnexpectedResponse()
    {
        OnEveryNode(node => node.Faults.RespondNext(200, "text/html", $"<html>Log in{new string('.', 500)}"));
        Fails("Get-HiveMQBackup", ErrorCategory.InvalidData, $"200 and text/html: <html>Log in{new string('.', 188)}…", "proxy or login page");
    }

    [Fact]
    public void BackupNotFound() => Fails("Get-HiveMQBackupStatus -Id nope", ErrorCategory.ObjectNotFound, "no backup 'nope'", "Get-HiveMQBackup lists");

    [Fact]
    public void BackupNotDownloadable() => Fails(
        "Save-HiveMQBackup 20260103-020000", ErrorCategory.InvalidOperation, "its state is FAILED (Another backup is already in progress.)", "Get-HiveMQBackup -State COMPLETED");

    [Fact]
    public void NoBackup() => Fails("Get-HiveMQBackup -Latest -State RESTORE_FAILED", ErrorCategory.ObjectNotFound, "has no backup that matches the other parameters", "New-HiveMQBackup");

    [Fact]
    public void BackupFailed()
    {
        _test.Backups.BackupDuration = Timeout.InfiniteTimeSpan;
        _test.Shell.Screen.OnProgress = _ =>
        {
            if (_test.Backups.List().FirstOrDefault(b => b.State == "IN_PROGRESS") is { } running) _test.Backups.Fail(running.Id, "Node broker-1 has left.");
        };
        Fails("New-HiveMQBackup", ErrorCategory.InvalidResult, "is FAILED: Node broker-1 has left.", "and retry");
    }

    [Fact]
    public void BackupAlreadyRunning()
    {
        _test.Backups.BackupDuration = Timeout.InfiniteTimeSpan;
        var running = _test.Backups.Create();
        Fails("New-HiveMQBackup", ErrorCategory.ResourceBusy, $"The backup '{running.Id}' of the broker hivemq/broker has been running since", "-JoinRunning");
    }

    [Fact]
    public void CreateUncertain()
    {
        OnEveryNode(node => node.Faults.LoseResponseOfNextCreate(beforeProcessing: true));
        Fails("New-HiveMQBackup", ErrorCategory.InvalidResult, "unknown whether the broker hivemq/broker started a backup", "before you start another backup");
    }

    [Fact]
    public void WaitTimeout()
    {
        _test.Backups.BackupDuration = Timeout.InfiniteTimeSpan;
        Fails("New-HiveMQBackup -TimeoutSec 1", ErrorCategory.OperationTimeout, "still IN_PROGRESS after 1 second. The backup itself continues.", "Get-HiveMQBackupStatus -Id '");
    }

    [Fact]
    public void OutputFileExists()
    {
        File.WriteAllText(Path.Combine(_test.Folder, "there"), "");
        Fails("Save-HiveMQBackup 20260101-020000 -OutputFile there", ErrorCategory.ResourceExists, Path.Combine(_test.Folder, "there"), "-Force");
    }

    [Fact]
    public void OutputPathInvalid()
    {
        File.WriteAllText(Path.Combine(_test.Folder, "a-file"), "");
        Fails("Save-HiveMQBackup 20260101-020000 -OutputDir ./a-file", ErrorCategory.InvalidArgument, Path.Combine(_test.Folder, "a-file"), "-OutputDir");
    }

    [Fact]
    public void WriteFailed() => Fails(
        $"Save-HiveMQBackup 20260101-020000 -OutputFile {new string('x', 300)}", ErrorCategory.WriteError, _test.Folder, "free space");

    [Fact]
    public void SizeMismatch()
    {
        OnEveryNode(node => node.Faults.WrongContentLength(-5, times: 100));
        Fails("Save-HiveMQBackup 20260102-020000", ErrorCategory.InvalidData, "has 1999995 bytes, but the broker's list says 2000000 bytes", "create a new backup");
    }

    [Fact]
    public void UnencryptedAuthentication()
    {
        _test.Shell.Set("t", BrokerParameterTests.Secure("t0ken"));
        Fails("Get-HiveMQBackup -Uri http://broker.example:8888 -Token $t", ErrorCategory.SecurityError, "broker.example:8888", "-AllowUnencryptedAuthentication", withKubeConfig: false);
    }

    [Fact]
    public void SelectionRequired()
    {
        var error = _test.Open("ServerRemoteHost").Run("Save-HiveMQBackup").Error;
        Assert.StartsWith("SelectionRequired,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Contains("has 2 backups, and the session is not interactive.", error.ToString(), StringComparison.Ordinal);
    }

    private void OnEveryNode(Action<HiveMQNode> fault)
    {
        foreach (var pod in _test.Cluster.Pods) fault(pod.Node);
    }

    private void Fails(
        string command,
        ErrorCategory category,
        string says,
        string recommends,
        bool withKubeConfig = true,
        [System.Runtime.CompilerServices.CallerMemberName] string id = "")
    {
        if (!withKubeConfig) _test.Run("$PSDefaultParameterValues.Clear()").Succeeded.ToString();
        var error = _test.Run(command).Error;
        Assert.StartsWith(id + ",HiveMQBackup.Cmdlets.", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Contains(says, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(recommends, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.NotNull(error.TargetObject);
    }
}
