using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Kubernetes.Config;

namespace HiveMQBackup.Unit.Brokers;

/// <summary>An object keeps its own broker, also when the environment names another kubeconfig later.</summary>
public sealed class RememberedKubeConfigTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private KubeConfigSource Find(BrokerTarget target, string? kubeConfig) =>
        target.FindKubeConfig(_folder.Path, name => name == "KUBECONFIG" ? kubeConfig : null);

    private static string Config(string context) => KubeConfigText.Of(new Uri("https://127.0.0.1:1"), context: context);

    [Fact]
    public async Task Of_several_files()
    {
        await using var cluster = await TestCluster.StartAsync();
        var merged = string.Join(Path.PathSeparator, _folder.Write("first", cluster.Simulator.KubeConfig), _folder.Write("second", Config("other")));
        var session = await cluster.OpenAsync(source: Find(new BrokerTarget(), merged));

        Assert.Equal(Find(new BrokerTarget(), merged), Find(session.Remembered, _folder.Write("later", Config("simulator"))));
    }

    [Fact]
    public async Task Of_several_files_in_a_folder_with_the_lists_separator_in_its_name()
    {
        await using var cluster = await TestCluster.StartAsync();
        var files = new[] { _folder.Write($"a{Path.PathSeparator}b/first", cluster.Simulator.KubeConfig), _folder.Write($"a{Path.PathSeparator}b/second", Config("other")) };
        KubeConfigSource FindThere(BrokerTarget target) => target.FindKubeConfig(Path.GetDirectoryName(files[0])!, name => name == "KUBECONFIG" ? $"first{Path.PathSeparator}second" : null);

        var session = await cluster.OpenAsync(source: FindThere(new BrokerTarget()));

        Assert.Equal(files, FindThere(session.Remembered).Files);
    }

    [Fact]
    public async Task Of_one_file()
    {
        await using var cluster = await TestCluster.StartAsync();
        var session = await cluster.OpenAsync();

        Assert.Equal(cluster.Source, Find(session.Remembered, _folder.Write("later", Config("simulator"))));
    }

    [Fact]
    public async Task Of_a_broker_that_a_search_has_found()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var clusters = new ClusterConnections(TimeProvider.System);
        var source = Find(new BrokerTarget(), string.Join(Path.PathSeparator, _folder.Write("first", cluster.Simulator.KubeConfig), _folder.Write("second", Config("other"))));

        var target = new BrokerTarget().In(new ClusterSession(clusters, source, null, Log.None));

        Assert.Equal(source, Find(target, null));
        Assert.Equal("simulator", target.Context);
    }

    [Fact]
    public async Task A_kubeconfig_that_is_named_goes_before_it()
    {
        await using var cluster = await TestCluster.StartAsync();
        var named = _folder.Write("named", Config("named"));
        var session = await cluster.OpenAsync();

        Assert.Equal([named], Find(session.Remembered with { KubeConfig = named }, null).Files);
    }

    // The other file may have a context of the same name.
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Where_one_of_them_does_not_exist_any_more_that_is_an_error(bool isFirstGone, bool isSecondGone)
    {
        await using var cluster = await TestCluster.StartAsync();
        var (first, second) = (_folder.Write("first", cluster.Simulator.KubeConfig), _folder.Write("second", Config("simulator")));
        var session = await cluster.OpenAsync(source: Find(new BrokerTarget(), $"{first}{Path.PathSeparator}{second}"));
        if (isFirstGone) File.Delete(first);
        if (isSecondGone) File.Delete(second);

        var failed = Test.Fails(ErrorCode.KubeConfigNotFound, () => Find(session.Remembered, _folder.Write("later", Config("simulator"))));

        Assert.Equal(isFirstGone, failed.Message.Contains(first, StringComparison.Ordinal));
        Assert.Equal(isSecondGone, failed.Message.Contains(second, StringComparison.Ordinal));
    }
}
