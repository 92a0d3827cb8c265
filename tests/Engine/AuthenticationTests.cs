using System.Management.Automation;
using System.Security;
using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>What -Credential and -Token take, and what they make of it.</summary>
public sealed class AuthenticationTests : IAsyncLifetime
{
    private const string Token = "b3arer-t0ken";

    private TestEnvironment _test = null!;
    private string? _sent;

    public async ValueTask InitializeAsync()
    {
        _test = (await TestEnvironment.StartAsync()).WithBackups();
        foreach (var pod in _test.Cluster.Pods)
        {
            pod.Node.Faults.Intercept = (context, next) =>
            {
                _sent = context.Request.Headers.Authorization.ToString();
                return next();
            };
        }
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("b3arer-t0ken")]
    [InlineData("b3arer-t0ken\n")]
    [InlineData("b3arer-t0ken\r\n")]
    [InlineData("\uFEFFb3arer-t0ken\r\n")]
    [InlineData(" \t\uFEFF b3arer-t0ken ")]
    public void A_token_is_sent_without_what_stands_around_it(string token)
    {
        Assert.Equal(3, Run("-Token $t", token: token).Succeeded.Output.Count);
        Assert.Equal($"Bearer {Token}", _sent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF\r\n")]
    [InlineData("b3arer\nt0ken")]
    [InlineData("b3arer\r\nX-Evil: 1")]
    [InlineData("Bearer b3arer-t0ken")]
    [InlineData("b\u00E9arer")]
    [InlineData("b\u200Barer")]
    [InlineData("b3arer\0t0ken")]
    public void A_token_that_cannot_be_sent_is_an_error_that_does_not_show_it(string token)
    {
        var error = Run("-Token $t", token: token).Error;
        Assert.Equal("AuthenticationInvalid,HiveMQBackup.Cmdlets.GetHiveMQBackupCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Equal("Token", error.TargetObject);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        if (token.Trim('\uFEFF', '\r', '\n').Length > 0) Assert.DoesNotContain(token, $"{error} {error.Exception}", StringComparison.Ordinal);
        Assert.Null(_sent);
    }

    [Theory]
    [InlineData("-Credential ([pscredential]::Empty)")]
    [InlineData("-Credential $null")]
    [InlineData("-Token $null")]
    [InlineData("-Credential ([pscredential]::Empty) -Transport Proxy")]
    public void An_empty_credential_is_none(string parameters)
    {
        Assert.Equal(3, Run(parameters).Succeeded.Output.Count);
        Assert.Equal("", _sent);
    }

    [Fact]
    public void An_empty_credential_of_a_later_command_leaves_the_piped_one()
    {
        Run("-Credential $c | Get-HiveMQBackupStatus -Credential ([pscredential]::Empty)", "admin", "x").Succeeded.ToString();
        Assert.Equal(Basic("admin:x"), _sent);
    }

    [Theory]
    [InlineData("admin@localhost")]
    [InlineData("admin@example.com@example.com")]
    [InlineData("DOMAIN\\admin")]
    public void A_user_name_is_sent_as_it_is(string user)
    {
        Run("-Credential $c", user, "x").Succeeded.ToString();
        Assert.Equal(Basic($"{user}:x"), _sent);
    }

    [Theory]
    [InlineData("ad:min", "x")]
    [InlineData("admin\n", "x")]
    [InlineData("admin", "x\n")]
    [InlineData("admin", "x\0")]
    public void A_credential_that_Basic_authentication_cannot_carry_is_an_error(string user, string password)
    {
        var error = Run("-Credential $c", user, password).Error;
        Assert.StartsWith("AuthenticationInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("Credential", error.TargetObject);
        Assert.Null(_sent);
    }

    private Outcome Run(string parameters, string user = "admin", string password = "x", string token = Token)
    {
        _test.Shell.Set("c", BrokerParameterTests.Credential(user, password));
        var secure = new SecureString();
        foreach (var c in token) secure.AppendChar(c);
        _test.Shell.Set("t", secure);
        return _test.Run($"Get-HiveMQBackup {parameters}");
    }

    private static string Basic(string text) => "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}
