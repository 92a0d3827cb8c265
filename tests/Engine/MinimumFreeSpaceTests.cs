using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>New-HiveMQBackup -MinimumFreeSpace checks every pod's backup folder before it creates a backup.</summary>
public sealed class MinimumFreeSpaceTests : IAsyncLifetime
{
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = await TestEnvironment.StartAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public void With_enough_space_the_backup_is_created_without_a_warning()
    {
        foreach (var pod in _test.Cluster.Pods) pod.Shell.FreeBytes = 2L << 30;

        var outcome = _test.Run("New-HiveMQBackup -MinimumFreeSpace 1GB").Succeeded;

        Assert.Equal("COMPLETED", outcome.Single.Properties["State"].Value);
        Assert.Empty(outcome.Warnings);
    }

    [Fact]
    public void With_too_little_in_one_pod_nothing_is_created()
    {
        (_test.Cluster.Pods[0].Shell.FreeBytes, _test.Cluster.Pods[1].Shell.FreeBytes) = (2L << 30, 100L << 20);

        var error = _test.Run("New-HiveMQBackup -MinimumFreeSpace 1GB").Error;

        Assert.Equal("DiskSpaceLow,HiveMQBackup.Cmdlets.NewHiveMQBackupCommand", error.FullyQualifiedErrorId);
        Assert.Contains("in the pod broker-1 has 100.0 MB of free disk space; 1.0 GB are required", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_test.Backups.List());
    }

    [Fact]
    public void WhatIf_asks_no_pod()
    {
        _test.Run("New-HiveMQBackup -MinimumFreeSpace 1GB -WhatIf").Succeeded.ToString();

        Assert.DoesNotContain(_test.Cluster.Requests, request => request.PathAndQuery.Contains("/exec", StringComparison.Ordinal));
    }

    [Fact]
    public void A_broker_without_Kubernetes_has_no_folder_to_ask()
    {
        _test.Run("$PSDefaultParameterValues.Clear()").Succeeded.ToString();

        Assert.Contains("AmbiguousParameterSet", _test.Run($"New-HiveMQBackup -Uri {_test.Node.Address} -MinimumFreeSpace 1GB").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(_test.Backups.List());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    public void A_minimum_that_is_none_is_refused(string minimum) =>
        Assert.StartsWith("ParameterArgumentValidationError,", _test.Run($"New-HiveMQBackup -MinimumFreeSpace {minimum}").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
}
