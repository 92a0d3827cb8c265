using System.Text;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Simulator.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Unit.Kubernetes.Config;

public sealed class OidcTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static string Jwt(string claims) => string.Join('.', new[] { "{\"alg\":\"RS256\"}", claims, "???>>>" }.Select(part =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(part)).TrimEnd('=').Replace('+', '-').Replace('/', '_')));

    private static string Expiring(TimeSpan from) => Jwt($$"""{"sub":"me?>","exp":{{(Now + from).ToUnixTimeSeconds()}}}""");

    private static async Task<BrokerSession> OpenAsync(TestCluster cluster, string config, string more = "")
    {
        var user = $"auth-provider: {{name: oidc, config: {config}}}\n{more}";
        var source = cluster.SourceOf(KubeConfigText.Of(cluster.Simulator.Server, "insecure-skip-tls-verify: true", user));
        return await cluster.OpenAsync(time: new FakeTimeProvider(Now), source: source);
    }

    [Fact]
    public async Task A_valid_id_token_is_the_bearer_token()
    {
        var token = Expiring(TimeSpan.FromSeconds(11));
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { BearerToken = token });

        var session = await OpenAsync(cluster, $"{{id-token: {token}, refresh-token: x}}");

        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task A_token_of_the_user_goes_before_it()
    {
        await using var cluster = await TestCluster.StartAsync();

        await OpenAsync(cluster, $"{{id-token: {Expiring(TimeSpan.FromHours(1))}}}", "token: simulator-token");

        Assert.DoesNotContain(cluster.Simulator.Requests, request => request.Status == 401);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{id-token: top-secret}")]
    public async Task With_a_token_of_the_user_it_is_not_read(string config)
    {
        await using var cluster = await TestCluster.StartAsync();

        await OpenAsync(cluster, config, "token: simulator-token");
    }

    [Fact]
    public async Task One_that_has_expired_says_so_and_what_to_do_and_is_not_sent()
    {
        var token = Expiring(TimeSpan.FromSeconds(10));
        await using var cluster = await TestCluster.StartAsync(new SimulatedClusterOptions { BearerToken = token });

        var failed = await Test.FailsAsync(ErrorCode.KubernetesUnauthorized, () => OpenAsync(cluster, $"{{id-token: {token}}}"));

        Assert.Contains("expired at 2026-03-01 12:00 UTC", failed.Message, StringComparison.Ordinal);
        Assert.Contains("'test'", failed.Message, StringComparison.Ordinal);
        Assert.IsType<ErrorCause.ExpiredToken>(failed.Cause);
        Assert.DoesNotContain(token, failed.ToString(), StringComparison.Ordinal);
        Assert.Empty(cluster.Simulator.Requests);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{id-token: ''}")]
    [InlineData("{id-token: top-secret}")]
    [InlineData("{id-token: top-secret.top-secret!.x}")]
    [InlineData("{id-token: a.bm9uZQ.c}")]
    [InlineData("{id-token: a.eyJleHAiOiJzb29uIn0.c}")]
    [InlineData("{id-token: a.eyJleHAiOjFlMzAwfQ.c}")]
    public async Task What_is_no_id_token_is_invalid(string config)
    {
        await using var cluster = await TestCluster.StartAsync();

        var failed = await Test.FailsAsync(ErrorCode.KubeConfigInvalid, () => OpenAsync(cluster, config));

        Assert.Contains("id-token", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", failed.ToString(), StringComparison.Ordinal);
    }
}
