using HiveMQBackup.Client;
using HiveMQBackup.Client.Kubernetes.Config;

namespace HiveMQBackup.Unit.Kubernetes.Config;

public sealed class KubeConfigTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private KubeConfig Load(params string[] texts)
    {
        var files = texts.Select((text, i) => _folder.Write($"config{i}", text));
        return KubeConfig.Load(KubeConfigSource.Find(null, _folder.Path, name => name == "KUBECONFIG" ? string.Join(Path.PathSeparator, files) : null));
    }

    private const string Two = """
        apiVersion: v1
        kind: Config
        current-context: b
        contexts:
        - {name: b, context: {cluster: c1, user: u1, namespace: ns1}}
        - {name: a, context: {cluster: c2}}
        clusters:
        - {name: c1, cluster: {server: "https://one:6443"}}
        - {name: c2, cluster: {server: "https://two:6443"}}
        users:
        - {name: u1, user: {token: secret-one}}
        """;

    [Fact]
    public void The_current_context_is_taken_unless_another_is_named()
    {
        var config = Load(Two);

        Assert.Equal(("b", "ns1", "https://one:6443"), (config.Context(null).Name, config.Context(null).Namespace, config.Context(null).Cluster.Text("server")));
        Assert.Equal(("a", null, "https://two:6443"), (config.Context("a").Name, config.Context("a").Namespace, config.Context("a").Cluster.Text("server")));
        Assert.Equal("secret-one", config.Context(null).User?.Text("token"));
        Assert.Null(config.Context("a").User);
    }

    [Fact]
    public void JSON_is_a_kubeconfig_as_well()
    {
        var config = Load("""
            {"apiVersion":"v1","kind":"Config","current-context":"j","preferences":{},
             "contexts":[{"name":"j","context":{"cluster":"c","user":"u","namespace":"n"}}],
             "clusters":[{"name":"c","cluster":{"server":"https://json:6443","insecure-skip-tls-verify":true}}],
             "users":[{"name":"u","user":{"token":"secret"}}]}
            """);

        Assert.Equal(("j", "n", "https://json:6443"), (config.Context(null).Name, config.Context(null).Namespace, config.Context(null).Cluster.Text("server")));
        Assert.True(config.Context(null).Cluster.Flag("insecure-skip-tls-verify"));
        Assert.Equal("secret", config.Context(null).User?.Text("token"));
    }

    [Fact]
    public void Of_several_files_the_first_that_names_a_thing_wins()
    {
        var config = Load(
            """
            contexts:
            - {name: a, context: {cluster: c1}}
            """,
            """
            current-context: a
            contexts:
            - {name: a, context: {cluster: c2}}
            - {name: b, context: {cluster: c2}}
            clusters:
            - {name: c1, cluster: {server: "https://first"}}
            """,
            """
            current-context: b
            clusters:
            - {name: c1, cluster: {server: "https://third"}}
            - {name: c2, cluster: {server: "https://second"}}
            """);

        Assert.Equal("a", config.CurrentContext);
        Assert.Equal("https://first", config.Context(null).Cluster.Text("server"));
        Assert.Equal("https://second", config.Context("b").Cluster.Text("server"));
        Assert.Equal(["a", "b"], config.Contexts);
    }

    [Fact]
    public void Relative_paths_belong_to_the_file_they_stand_in()
    {
        _folder.Write("one/config", "contexts: [{name: a, context: {cluster: c, user: u}}]\ncurrent-context: a\nclusters: [{name: c, cluster: {certificate-authority: ca.crt}}]");
        _folder.Write("two/config", "users: [{name: u, user: {client-key: keys/me.key, tokenFile: /abs/token}}]");
        var list = string.Join(Path.PathSeparator, _folder["one/config"], _folder["two/config"]);
        var context = KubeConfig.Load(KubeConfigSource.Find(null, "/", name => name == "KUBECONFIG" ? list : null)).Context(null);

        Assert.Equal(_folder["one/ca.crt"], context.Cluster.FilePath("certificate-authority"));
        Assert.Equal(_folder["two/keys/me.key"], context.User?.FilePath("client-key"));
        Assert.Equal(Path.GetFullPath("/abs/token"), context.User?.FilePath("tokenFile"));
        Assert.Null(context.User?.FilePath("client-certificate"));
    }

    [Theory]
    [InlineData("", "has no current context")]
    [InlineData("current-context: \"\"\n", "has no current context")]
    [InlineData("current-context: gone\n", "has no context 'gone'")]
    public void A_missing_current_context_lists_those_there_are(string current, string said)
    {
        var config = Load(current + "contexts:\n- {name: b, context: {cluster: c}}\n- {name: a, context: {cluster: c}}");

        var failed = Test.Fails(ErrorCode.KubeContextNotFound, () => config.Context(null));

        Assert.Contains(said, failed.Message, StringComparison.Ordinal);
        Assert.Contains("Contexts: a, b.", failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.Cause);
    }

    [Fact]
    public void An_unknown_context_lists_those_there_are()
    {
        var failed = Test.Fails(ErrorCode.KubeContextNotFound, () => Load(Two).Context("B"));

        Assert.Contains("'B'", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Contexts: a, b.", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment")]
    [InlineData("{}")]
    [InlineData("contexts: null\nclusters: ~")]
    public void A_kubeconfig_without_anything_has_no_contexts(string text)
    {
        var failed = Test.Fails(ErrorCode.KubeContextNotFound, () => Load(text).Context(null));

        Assert.Contains("no contexts", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{cluster: gone}", "cluster 'gone'")]
    [InlineData("{user: u1}", "cluster ''")]
    [InlineData("{cluster: c1, user: gone}", "user 'gone'")]
    public void A_context_that_points_at_nothing_says_at_what(string context, string said)
    {
        var config = Load($"current-context: x\ncontexts: [{{name: x, context: {context}}}]\nclusters: [{{name: c1, cluster: {{server: s}}}}]\nusers: [{{name: u1, user: {{}}}}]");

        var failed = Test.Fails(ErrorCode.KubeConfigInvalid, () => config.Context(null));

        Assert.Contains(said, failed.Message, StringComparison.Ordinal);
        Assert.Contains("'x'", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token: 'top-secret\nnext: [1")]
    [InlineData("token: top-secret\n\tusers: x")]
    [InlineData("users: {token: top-secret]")]
    [InlineData("token: top-secret: x: y")]
    [InlineData("token: top-secret\ntoken: top-secret")]
    [InlineData("a: *top-secret")]
    public void Broken_YAML_says_where_and_not_what(string text)
    {
        var failed = Test.Fails(ErrorCode.KubeConfigInvalid, () => Load(text));

        Assert.Contains(_folder["config0"], failed.Message, StringComparison.Ordinal);
        Assert.Matches("line [0-9]+, column [0-9]+", failed.Message);
        Assert.DoesNotContain("top-secret", failed.ToString(), StringComparison.Ordinal);
        Assert.IsType<ErrorCause.KubeConfigFile>(failed.Cause);
    }

    [Theory]
    [InlineData("just-a-secret-text")]
    [InlineData("[just-a-secret-text]")]
    [InlineData("- just-a-secret-text")]
    public void A_file_without_a_mapping_is_no_kubeconfig(string text)
    {
        var failed = Test.Fails(ErrorCode.KubeConfigInvalid, () => Load(text));

        Assert.Contains(_folder["config0"], failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("just-a-secret-text", failed.Message, StringComparison.Ordinal);
    }

    // Recursion that fills the stack ends the process.
    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void A_file_that_is_nested_too_deeply_is_an_error(string opening) =>
        Test.Fails(ErrorCode.KubeConfigInvalid, () => Load("x:\n  " + string.Concat(Enumerable.Repeat(opening, 100_000))));

    [Theory]
    [InlineData("contexts: text")]
    [InlineData("contexts: [text]")]
    [InlineData("contexts: [[]]")]
    [InlineData("contexts: [{name: [x]}]")]
    [InlineData("contexts: {name: x}")]
    [InlineData("current-context: [x]")]
    public void Entries_of_another_shape_are_an_error(string text) => Test.Fails(ErrorCode.KubeConfigInvalid, () => Load(text));

    [Fact]
    public void Entries_without_a_name_or_with_nothing_in_them_are_passed_over() =>
        Test.Fails(ErrorCode.KubeContextNotFound, () => Load("contexts: [~, {context: {}}]").Context(null));

    [Fact]
    public void A_quoted_null_is_a_text_and_a_plain_one_is_none()
    {
        var config = Load("current-context: x\ncontexts: [{name: x, context: {cluster: c, namespace: null}}]\nclusters: [{name: c, cluster: {server: \"null\", proxy-url: ~}}]");

        Assert.Null(config.Context(null).Namespace);
        Assert.Equal("null", config.Context(null).Cluster.Text("server"));
        Assert.Null(config.Context(null).Cluster.Text("proxy-url"));
    }
}
