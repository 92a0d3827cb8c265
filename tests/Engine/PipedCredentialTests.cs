using System.Net;
using System.Net.Sockets;
using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Engine;

/// <summary>Credentials that are given for an object which was listed without them.</summary>
public sealed class PipedCredentialTests : IAsyncLifetime
{
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync()
    {
        _test = (await TestEnvironment.StartAsync()).WithBackups();
        _test.Shell.Set("t", BrokerParameterTests.Secure("t0ken"));
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("Get-HiveMQBackup 20260102-020000 -Transport Proxy | Save-HiveMQBackup -Token $t")]
    [InlineData("Get-HiveMQBackup 20260102-020000 -Transport Proxy | Get-HiveMQBackupStatus -Token $t")]
    [InlineData("Get-HiveMQBackup 20260102-020000 -Transport Proxy | Restore-HiveMQBackup -Confirm:$false -Token $t")]
    [InlineData("Get-HiveMQBackup 20260102-020000 -Transport Proxy | Remove-HiveMQBackup -Confirm:$false -Token $t")]
    [InlineData("Get-HiveMQBroker -Transport Proxy | Get-HiveMQBackup -Token $t")]
    [InlineData("Get-HiveMQBroker -Transport Proxy | New-HiveMQBackup -Token $t")]
    public void They_do_not_go_over_the_pod_proxy_that_it_was_listed_over(string command)
    {
        var error = _test.Run(command).Error;

        Assert.StartsWith("ConflictingParameters,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(System.Management.Automation.ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Contains("-Transport PortForward or Auto", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void After_Auto_they_go_through_a_port_forward()
    {
        var saved = _test.Run("Get-HiveMQBackup 20260102-020000 -Transport Auto | Save-HiveMQBackup -Token $t").Single;

        Assert.Equal(2_000_000L, saved.Properties["Length"].Value);
        Assert.True(_test.Node.Requests[^1].HasAuthorization);
    }

    [Fact]
    public async Task They_may_be_allowed_to_go_unencrypted_where_they_are_given()
    {
        var name = Dns.GetHostName();
        Assert.SkipUnless(Addresses(name).Any(address => address.AddressFamily == AddressFamily.InterNetwork), "This machine's name has no address.");
        await using var node = await HiveMQNode.StartAsync(new HiveMQNodeOptions { Address = IPAddress.Any, Backups = _test.Backups }, TestContext.Current.CancellationToken);
        using var shell = new Shell(_test.Folder, null);
        shell.Set("t", BrokerParameterTests.Secure("t0ken"));
        shell.Run($"$b = Get-HiveMQBackup 20260102-020000 -Uri http://{name}:{node.Address.Port}").Succeeded.ToString();

        Assert.StartsWith("UnencryptedAuthentication,", shell.Run("$b | Get-HiveMQBackupStatus -Token $t").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("COMPLETED", shell.Run($"Get-HiveMQBackup 20260102-020000 -Uri http://{name}:{node.Address.Port} -Token $t -AllowUnencryptedAuthentication | Get-HiveMQBackupStatus").Single.Properties["State"].Value);
        Assert.Equal("COMPLETED", shell.Run("$b | Get-HiveMQBackupStatus -Token $t -AllowUnencryptedAuthentication").Single.Properties["State"].Value);
    }

    private static IPAddress[] Addresses(string name)
    {
        try
        {
            return Dns.GetHostAddresses(name);
        }
        catch (SocketException)
        {
            return [];
        }
    }
}
