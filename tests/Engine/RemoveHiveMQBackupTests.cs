using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Engine;

public sealed class RemoveHiveMQBackupTests : IAsyncLifetime
{
    private const string Id = "20260102-020000";
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private IEnumerable<string> Left => _test.Backups.List().Select(backup => backup.Id).Order(StringComparer.Ordinal);

    [Theory]
    [InlineData($"Remove-HiveMQBackup {Id} -Confirm:$false", DeleteSupport.MethodNotAllowed)]
    [InlineData($"Remove-HiveMQBackup -Id {Id} -Confirm:$false", DeleteSupport.NoContent)]
    [InlineData($"'{Id}' | Remove-HiveMQBackup -Confirm:$false", DeleteSupport.Ok)]
    [InlineData($"Get-HiveMQBackup -State COMPLETED -Latest | Remove-HiveMQBackup -Confirm:$false", DeleteSupport.NotFound)]
    [InlineData($"Get-HiveMQBackupStatus {Id} | Remove-HiveMQBackup -Confirm:$false", DeleteSupport.NotImplemented)]
    public void A_backup_is_gone_at_the_broker(string command, DeleteSupport support)
    {
        foreach (var pod in _test.Cluster.Pods) pod.Node.Options.Deletes = support;

        var outcome = _test.Run(command).Succeeded;

        Assert.Empty(outcome.Output);
        Assert.Empty(outcome.Warnings);
        Assert.Equal(["20260101-020000", "20260103-020000"], Left);
        Assert.All(_test.Cluster.Pods, pod => Assert.False(Directory.Exists(Path.Combine(pod.BackupFolder, Id))));
    }

    [Fact]
    public void All_but_the_newest_are_removed_by_one_line()
    {
        for (var day = 4; day <= 12; day++) _test.Backups.Add($"202601{day:00}-020000", TestEnvironment.At(day), 10);

        _test.Run("@(Get-HiveMQBackup -State COMPLETED)[7..20] | Remove-HiveMQBackup -Confirm:$false").Succeeded.ToString();

        Assert.Equal(["20260103-020000", .. Enumerable.Range(6, 7).Select(day => $"202601{day:00}-020000")], Left);
    }

    [Theory]
    [InlineData("Yes", 2)]
    [InlineData("No", 3)]
    public void The_question_names_the_backup_its_broker_date_and_size_and_that_it_cannot_be_undone(string input, int left)
    {
        _test.Shell.Screen.Input.Enqueue(input);

        _test.Run($"Remove-HiveMQBackup {Id}").Succeeded.ToString();

        var question = Assert.Single(_test.Shell.Screen.Lines, line => line.StartsWith("Delete a backup ", StringComparison.Ordinal));
        Assert.Contains($"Delete the backup {Id} (created 2026-01-02 ", question, StringComparison.Ordinal);
        Assert.Contains(", 1.9 MB) of hivemq/broker? This cannot be undone.", question, StringComparison.Ordinal);
        Assert.Equal(left, Left.Count());
    }

    [Fact]
    public void WhatIf_deletes_nothing()
    {
        _test.Run($"Remove-HiveMQBackup {Id} -WhatIf").Succeeded.ToString();

        Assert.Contains(_test.Shell.Screen.Lines, line => line.Contains($"What if: Delete the backup {Id} (created", StringComparison.Ordinal));
        Assert.Equal(3, Left.Count());
        Assert.DoesNotContain(_test.Cluster.Pods.SelectMany(pod => pod.Node.Requests), request => request.Method == "DELETE");
    }

    [Fact]
    public void An_error_about_one_backup_does_not_stop_the_others()
    {
        _test.Backups.BackupDuration = Timeout.InfiniteTimeSpan;
        var running = _test.Backups.Create().Id;

        var outcome = _test.Run($"Remove-HiveMQBackup nope, {running}, {Id} -Confirm:$false");

        Assert.Equal(["BackupNotFound", "BackupAlreadyRunning"], outcome.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(["20260101-020000", "20260103-020000", running], Left);
    }

    [Fact]
    public void The_state_of_a_piped_backup_is_read_again_before_it_is_deleted()
    {
        _test.Run("$b = Get-HiveMQBackup -State COMPLETED -Latest").Succeeded.ToString();
        _test.Backups.SetState(Id, "RESTORE_IN_PROGRESS");

        Assert.StartsWith("BackupAlreadyRunning,", _test.Run("$b | Remove-HiveMQBackup -Confirm:$false").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(3, Left.Count());
    }

    [Fact]
    public void What_the_broker_still_lists_is_a_warning()
    {
        _test.Backups.ListsFolder = false;

        Assert.Contains("still lists the backup", Assert.Single(_test.Run($"Remove-HiveMQBackup {Id} -Confirm:$false").Succeeded.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broker_without_Kubernetes_is_cleaned_up_where_it_has_the_call()
    {
        _test.Run("$PSDefaultParameterValues.Clear()").Succeeded.ToString();
        Assert.StartsWith(
            "BackupNotRemovable,", _test.Run($"Remove-HiveMQBackup {Id} -Uri {_test.Node.Address} -Confirm:$false").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        _test.Node.Options.Deletes = DeleteSupport.NoContent;

        _test.Run($"Remove-HiveMQBackup {Id} -Uri {_test.Node.Address} -Confirm:$false").Succeeded.ToString();

        Assert.DoesNotContain(Id, Left);
    }

    [Theory]
    [InlineData("-Namespace other", "Namespace")]
    [InlineData("-Context staging", "Context")]
    [InlineData("-KubeConfig staging.yaml", "KubeConfig")]
    [InlineData("-StatefulSet other", "StatefulSet")]
    [InlineData("-Pod broker-1", "Pod")]
    [InlineData("-Uri http://127.0.0.1:1", "Uri")]
    public void A_parameter_that_names_another_broker_than_the_piped_backups_is_an_error(string other, string parameter)
    {
        var outcome = _test.Run($"Get-HiveMQBackup {Id} | Remove-HiveMQBackup -Confirm:$false {other}");

        Assert.Equal("BrokerMismatch,HiveMQBackup.Cmdlets.RemoveHiveMQBackupCommand", outcome.Error.FullyQualifiedErrorId);
        Assert.Contains($"-{parameter} names another one", outcome.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains(Id, Left);
    }

    [Fact]
    public void One_that_names_its_own_is_none()
    {
        _test.Run($"Get-HiveMQBackup {Id} | Remove-HiveMQBackup -Confirm:$false -Context simulator -Namespace hivemq -StatefulSet broker").Succeeded.ToString();

        Assert.DoesNotContain(Id, Left);
    }
}
