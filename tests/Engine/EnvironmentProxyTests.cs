using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>The tests that change the process's environment, beside no others.</summary>
[CollectionDefinition(nameof(EnvironmentProxyTests), DisableParallelization = true)]
[Collection(nameof(EnvironmentProxyTests))]
public sealed class EnvironmentProxyTests : IAsyncLifetime
{
    private const string List = "Get-HiveMQBackup -Uri http://broker.example:8888";

    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = await TestEnvironment.StartAsync();

    public ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable("HTTP_PROXY", null);
        return _test.DisposeAsync();
    }

    [Fact]
    public void A_changed_variable_applies_to_the_next_command()
    {
        // A node stands in for the proxy: its response to the request for another address shows that the request arrives there.
        _test.Run($"$env:HTTP_PROXY = 'http://127.0.0.1:{_test.Node.Address.Port}'").Succeeded.ToString();
        Assert.StartsWith("RestApiNotFound", _test.Run(List).Error.FullyQualifiedErrorId, StringComparison.Ordinal);

        _test.Run("$env:HTTP_PROXY = 'socks4://proxy.example'").Succeeded.ToString();

        Assert.StartsWith("HiveMQUnavailable", _test.Run(List).Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }
}
