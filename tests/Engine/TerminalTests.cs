using System.Text.Json;
using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Engine;

/// <summary>No name from a cluster or a broker moves the cursor, colors the screen or looks like a line of its own.</summary>
public sealed class TerminalTests : IAsyncLifetime
{
    // Clears the screen, reverses the direction of text, and starts a line.
    private const string Evil = "x\u001b[2J\u202e\u2028\n\rINJECTED\u0007";

    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await TestEnvironment.StartAsync(
            cluster => cluster.Namespace = "ns" + Evil,
            set =>
            {
                set.Name = "broker" + Evil;
                set.PodName = "broker";
                set.Labels = new Dictionary<string, string> { ["app"] = "hivemq" };
                set.Ports = [new("api", 8081), new("mqtt" + Evil, 1883)];
            });
        _test.Backups.Add("20260101-020000" + Evil, TestEnvironment.At(1), 3_000);
        _test.Backups.Add("20260102-020000" + Evil, TestEnvironment.At(2), 0, "FAILED", "reason" + Evil);
        _test.Backups.Add("20260103-020000" + Evil, TestEnvironment.At(3), 0, "NEW_STATE" + Evil);
        Rename("simulator" + Evil);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    // A JSON string is one of YAML, too.
    private void Rename(string context)
    {
        var quoted = JsonSerializer.Serialize(context);
        File.WriteAllText(_test.KubeConfig, _test.Cluster.KubeConfig
            .Replace("- name: simulator\n  context:", $"- name: {quoted}\n  context:", StringComparison.Ordinal)
            .Replace("current-context: simulator", $"current-context: {quoted}", StringComparison.Ordinal)
            .Replace($"namespace: ns{Evil}", $"namespace: {JsonSerializer.Serialize("ns" + Evil)}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Get-HiveMQBackup")]
    [InlineData("Get-HiveMQBackup | Get-HiveMQBackupStatus")]
    [InlineData("Get-HiveMQBackup | Save-HiveMQBackup -OutputDir './bk/{context}/{namespace}/{broker}/{id}'")]
    [InlineData("Get-HiveMQBackup | Save-HiveMQBackup -WhatIf")]
    [InlineData("Get-HiveMQBackup -State NONE -Latest")]
    [InlineData("Get-HiveMQBackupStatus none")]
    [InlineData("New-HiveMQBackup")]
    [InlineData("New-HiveMQBackup -NoWait | Get-HiveMQBackupStatus -Wait")]
    [InlineData("Get-HiveMQBroker")]
    [InlineData("Get-HiveMQBroker | New-HiveMQBackup")]
    [InlineData("Get-HiveMQBackup -StatefulSet none")]
    [InlineData("Get-HiveMQBackup -Pod none")]
    [InlineData("Get-HiveMQBackup -Context none")]
    [InlineData("Get-HiveMQBackup -LabelSelector app=none")]
    [InlineData("Get-HiveMQBackup | Restore-HiveMQBackup -WhatIf")]
    [InlineData("Get-HiveMQBackup | Remove-HiveMQBackup -Confirm:$false")]
    [InlineData("Get-HiveMQBackup -Latest | Remove-HiveMQBackup -Confirm:$false -Container none")]
    [InlineData("New-HiveMQBackup -MinimumFreeSpace 1PB")]
    [InlineData("Restore-HiveMQBackup -Path ./kubeconfig -Id 20260101-010101 -Confirm:$false")]
    public void Names_and_states(string command) => ShowsNothingEvil(command);

    [Theory]
    [InlineData("Get-HiveMQBackup", "Phase")]
    [InlineData("Get-HiveMQBroker", "no pod is ready")]
    public void Phases(string command, string says)
    {
        foreach (var pod in _test.Cluster.Pods) pod.Phase = "Phase" + Evil;
        ShowsNothingEvil(command, says);
    }

    [Fact]
    public void Ports()
    {
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "other" + Evil, PodName = "pod", Labels = new Dictionary<string, string> { ["app"] = "other" }, Ports = [new("mqtt" + Evil, 1883)] });
        _test.Shell.Set("other", "other" + Evil);
        ShowsNothingEvil("Get-HiveMQBackup -StatefulSet $other", says: "mqttx");
    }

    [Fact]
    public void Pods_with_names_that_Kubernetes_does_not_allow()
    {
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "other", PodName = "pod" + Evil, Labels = new Dictionary<string, string> { ["app"] = "other" } });
        ShowsNothingEvil("Get-HiveMQBackup -StatefulSet other", says: "BrokerNotFound");
    }

    [Theory]
    [InlineData("Restore-HiveMQBackup -Path ./kubeconfig -Id 20260101-010101 -Confirm:$false")]
    [InlineData("New-HiveMQBackup -MinimumFreeSpace 1GB")]
    public void A_kubelets_words(string command)
    {
        _test.Cluster.Faults.Exec.Fail("words" + Evil, times: 100);
        ShowsNothingEvil(command, says: "words");
    }

    [Fact]
    public void An_API_servers_words()
    {
        _test.Cluster.Faults.Deny("list", "pods");
        ShowsNothingEvil("Get-HiveMQBackup", says: "KubernetesForbidden");
        _test.Cluster.Faults.Clear();
        _test.Cluster.Faults.RefuseUpgrade(500, "words" + Evil, times: 100);
        ShowsNothingEvil("Get-HiveMQBackup", says: "words");
    }

    [Theory]
    [InlineData(200, "application/json", "not json EVIL", "UnexpectedResponse")]
    [InlineData(500, "application/json", """{"errors":[{"title":"t","detail":"EVIL"}]}""", "UnexpectedResponse")]
    [InlineData(404, "application/json", """{"message":"EVIL"}""", "RestApiNotFound")]
    [InlineData(401, "text/plain", "EVIL", "HiveMQUnauthorized")]
    [InlineData(403, "text/html", "EVIL", "HiveMQForbidden")]
    public void A_brokers_words(int status, string type, string body, string error)
    {
        var evil = type == "application/json" && body != "not json EVIL" ? JsonSerializer.Serialize(Evil)[1..^1] : Evil;
        foreach (var pod in _test.Cluster.Pods) pod.Node.Faults.RespondNext(status, type, body.Replace("EVIL", evil, StringComparison.Ordinal), times: 100);
        ShowsNothingEvil("Get-HiveMQBackup", says: error);
    }

    [Theory]
    [InlineData("Get-HiveMQBackup -Id ")]
    [InlineData("Get-HiveMQBackup -StatefulSet ")]
    [InlineData("Get-HiveMQBackup -Pod ")]
    [InlineData("Get-HiveMQBackup -Namespace ")]
    [InlineData("Get-HiveMQBackup -Context ")]
    [InlineData("Get-HiveMQBroker -Name ")]
    public void Completions(string typed)
    {
        var completions = _test.Run($"(TabExpansion2 '{typed}' {typed.Length}).CompletionMatches").Succeeded.Output;
        foreach (var shown in completions.SelectMany(c => c.Properties.Select(p => p.Value?.ToString() ?? ""))) Assert.True(IsHarmless(shown), shown);
    }

    [Fact]
    public void The_menu()
    {
        _test.Shell.Screen.Input.Enqueue("q" + Evil);
        _test.Shell.Screen.Input.Enqueue("q");
        ShowsNothingEvil("Get-HiveMQBackupStatus");
    }

    private void ShowsNothingEvil(string command, string? says = null)
    {
        var before = _test.Shell.Screen.Lines.Count;
        var outcome = _test.Run($"$VerbosePreference = 'Continue'; {command}");
        var errors = outcome.Errors.Concat(outcome.Terminating is { } t ? [t] : []).ToList();
        var texts = outcome.Warnings.Concat(outcome.Information).Concat(outcome.Verbose)
            .Concat(outcome.Output.SelectMany(o => o.Properties.Select(p => p.Value as string ?? "")))
            .Concat(errors.SelectMany(e => Chain(e.Exception).Select(x => x.Message)))
            .Concat(errors.SelectMany(e => new[] { e.ToString(), e.ErrorDetails?.Message, e.ErrorDetails?.RecommendedAction, e.TargetObject as string, e.CategoryInfo.TargetName }))
            .Concat(_test.Shell.Screen.Progress.SelectMany(p => new[] { p.Activity, p.StatusDescription, p.CurrentOperation }))
            .OfType<string>().ToList();
        foreach (var text in texts) Assert.True(IsHarmless(text), $"{command}: {JsonSerializer.Serialize(text)}");
        // The table, with the module's own colors.
        _test.Shell.Show($"$VerbosePreference = 'Continue'; {command}");
        foreach (var line in _test.Shell.Screen.Lines.Skip(before))
        {
            Assert.DoesNotContain("\u001b[2J", line, StringComparison.Ordinal);
            Assert.True(line.IndexOfAny(['\u202e', '\u2028', '\u0007']) < 0, JsonSerializer.Serialize(line));
            Assert.False(line.StartsWith("INJECTED", StringComparison.Ordinal), $"{command}: {line}");
        }
        if (says is not null) Assert.Contains(texts.Concat(errors.Select(e => e.FullyQualifiedErrorId)), text => text.Contains(says, StringComparison.Ordinal));
    }

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException) yield return exception;
    }

    private static bool IsHarmless(string text) => text.All(c => !char.IsControl(c) && c is not ('\u202e' or '\u2028'));
}
