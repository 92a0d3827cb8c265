using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Kubernetes.Config;

namespace HiveMQBackup.Unit.Kubernetes.Config;

/// <summary>The input of an exec plugin, and what it is allowed to do.</summary>
public sealed class PluginProcessTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private ExecPlugin Plugin(string exec, string cluster = "")
    {
        var file = _folder.Write("config", KubeConfigText.Of(new Uri("https://server:6443"), cluster, exec));
        var context = KubeConfig.Load(KubeConfigSource.Find(file, "/", _ => null)).Context(null);
        return new ExecPlugin(context.User!.Entry("exec")!, context.Cluster, TimeProvider.System);
    }

    private async Task<string?> TokenAsync(string exec)
    {
        using var plugin = Plugin(exec);
        return (await plugin.GetAsync(Test.Scope, Test.Cancel)).Header?.Parameter;
    }

    private async Task<string> FailsAsync(string exec)
    {
        using var plugin = Plugin(exec);
        return (await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => plugin.GetAsync(Test.Scope, Test.Cancel).AsTask())).Message;
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Something_that_it_leaves_behind_with_its_output_open_is_not_waited_for()
    {
        using var plugin = new PluginScript($$"""
            sleep 600 &
            echo $! > pid
            {{PluginScript.Prints("""{"token":"t"}""")}}
            """);

        Assert.Equal("t", await TokenAsync(plugin.User()));

        using var left = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(plugin.Folder["pid"], Test.Cancel), CultureInfo.InvariantCulture));
        Assert.False(left.HasExited);
        left.Kill();
    }

    [Fact(Timeout = Test.Limit)]
    public async Task One_that_prints_without_end_is_ended()
    {
        using var plugin = new PluginScript("while true; do echo 'top-secret top-secret top-secret top-secret'; done");

        var said = await FailsAsync(plugin.User());

        Assert.Contains("more than 1 MB", said, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"token":""}""", "no ExecCredential")]
    [InlineData("""{"token":"top secret"}""", "characters that are not allowed in a token")]
    [InlineData("""{"clientCertificateData":"top-secret","clientKeyData":"top-secret"}""", "cannot be used")]
    public async Task What_cannot_be_sent_is_rejected(string status, string reason)
    {
        using var plugin = new PluginScript(PluginScript.Prints(status));

        var said = await FailsAsync(plugin.User());

        Assert.Contains(reason, said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("env: null")]
    [InlineData("env: []")]
    [InlineData("env: [{name: ''}, {value: x}, {name: null, value: x}]")]
    [InlineData("env: [{name: HOME}]")]
    public async Task Variables_without_a_name_or_value_do_no_harm(string env)
    {
        using var plugin = new PluginScript(PluginScript.Prints("""{"token":"'"${HOME-unset}x"'"}"""));

        Assert.EndsWith("x", await TokenAsync(plugin.User(env)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_without_a_value_is_empty()
    {
        using var plugin = new PluginScript(PluginScript.Prints("""{"token":"'"${HOME-unset}x"'"}"""));

        Assert.Equal("x", await TokenAsync(plugin.User("env: [{name: HOME}]")));
    }

    [Fact]
    public async Task The_program_is_looked_for_in_this_processs_PATH_and_not_in_the_plugins()
    {
        using var plugin = new PluginScript(PluginScript.Prints("""{"token":"t"}"""));
        var exec = plugin.User($"env: [{{name: PATH, value: '{plugin.Folder.Path}:/usr/bin:/bin'}}]").Replace("/bin/sh", "sh", StringComparison.Ordinal);

        Assert.Equal("t", await TokenAsync(exec));
        Assert.Contains("no such program in PATH", await FailsAsync(exec.Replace("command: sh", "command: plugin.sh", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_in_the_current_directory_is_not_run()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The plugin is a script of sh.");
        var name = $"hivemqbackup-plugin-{Guid.NewGuid():N}";
        File.CreateSymbolicLink(name, "/bin/sh");
        try
        {
            Assert.Contains("no such program in PATH", await FailsAsync($"exec: {{command: {name}}}"), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Theory]
    [InlineData("Always", "requires standard input")]
    [InlineData("Sometimes", "is unknown")]
    public async Task An_interactive_plugin_is_not_run(string mode, string said)
    {
        using var plugin = PluginScript.WithToken("t");

        Assert.Contains(said, await FailsAsync(plugin.User().Replace("Never", mode, StringComparison.Ordinal)), StringComparison.Ordinal);

        Assert.Equal(0, plugin.Runs);
    }

    [Fact]
    public async Task It_receives_the_authorities_of_a_file_and_the_clusters_own_configuration()
    {
        using var script = PluginScript.WithToken("t");
        var authorities = _folder.Write("ca.crt", "the authorities");
        using var plugin = Plugin(script.User("provideClusterInfo: true"), $$"""
            certificate-authority: {{authorities}}
            tls-server-name: name
            proxy-url: http://proxy:3128
            disable-compression: true
            extensions:
            - {name: other, extension: {no: 1} }
            - name: client.authentication.k8s.io/exec
              extension:
                audience: abc
                number: 5
                fraction: 1.5
                text: '5'
                tagged: !!str 5
                switch: yes
                nothing: null
                list: [a, {b: false}]
            """);

        await plugin.GetAsync(Test.Scope, Test.Cancel);

        using var info = JsonDocument.Parse(await File.ReadAllTextAsync(script.Folder["info"], Test.Cancel));
        var cluster = info.RootElement.GetProperty("spec").GetProperty("cluster");
        Assert.Equal(KubeConfigText.Base64("the authorities"), cluster.GetProperty("certificate-authority-data").GetString());
        Assert.False(cluster.TryGetProperty("certificate-authority", out _));
        Assert.Equal("name", cluster.GetProperty("tls-server-name").GetString());
        Assert.Equal("http://proxy:3128", cluster.GetProperty("proxy-url").GetString());
        Assert.True(cluster.GetProperty("disable-compression").GetBoolean());
        Assert.Equal(
            """{"audience":"abc","number":5,"fraction":1.5,"text":"5","tagged":"5","switch":true,"nothing":null,"list":["a",{"b":false}]}""",
            cluster.GetProperty("config").GetRawText());
    }
}
