using System.Text.Json;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Kubernetes.Config;

namespace HiveMQBackup.Unit.Kubernetes.Config;

public sealed class ExecPluginTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly AutoAdvancingClock _clock = new();

    public ExecPluginTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The plugin is a script of sh.");

    public void Dispose() => _folder.Dispose();

    private int Runs => File.Exists(_folder["runs"]) ? File.ReadAllLines(_folder["runs"]).Length : 0;

    // A script that counts its runs and records its input. It is run by sh: a file that was just written may
    // still be open in a child of another test, and cannot be executed then.
    private string Exec(string body, string more = "", string command = "/bin/sh", string args = "")
    {
        var script = _folder.Write("plugin.sh", $"""
            cd '{_folder.Path}' || exit 9
            echo run >> runs
            for argument in "$@"; do echo "$argument" >> args; done
            printf '%s' "$KUBERNETES_EXEC_INFO" > info
            printf '%s' "$PLUGIN_VARIABLE" > variable
            {body}
            """);
        return $$"""
            exec:
              apiVersion: client.authentication.k8s.io/v1
              command: {{command}}
              args: ['{{script}}'{{args}}]
              {{more}}
            """;
    }

    private static string Prints(string status) => $$"""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{{status}}}'""";

    private ExecPlugin Plugin(string exec)
    {
        var file = _folder.Write("config", KubeConfigText.Of(new Uri("https://server:6443"), "certificate-authority-data: Y2E=", exec));
        var context = KubeConfig.Load(KubeConfigSource.Find(file, "/", _ => null)).Context(null);
        return new ExecPlugin(context.User!.Entry("exec")!, context.Cluster, _clock);
    }

    private async Task<HiveMQBackupException> FailsAsync(string exec)
    {
        using var plugin = Plugin(exec);
        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => plugin.GetAsync(Test.Scope, Test.Cancel).AsTask());
        Assert.Contains(_folder["config"], failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.ExecPlugin>(failed.Cause);
        return failed;
    }

    [Fact]
    public async Task The_plugins_token_opens_the_cluster()
    {
        await using var cluster = await TestCluster.StartAsync();
        var config = KubeConfigText.Of(cluster.Simulator.Server, "insecure-skip-tls-verify: true", Exec(Prints("""{"token":"simulator-token"}""")));

        var session = await cluster.OpenAsync(source: cluster.SourceOf(config));

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
        Assert.Equal(1, Runs);
    }

    [Theory]
    [InlineData("k8s.io/v1", "k8s.io/v1beta1", "its apiVersion is 'client.authentication.k8s.io/v1beta1' instead of 'client.authentication.k8s.io/v1'")]
    [InlineData("ExecCredential", "TokenRequest", "its kind is 'TokenRequest' instead of 'ExecCredential'")]
    public async Task Another_object_is_not_a_credential(string expected, string printed, string why)
    {
        var failed = await FailsAsync(Exec(Prints("""{"token":"secret"}""").Replace(expected, printed, StringComparison.Ordinal)));

        Assert.Contains(why, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_the_server_has_withdrawn_is_refreshed()
    {
        await using var cluster = await TestCluster.StartAsync();
        var second = Exec($"if [ $(wc -l < runs) -gt 1 ]; then {Prints("""{"token":"simulator-token"}""")}; else {Prints("""{"token":"withdrawn"}""")}; fi");

        await cluster.OpenAsync(source: cluster.SourceOf(KubeConfigText.Of(cluster.Simulator.Server, "insecure-skip-tls-verify: true", second)));

        Assert.Equal(2, Runs);
    }

    [Fact]
    public async Task A_token_that_the_server_never_accepts_is_unauthorized_and_not_shown()
    {
        await using var cluster = await TestCluster.StartAsync();
        var config = KubeConfigText.Of(cluster.Simulator.Server, "insecure-skip-tls-verify: true", Exec(Prints("""{"token":"wrong-secret"}""")));

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => cluster.OpenAsync(source: cluster.SourceOf(config)));

        Assert.DoesNotContain("wrong-secret", failed.ToString(), StringComparison.Ordinal);
        Assert.InRange(Runs, 1, 3);
    }

    [Fact]
    public async Task Arguments_with_blanks_and_quotes_arrive_as_they_are()
    {
        using var plugin = Plugin(Exec(Prints("""{"token":"t"}"""), args: """, "two words", "it's", 'a"b', "$HOME *", "" """));

        await plugin.GetAsync(Test.Scope, Test.Cancel);

        Assert.Equal(["two words", "it's", "a\"b", "$HOME *", ""], await File.ReadAllLinesAsync(_folder["args"], Test.Cancel));
    }

    [Fact]
    public async Task The_plugins_variables_are_set()
    {
        using var plugin = Plugin(Exec(Prints("""{"token":"t"}"""), "env: [{name: PLUGIN_VARIABLE, value: 'with blank'}, {value: nameless}]"));

        await plugin.GetAsync(Test.Scope, Test.Cancel);

        Assert.Equal("with blank", await File.ReadAllTextAsync(_folder["variable"], Test.Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_plugin_receives_the_call_and_the_cluster_if_it_requests_that(bool cluster)
    {
        using var plugin = Plugin(Exec(Prints("""{"token":"t"}"""), $"provideClusterInfo: {cluster}"));

        await plugin.GetAsync(Test.Scope, Test.Cancel);

        using var info = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["info"], Test.Cancel));
        Assert.Equal("ExecCredential", info.RootElement.GetProperty("kind").GetString());
        Assert.Equal("client.authentication.k8s.io/v1", info.RootElement.GetProperty("apiVersion").GetString());
        var spec = info.RootElement.GetProperty("spec");
        Assert.False(spec.GetProperty("interactive").GetBoolean());
        Assert.Equal(cluster, spec.TryGetProperty("cluster", out var told));
        if (!cluster) return;
        Assert.Equal("https://server:6443", told.GetProperty("server").GetString());
        Assert.Equal("Y2E=", told.GetProperty("certificate-authority-data").GetString());
    }

    [Fact]
    public async Task The_plugin_runs_again_shortly_before_its_token_expires()
    {
        var expires = AutoAdvancingClock.Began.AddMinutes(10).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        using var plugin = Plugin(Exec(Prints($$"""{"token":"t","expirationTimestamp":"{{expires}}"}""")));

        await plugin.GetAsync(Test.Scope, Test.Cancel);
        _clock.Advance(TimeSpan.FromMinutes(9));
        await plugin.GetAsync(Test.Scope, Test.Cancel);
        Assert.Equal(1, Runs);
        _clock.Advance(TimeSpan.FromSeconds(31));
        await plugin.GetAsync(Test.Scope, Test.Cancel);

        Assert.Equal(2, Runs);
    }

    [Fact]
    public async Task A_token_without_expiry_is_kept()
    {
        using var plugin = Plugin(Exec(Prints("""{"token":"t"}""")));
        await plugin.GetAsync(Test.Scope, Test.Cancel);
        _clock.Advance(TimeSpan.FromDays(365));
        await plugin.GetAsync(Test.Scope, Test.Cancel);

        Assert.Equal(1, Runs);
    }

    [Fact]
    public async Task Several_requests_at_once_run_the_plugin_once()
    {
        using var plugin = Plugin(Exec(Prints("""{"token":"t"}""")));

        var headers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => plugin.GetAsync(Test.Scope, Test.Cancel).AsTask()));

        Assert.All(headers, header => Assert.Equal("Bearer t", header.Header?.ToString()));
        Assert.Equal(1, Runs);
    }

    [Fact]
    public async Task A_plugin_that_fails_is_quoted()
    {
        var failed = await FailsAsync(Exec("echo 'Your login has expired, run: cloud login' >&2; exit 3"));

        Assert.Contains("exit code 3", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Your login has expired, run: cloud login", failed.Message, StringComparison.Ordinal);
        Assert.Contains("/bin/sh", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_fails_cannot_act_on_the_terminal()
    {
        var failed = await FailsAsync(Exec("""printf '\033[2J\033[31mred' >&2; exit 1"""));

        Assert.Contains("red", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', failed.Message);
    }

    [Theory]
    [InlineData("echo top-secret", "other than JSON")]
    [InlineData("echo '{\"status\":{\"token\":\"top-secret\"'", "other than JSON")]
    [InlineData("true", "other than JSON")]
    [InlineData("echo '{\"status\":{\"password\":\"top-secret\"}}'", "no ExecCredential")]
    [InlineData("echo '{\"token\":\"top-secret\"}'", "no ExecCredential")]
    [InlineData("echo '[\"top-secret\"]'", "no ExecCredential")]
    [InlineData("echo '\"top-secret\"'", "no ExecCredential")]
    [InlineData("echo '{\"status\":null}'", "no ExecCredential")]
    public async Task What_a_plugin_prints_is_shown_nowhere(string body, string said)
    {
        var failed = await FailsAsync(Exec(body));

        Assert.Contains(said, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", failed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_is_not_installed_says_how_to_get_it()
    {
        var failed = await FailsAsync("exec: {command: no-such-plugin-anywhere, installHint: 'Install it with: cloud install'}");

        Assert.Contains("no-such-plugin-anywhere", failed.Message, StringComparison.Ordinal);
        Assert.Contains("could not be started", failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.ExecPlugin("Install it with: cloud install"), failed.Cause);
    }

    [Theory]
    [InlineData("exec: {args: [x]}")]
    [InlineData("exec: {command: ''}")]
    public async Task A_plugin_without_a_command_says_so(string exec)
    {
        Assert.Contains("has no command", (await FailsAsync(exec)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_with_a_folder_is_relative_to_its_kubeconfig()
    {
        Directory.CreateDirectory(_folder["bin"]);
        File.CreateSymbolicLink(_folder["bin/plugin"], "/bin/sh");
        using var plugin = Plugin(Exec(Prints("""{"token":"t"}"""), command: "./bin/plugin"));

        Assert.Equal("Bearer t", (await plugin.GetAsync(Test.Scope, Test.Cancel)).Header?.ToString());
    }

    [Fact]
    public async Task A_plugin_gets_no_input_to_wait_for()
    {
        using var plugin = Plugin(Exec("read line; " + Prints("""{"token":"t"}""")));

        Assert.Equal("Bearer t", (await plugin.GetAsync(Test.Scope, Test.Cancel)).Header?.ToString());
    }

    [Fact]
    public async Task A_plugin_may_be_talkative()
    {
        using var plugin = Plugin(Exec("i=0; while [ $i -lt 5000 ]; do echo 'some words about what it does' >&2; i=$((i+1)); done; " + Prints("""{"token":"t"}""")));

        Assert.Equal("Bearer t", (await plugin.GetAsync(Test.Scope, Test.Cancel)).Header?.ToString());
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_plugin_that_hangs_can_be_cancelled_and_is_ended()
    {
        using var plugin = Plugin(Exec("echo $$ > pid.new; mv pid.new pid; while true; do sleep 60; done"));
        using var started = new FileSystemWatcher(_folder.Path, "pid") { EnableRaisingEvents = true };
        var running = new TaskCompletionSource();
        started.Created += (_, _) => running.TrySetResult();
        started.Renamed += (_, _) => running.TrySetResult();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        var get = plugin.GetAsync(Test.Scope, cancel.Token).AsTask();
        await running.Task.WaitAsync(Test.Cancel);
        using var process = System.Diagnostics.Process.GetProcessById(
            int.Parse(await File.ReadAllTextAsync(_folder["pid"], Test.Cancel), System.Globalization.CultureInfo.InvariantCulture));

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
        await process.WaitForExitAsync(Test.Cancel);
        Assert.True(process.HasExited);
    }
}
