using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Kubernetes.Config;

public sealed class ImpersonationTests
{
    private const string User = """
        token: simulator-token
        as: Jörg
        as-uid: '42'
        as-groups: [admins, 'cn=ops,ou=it, o=x', empty's]
        as-user-extra: {scopes: [read, write], 'example.com/a%b': ['c, d']}
        """;

    private static readonly string[] Headers =
    [
        "Impersonate-Extra-example.com%2Fa%25b: c, d",
        "Impersonate-Extra-scopes: read",
        "Impersonate-Extra-scopes: write",
        "Impersonate-Group: admins",
        "Impersonate-Group: cn=ops,ou=it, o=x",
        "Impersonate-Group: empty's",
        "Impersonate-Uid: 42",
        "Impersonate-User: Jörg",
    ];

    private static async Task<TestCluster> UsedAsync(SimulatedClusterOptions options, string user, Transport transport)
    {
        var cluster = await TestCluster.StartAsync(options);
        var source = cluster.SourceOf(KubeConfigText.Of(cluster.Simulator.Server, options.Tls ? "insecure-skip-tls-verify: true" : "", user));
        var session = await cluster.OpenAsync(new BrokerTarget { Transport = transport }, source: source);
        await session.Api.ListBackupsAsync(Test.Cancel);
        await session.Api.RequestBackupAsync(Test.Cancel);
        await session.Folders!.EnsureSpaceAsync(1, null, Test.Cancel);
        return cluster;
    }

    [Theory]
    [InlineData(Transport.PortForward, SpdySupport.Taken)]
    [InlineData(Transport.PortForward, SpdySupport.Dropped)]
    [InlineData(Transport.Proxy, SpdySupport.Taken)]
    public async Task Every_request_runs_as_the_user_that_the_kubeconfig_names(Transport transport, SpdySupport spdy)
    {
        await using var cluster = await UsedAsync(new SimulatedClusterOptions { Spdy = spdy }, User, transport);

        Assert.NotEqual(0, cluster.RequestsFor("/exec?"));
        Assert.All(cluster.Simulator.Requests, request => Assert.Equal(Headers, request.Impersonation));
    }

    [Fact]
    public async Task Over_plain_http_it_does_as_well()
    {
        await using var cluster = await UsedAsync(new SimulatedClusterOptions { Tls = false, BearerToken = null }, User, Transport.PortForward);

        Assert.All(cluster.Simulator.Requests, request => Assert.Equal(Headers, request.Impersonation));
    }

    [Fact]
    public async Task Without_it_no_such_header_is_sent()
    {
        await using var cluster = await UsedAsync(new SimulatedClusterOptions(), "token: simulator-token\nas: ''\nas-groups: []", Transport.Proxy);

        Assert.All(cluster.Simulator.Requests, request => Assert.Empty(request.Impersonation));
    }

    [Theory]
    [InlineData("as-groups: [admins]", "no user ('as')")]
    [InlineData("as-uid: '1'", "no user ('as')")]
    [InlineData("as-user-extra: {scopes: [read]}", "no user ('as')")]
    [InlineData("as: \"a\\nAuthorization: b\"", "control character")]
    [InlineData("as: a\nas-groups: [\"b\\u001Fc\"]", "control character")]
    public async Task What_cannot_be_sent_is_invalid(string fields, string said)
    {
        await using var cluster = await TestCluster.StartAsync();
        var source = cluster.SourceOf(KubeConfigText.Of(cluster.Simulator.Server, "insecure-skip-tls-verify: true", $"token: simulator-token\n{fields}"));

        var failed = await Test.FailsAsync(ErrorCode.KubeConfigInvalid, () => cluster.OpenAsync(source: source));

        Assert.Contains(said, failed.Message, StringComparison.Ordinal);
        Assert.Empty(cluster.Simulator.Requests);
    }
}
