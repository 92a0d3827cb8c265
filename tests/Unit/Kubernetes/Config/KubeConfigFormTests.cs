using System.Text;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Kubernetes.Config;

namespace HiveMQBackup.Unit.Kubernetes.Config;

/// <summary>A field of a kubeconfig is read as kubectl reads it, or it is an error: requests must not run without it.</summary>
public sealed class KubeConfigFormTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private KubeConfigSource Write(string text) => KubeConfigSource.Find(_folder.Write("config", text), _folder.Path, _ => null);

    private static string WithUser(Uri server, string user) => KubeConfigText.Of(server, "insecure-skip-tls-verify: true", $"token: simulator-token\n{user}");

    private static string WithUser(string user) => WithUser(new Uri("https://127.0.0.1:1"), user);

    private HiveMQBackupException Fails(string text) => Test.Fails(ErrorCode.KubeConfigInvalid, () =>
    {
        using var clusters = new ClusterConnections(TimeProvider.System);
        _ = new ClusterSession(clusters, Write(text), null, Log.None);
    });

    [Theory]
    [InlineData("as: [alice]", "as")]
    [InlineData("as: {name: alice}", "as")]
    [InlineData("as: 5", "as")]
    [InlineData("as: yes", "as")]
    [InlineData("as: a\nas-groups: [1.5]", "as-groups")]
    [InlineData("as: a\nas-uid: [1]", "as-uid")]
    [InlineData("as: a\nas-groups: admins", "as-groups")]
    [InlineData("as: a\nas-groups: {admins: true}", "as-groups")]
    [InlineData("as: a\nas-groups: [[admins]]", "as-groups")]
    [InlineData("as: a\nas-user-extra: scopes", "as-user-extra")]
    [InlineData("as: a\nas-user-extra: [scopes]", "as-user-extra")]
    [InlineData("as: a\nas-user-extra: {scopes: read}", "scopes")]
    [InlineData("tokenFile: [a]", "tokenFile")]
    [InlineData("exec: aws", "exec")]
    [InlineData("auth-provider: [oidc]", "auth-provider")]
    public void A_field_of_another_type_is_an_error(string user, string field)
    {
        var failed = Fails(WithUser(user));

        Assert.Contains($"'{field}'", failed.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["config"], failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.KubeConfigFile>(failed.Cause);
    }

    [Theory]
    [InlineData("current-context: test", "current-context: [test]")]
    [InlineData("user: u", "user: [u]")]
    [InlineData("cluster: c", "cluster: {name: c}")]
    [InlineData("namespace: hivemq", "namespace: [hivemq]")]
    [InlineData("namespace: hivemq", "namespace: 1e3")]
    [InlineData("insecure-skip-tls-verify: true", "insecure-skip-tls-verify: [true]")]
    [InlineData("insecure-skip-tls-verify: true", "insecure-skip-tls-verify: 'true'")]
    [InlineData("insecure-skip-tls-verify: true", "insecure-skip-tls-verify: 1")]
    [InlineData("insecure-skip-tls-verify: true", "proxy-url: [socks5://127.0.0.1:1]")]
    public void Neither_is_another_cluster_or_user_used(string field, string instead) => Fails(WithUser("").Replace(field, instead, StringComparison.Ordinal));

    [Theory]
    [InlineData("contexts", "context")]
    [InlineData("clusters", "cluster")]
    [InlineData("users", "user")]
    public void A_name_that_a_file_has_twice_is_an_error(string list, string kind)
    {
        var text = WithUser("").Replace($"{list}:", $"{list}:\n- name: twice\n  {kind}: {{}}\n- name: twice\n  {kind}: {{}}", StringComparison.Ordinal);

        Assert.Contains("'twice'", Fails(text).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("YES", true)]
    [InlineData("on", true)]
    [InlineData("y", true)]
    [InlineData("no", false)]
    [InlineData("Null", false)]
    public void A_truth_value_is_that_of_kubectl(string value, bool isTrue) => Assert.Equal(
        isTrue, KubeConfig.Load(Write(WithUser("").Replace("verify: true", $"verify: {value}", StringComparison.Ordinal))).Context(null).Cluster.Flag("insecure-skip-tls-verify"));

    [Theory]
    [InlineData("# \xE4")]
    [InlineData("\0\nas: alice")]
    public void A_file_that_is_not_text_is_an_error(string end)
    {
        var path = _folder.Write("config", "");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(WithUser("") + end));

        Test.Fails(ErrorCode.KubeConfigInvalid, () => KubeConfig.Load(KubeConfigSource.Find(path, _folder.Path, _ => null)));
    }

    [Fact]
    public void An_empty_field_is_none()
    {
        using var clusters = new ClusterConnections(TimeProvider.System);

        Assert.Equal("test", new ClusterSession(clusters, Write(WithUser("as:\nas-groups: ~\nas-user-extra: null\nexec:\nauth-provider: ~")), null, Log.None).Context);
    }

    // What comes later in the mapping counts, and of several merged mappings the first: kubectl does so.
    [Theory]
    [InlineData("<<: *base", "alice")]
    [InlineData("<<: *base\nas: bob", "bob")]
    [InlineData("as: bob\n<<: *base", "alice")]
    [InlineData("<<: [{as: one}, {as: two, as-uid: '5'}]", "one")]
    [InlineData("<<: {<<: *base}", "alice")]
    public async Task A_merged_mapping_counts(string user, string name)
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync(source: Write("x-base: &base {as: alice}\n" + WithUser(cluster.Simulator.Server, user)));

        await session.Api.ListBackupsAsync(Test.Cancel);

        Assert.All(cluster.Simulator.Requests, request => Assert.Contains($"Impersonate-User: {name}", request.Impersonation));
    }

    [Theory]
    [InlineData("<<: alice")]
    [InlineData("<<: [alice]")]
    [InlineData("<<: &self {<<: *self}")]
    public void What_cannot_be_merged_is_an_error(string user) => Fails(WithUser(user));
}
