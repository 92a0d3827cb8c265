using System.Net;
using System.Text;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Unit.HiveMQ;

public sealed class AuthenticationTests
{
    private const string Secret = "pässword:with:colons";
    private static readonly NetworkCredential Credential = new("admin", Secret);

    [Fact]
    public async Task A_credential_is_sent_as_Basic()
    {
        await using var broker = await StandaloneBroker.StartAsync(
            new() { UserName = "admin", Password = Secret }, t => t with { Credentials = RestCredentials.Basic(Credential) });

        Assert.Empty(await broker.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task A_token_is_sent_as_Bearer()
    {
        await using var broker = await StandaloneBroker.StartAsync(new() { Token = "abc.def" }, t => t with { Credentials = RestCredentials.Bearer("abc.def") });

        Assert.Empty(await broker.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task Without_credentials_no_Authorization_is_sent()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        await broker.Api.ListBackupsAsync(Test.Cancel);

        Assert.False(Assert.Single(broker.Node.Requests).HasAuthorization);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wrong_secret_is_rejected_and_shown_nowhere(bool basic)
    {
        var notices = new List<string>();
        const string Token = "header.payload.signature";
        var signIn = basic ? RestCredentials.Basic(Credential) : RestCredentials.Bearer(Token);
        await using var broker = await StandaloneBroker.StartAsync(new() { UserName = "admin", Password = "another" }, t => t with { Credentials = signIn }, log: new Log(notices.Add, notices.Add));

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnauthorized, () => broker.Api.ListBackupsAsync(Test.Cancel));
        broker.Node.Unplug();
        var unreachable = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => broker.Api.ListBackupsAsync(Test.Cancel));

        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{Secret}"));
        Assert.All(
            [.. notices, failed.ToString(), $"{failed.Cause}", unreachable.ToString(), signIn.ToString(), broker.Session.Remembered.ToString()],
            text =>
            {
                Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
                Assert.DoesNotContain(encoded, text, StringComparison.Ordinal);
                Assert.DoesNotContain(Token, text, StringComparison.Ordinal);
            });
    }

    [Theory]
    [InlineData("http://broker.example:8888")]
    [InlineData("http://192.0.2.1:8888/base")]
    public async Task Credentials_do_not_go_unencrypted_to_another_machine(string address)
    {
        var target = new BrokerTarget { Uri = new Uri(address), Credentials = RestCredentials.Basic(Credential) };

        var failed = await Test.FailsAsync(ErrorCode.UnencryptedAuthentication, () => BrokerSession.OpenAsync(target, null, TimeProvider.System, Log.None, Test.Cancel));

        Assert.Contains(target.Uri.Authority, failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.Cause);
        Assert.DoesNotContain(Secret, failed.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://broker.example:8888", true, true)]
    [InlineData("http://broker.example:8888", false, false)]
    [InlineData("https://broker.example:8888", true, false)]
    [InlineData("http://localhost:8888", true, false)]
    [InlineData("http://127.0.0.1:8888", true, false)]
    [InlineData("http://[::1]:8888", true, false)]
    public async Task Credentials_go_where_that_is_safe_or_allowed(string address, bool signIn, bool allowed)
    {
        var target = new BrokerTarget
        {
            Uri = new Uri(address),
            Credentials = signIn ? RestCredentials.Basic(Credential) : null,
            AllowUnencryptedAuthentication = allowed,
        };

        using var session = await BrokerSession.OpenAsync(target, null, TimeProvider.System, Log.None, Test.Cancel);

        Assert.Equal(target.Uri.GetLeftPart(UriPartial.Authority), session.Broker.ToString());
    }

    [Fact]
    public async Task Other_parts_of_an_address_are_not_sent_and_not_shown()
    {
        await using var node = await HiveMQNode.StartAsync(new(), Test.Cancel);
        var address = new UriBuilder(node.Address) { UserName = "admin", Password = "secret", Query = "token=secret", Fragment = "x" }.Uri;
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = address }, null, TimeProvider.System, Log.None, Test.Cancel);

        await session.Api.ListBackupsAsync(Test.Cancel);

        var request = Assert.Single(node.Requests);
        Assert.Equal("/api/v1/management/backups", request.PathAndQuery);
        Assert.False(request.HasAuthorization);
        Assert.DoesNotContain("secret", session.Broker.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_self_signed_certificate_is_rejected_unless_the_check_is_skipped()
    {
        await using var strict = await StandaloneBroker.StartAsync(new() { Tls = true });
        await using var lenient = await StandaloneBroker.StartAsync(new() { Tls = true }, t => t with { SkipCertificateCheck = true });

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => strict.Api.ListBackupsAsync(Test.Cancel));

        Assert.IsType<ErrorCause.Certificate>(failed.Cause);
        Assert.Empty(strict.Node.Requests);
        Assert.Empty(await lenient.Api.ListBackupsAsync(Test.Cancel));
    }

    [Fact]
    public async Task Plain_http_to_a_port_with_TLS_recommends_UseTls()
    {
        await using var node = await HiveMQNode.StartAsync(new() { Tls = true }, Test.Cancel);
        var plain = new UriBuilder(node.Address) { Scheme = "http" }.Uri;
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = plain }, null, TimeProvider.System, Log.None, Test.Cancel);

        var failed = await Test.FailsAsync(ErrorCode.HiveMQUnavailable, () => session.Api.ListBackupsAsync(Test.Cancel));

        Assert.Null(failed.Cause);
    }

    [Theory]
    [InlineData("abc\n")]
    [InlineData("abc\r\ndef")]
    public void A_token_with_a_line_end_is_not_shown(string token)
    {
        var failed = Record.Exception(() => RestCredentials.Bearer(token));

        Assert.DoesNotContain("abc", $"{failed?.Message}", StringComparison.Ordinal);
    }
}
