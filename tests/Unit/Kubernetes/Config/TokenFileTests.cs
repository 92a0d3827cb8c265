using HiveMQBackup.Client;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Simulator.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Unit.Kubernetes.Config;

public sealed class TokenFileTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();

    public void Dispose() => _folder.Dispose();

    private TokenFile Open(string? inline = null) => new(_folder["token"], inline, _clock, Log.None);

    private static string Unverified(TestCluster cluster, string user) => KubeConfigText.Of(cluster.Simulator.Server, "insecure-skip-tls-verify: true", user);

    [Fact]
    public async Task The_file_goes_before_the_inline_token()
    {
        await using var cluster = await TestCluster.StartAsync();
        var file = _folder.Write("token", "simulator-token\n");

        await cluster.OpenAsync(source: cluster.SourceOf(Unverified(cluster, $"token: old\ntokenFile: {file}")));

        Assert.DoesNotContain(cluster.Simulator.Requests, request => request.Status == 401);
    }

    [Fact]
    public void It_is_read_again_every_minute()
    {
        _folder.Write("token", "first");
        var token = Open();
        _folder.Write("token", "second");

        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("first", token.Get(Log.None).Parameter);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("second", token.Get(Log.None).Parameter);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("two words")]
    public void While_it_holds_no_token_the_last_one_is_used(string? content)
    {
        _folder.Write("token", "first");
        var token = Open("inline");
        if (content is null) File.Delete(_folder["token"]);
        else _folder.Write("token", content);

        token.Refresh(Log.None);
        Assert.Equal("first", token.Get(Log.None).Parameter);
        _folder.Write("token", "third");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("third", token.Get(Log.None).Parameter);
    }

    [Fact]
    public void Until_it_can_be_read_the_inline_token_is_used()
    {
        var token = Open("inline");
        Assert.Equal("inline", token.Get(Log.None).Parameter);

        _folder.Write("token", "first");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("first", token.Get(Log.None).Parameter);
    }

    [Theory]
    [InlineData("  \n", "is empty")]
    [InlineData("top secret", "characters that are not allowed in a token")]
    [InlineData(null, "does not exist")]
    public async Task A_file_without_a_token_is_invalid(string? content, string said)
    {
        await using var cluster = await TestCluster.StartAsync();
        if (content is not null) _folder.Write("token", content);

        var failed = await Test.FailsAsync(ErrorCode.KubeConfigInvalid, () => cluster.OpenAsync(source: cluster.SourceOf(Unverified(cluster, $"tokenFile: {_folder["token"]}"))));

        Assert.Contains(_folder["token"], failed.Message, StringComparison.Ordinal);
        Assert.Contains(said, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("top secret", failed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_rejected_is_refreshed_at_once()
    {
        var options = new SimulatedClusterOptions();
        await using var cluster = await TestCluster.StartAsync(options);
        var file = _folder.Write("token", "simulator-token");
        var session = await cluster.OpenAsync(TestCluster.ByLabels, source: cluster.SourceOf(Unverified(cluster, $"tokenFile: {file}")));

        options.BearerToken = "rotated";
        _folder.Write("token", "rotated");
        Assert.Empty(await session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Single(cluster.Simulator.Requests, request => request.Status == 401);
    }
}
