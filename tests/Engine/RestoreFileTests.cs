using System.Security.Cryptography;
using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Engine;

/// <summary>A backup's file is copied to the broker and restored there.</summary>
public sealed class RestoreFileTests : IAsyncLifetime
{
    private const string Id = "20261123-020000";
    private const string Name = $"{Id}.hivemq-4.42.0.backup";

    private readonly byte[] _content = RandomNumberGenerator.GetBytes(300_000);
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await TestEnvironment.StartAsync();
        Put(Name);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData($"Restore-HiveMQBackup -Path ./{Name} -Confirm:$false")]
    [InlineData($"Restore-HiveMQBackup -LiteralPath {Name} -Confirm:$false")]
    // What Get-Item and Get-ChildItem write to the pipeline.
    [InlineData($"$ExecutionContext.InvokeProvider.Item.Get('./{Name}') | Restore-HiveMQBackup -Confirm:$false")]
    [InlineData("$ExecutionContext.InvokeProvider.ChildItem.Get('*.backup', $false) | Restore-HiveMQBackup -Confirm:$false")]
    [InlineData($"[pscustomobject]@{{ FullName = './{Name}' }} | Restore-HiveMQBackup -Confirm:$false")]
    public void A_file_is_copied_and_restored_under_the_id_in_its_name(string command)
    {
        var outcome = _test.Run(command).Succeeded;

        Assert.Equal((Id, "RESTORE_COMPLETED"), (outcome.Single.Properties["Id"].Value, outcome.Single.Properties["State"].Value));
        Assert.Equal(_content, File.ReadAllBytes(Path.Combine(_test.Cluster.Pods[0].BackupFolder, Id, Name)));
        Assert.Single(outcome.Warnings, text => text.Contains("HiveMQ does not document", StringComparison.Ordinal));
        Assert.Contains(_test.Shell.Screen.Progress, record => record.StatusDescription.Contains("broker-0", StringComparison.Ordinal) || record.Activity.Contains(Id, StringComparison.Ordinal));
    }

    [Fact]
    public void The_id_can_be_named()
    {
        Put("nightly.backup");

        Assert.Equal("20261124-000000", _test.Run("Restore-HiveMQBackup -Path nightly.backup -Id 20261124-000000 -Confirm:$false").Single.Properties["Id"].Value);
        Assert.True(File.Exists(Path.Combine(_test.Cluster.Pods[0].BackupFolder, "20261124-000000", "nightly.backup")));
    }

    [Fact]
    public void Wildcard_characters_in_the_name_are_literal()
    {
        Put($"[1] {Id}.backup");

        _test.Run($"Restore-HiveMQBackup -Path './[1] {Id}.backup' -Confirm:$false").Succeeded.ToString();
    }

    [Theory]
    [InlineData("Yes", true)]
    [InlineData("No", false)]
    public void The_question_names_the_file_its_size_the_id_and_the_running_cluster(string input, bool isRestored)
    {
        _test.Shell.Screen.Input.Enqueue(input);

        var outcome = _test.Run($"Restore-HiveMQBackup -Path {Name}").Succeeded;

        var question = Assert.Single(_test.Shell.Screen.Lines, line => line.StartsWith("Restore a backup ", StringComparison.Ordinal));
        Assert.Contains($"{Path.Combine(_test.Folder, Name)} (293", question, StringComparison.Ordinal);
        Assert.Contains($"as the backup {Id}? Its data goes into the running cluster of the broker hivemq/broker (context simulator).", question, StringComparison.Ordinal);
        Assert.Equal(isRestored ? 1 : 0, outcome.Output.Count);
        Assert.Equal(isRestored ? 1 : 0, _test.Backups.List().Count);
    }

    [Fact]
    public void WhatIf_copies_nothing()
    {
        _test.Run($"Restore-HiveMQBackup -Path {Name} -WhatIf").Succeeded.ToString();

        Assert.Contains(_test.Shell.Screen.Lines, line => line.Contains($"as the backup {Id} into the running cluster of hivemq/broker", StringComparison.Ordinal));
        Assert.DoesNotContain(_test.Cluster.Requests, request => request.PathAndQuery.Contains("/exec", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Three_commands_move_the_data_from_one_cluster_to_another()
    {
        await using var staging = await TestEnvironment.StartAsync();
        _test.Backups.Add("20261122-020000", TestEnvironment.At(1), 1_500_000);
        var sha256 = _test.Backups.Find("20261122-020000")!.Sha256();

        var outcome = _test.Run($"Get-HiveMQBackup -Latest | Save-HiveMQBackup -OutputDir ./bk | Restore-HiveMQBackup -KubeConfig '{staging.KubeConfig}' -Confirm:$false").Succeeded;

        Assert.Equal("RESTORE_COMPLETED", outcome.Single.Properties["State"].Value);
        Assert.Equal("RESTORE_COMPLETED", staging.Backups.Find("20261122-020000")!.State);
        Assert.Equal("COMPLETED", _test.Backups.Find("20261122-020000")!.State);
        var copy = Assert.Single(Directory.GetFiles(Path.Combine(staging.Cluster.Pods[0].BackupFolder, "20261122-020000")));
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken))));
    }

    [Fact]
    public void A_saved_file_without_a_broker_of_its_own_goes_to_the_broker_of_the_parameters_and_not_twice()
    {
        _test.Run($"Restore-HiveMQBackup -Path {Name} -Confirm:$false").Succeeded.ToString();
        var before = Uploads;

        Assert.Equal("RESTORE_COMPLETED", _test.Run($"Restore-HiveMQBackup -Path {Name} -Confirm:$false").Single.Properties["State"].Value);

        Assert.Equal(before, Uploads);
    }

    [Fact]
    public void A_container_can_be_named()
    {
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "two", Ports = [new("web", 80, "sidecar"), new("api", 8081)] });

        _test.Run($"Restore-HiveMQBackup -Path {Name} -StatefulSet two -Container sidecar -Confirm:$false").Succeeded.ToString();

        Assert.Contains(_test.Cluster.Requests, request => request.PathAndQuery.Contains("container=sidecar", StringComparison.Ordinal));
    }

    [Fact]
    public void An_error_about_one_file_does_not_stop_the_others()
    {
        File.WriteAllText(Path.Combine(_test.Folder, "20261101-020000.backup"), "");

        var outcome = _test.Run("'none.backup', '20261101-020000.backup', '20261123-020000.hivemq-4.42.0.backup' | ForEach-Object { [pscustomobject]@{ Path = $_ } } | Restore-HiveMQBackup -Confirm:$false");

        Assert.Equal(["InputFileInvalid", "InputFileInvalid"], outcome.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal([Id], outcome.Values("Id"));
    }

    [Fact]
    public void A_folder_a_provider_without_files_and_a_broker_without_Kubernetes_are_refused()
    {
        Assert.StartsWith("InputFileInvalid,", _test.Run("Restore-HiveMQBackup -Path .").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("InputFileInvalid,", _test.Run("Restore-HiveMQBackup -Path env:PATH").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        _test.Run("$PSDefaultParameterValues.Clear()").Succeeded.ToString();
        Assert.Contains("AmbiguousParameterSet", _test.Run($"Restore-HiveMQBackup -Path {Name} -Uri {_test.Node.Address}").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private int Uploads => _test.Cluster.Requests.Count(request => request.PathAndQuery.Contains("sha256sum", StringComparison.Ordinal));

    private void Put(string name) => File.WriteAllBytes(Path.Combine(_test.Folder, name), _content);
}
