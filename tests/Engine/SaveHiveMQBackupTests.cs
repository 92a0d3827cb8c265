using System.Security.Cryptography;
using HiveMQBackup.Engine.Support;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ.Files;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Engine;

public sealed class SaveHiveMQBackupTests : IAsyncLifetime
{
    private TestEnvironment _test = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync()).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("Get-HiveMQBackup -State COMPLETED -Latest | Save-HiveMQBackup -OutputDir ./bk")]
    [InlineData("Save-HiveMQBackup 20260102-020000 -OutputDir ./bk")]
    [InlineData("'20260102-020000' | Save-HiveMQBackup -OutputDir ./bk")]
    [InlineData("[pscustomobject]@{ Id = '20260102-020000' } | Save-HiveMQBackup -OutputDir ./bk")]
    [InlineData("Save-HiveMQBackup -InputObject (Get-HiveMQBackup 20260102-020000) -OutputDir bk")]
    public void The_file_arrives_whole_whichever_way_the_backup_is_named(string command)
    {
        var file = _test.Run(command).Single;
        var path = (string)file.Properties["Path"].Value;
        Assert.Equal(Path.Combine(_test.Folder, "bk", "20260102-020000.hivemq-4.42.0.backup"), path);
        var sha256 = SimulatedFile.OfLength("20260102-020000", 2_000_000).Sha256();
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
        Assert.Equal(sha256, file.Properties["Sha256"].Value);
        Assert.Equal(2_000_000L, file.Properties["Length"].Value);
        Assert.Equal("20260102-020000", file.Properties["BackupId"].Value);
        Assert.True((TimeSpan)file.Properties["Duration"].Value > TimeSpan.Zero);
        Assert.Single(_test.Files("bk"));
    }

    [Fact]
    public void A_status_leads_to_its_own_broker_as_well()
    {
        var backups = new BackupStore();
        backups.Add("20260102-020000", TestEnvironment.At(2), 77);
        _test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = "second", Node = new HiveMQNodeOptions { Backups = backups } });
        Assert.Equal(77L, _test.Run("Get-HiveMQBackupStatus 20260102-020000 -StatefulSet second | Save-HiveMQBackup").Single.Properties["Length"].Value);
    }

    [Fact]
    public void A_broker_parameter_that_differs_from_the_piped_backups_own_is_warned_of()
    {
        var outcome = _test.Run("Get-HiveMQBackup 20260101-020000 | Save-HiveMQBackup -Pod broker-1 -Namespace hivemq").Succeeded;
        Assert.Equal("-Pod is not used: the piped object has its own broker.", Assert.Single(outcome.Warnings));
    }

    [Fact]
    public void Latest_takes_the_newest_and_says_so_when_that_has_no_file()
    {
        Assert.StartsWith("BackupNotDownloadable,", _test.Run("Save-HiveMQBackup -Latest").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        _test.Backups.Add("20260104-020000", TestEnvironment.At(4), 10);
        Assert.Equal("20260104-020000", _test.Run("Save-HiveMQBackup -Latest").Single.Properties["BackupId"].Value);
    }

    [Fact]
    public void It_names_the_backup_and_its_size() =>
        Assert.Contains(
            _test.Run("Save-HiveMQBackup 20260102-020000").Succeeded.Information,
            line => line.StartsWith("Saving 20260102-020000 of hivemq/broker, 1.9 MB, created 2026-01-02", StringComparison.Ordinal));

    [Fact]
    public void One_that_fails_does_not_keep_the_others_from_being_saved()
    {
        var outcome = _test.Run("Get-HiveMQBackup | Save-HiveMQBackup -OutputDir all");
        Assert.StartsWith("BackupNotDownloadable,", outcome.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("20260103-020000", outcome.Error.TargetObject.ToString());
        Assert.Equal(2, _test.Files("all").Length);
    }

    [Fact]
    public void An_existing_file_is_kept_unless_forced()
    {
        File.WriteAllText(Path.Combine(_test.Folder, "mine.tar.gz"), "mine");
        var outcome = _test.Run("Save-HiveMQBackup 20260101-020000 -OutputFile mine.tar.gz");
        Assert.Equal("OutputFileExists,HiveMQBackup.Cmdlets.SaveHiveMQBackupCommand", outcome.Error.FullyQualifiedErrorId);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_test.Folder, "mine.tar.gz")));
        _test.Run("Save-HiveMQBackup 20260101-020000 -OutputFile mine.tar.gz -Force").Succeeded.ToString();
        Assert.Equal(3_000, new FileInfo(Path.Combine(_test.Folder, "mine.tar.gz")).Length);
    }

    [Fact]
    public void WhatIf_writes_nothing()
    {
        Assert.Empty(_test.Run("Save-HiveMQBackup 20260102-020000 -OutputDir ./none -WhatIf").Succeeded.Output);
        Assert.False(Directory.Exists(Path.Combine(_test.Folder, "none")));
    }

    [Fact]
    public void The_file_is_readable_by_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such mode; the folder's permissions apply there.");
            return;
        }
        var path = (string)_test.Run("Save-HiveMQBackup 20260101-020000").Single.Properties["Path"].Value;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Progress_has_percent_and_bytes_and_is_completed_at_the_end()
    {
        _test.Run("Save-HiveMQBackup 20260102-020000").Succeeded.ToString();
        // On a busy machine, the search for the broker shows its progress as well.
        var records = _test.Shell.Screen.Progress.Where(record => record.Activity == "Saving 20260102-020000").ToList();
        Assert.Contains(" of 1.9 MB", records[0].StatusDescription, StringComparison.Ordinal);
        Assert.InRange(records[0].PercentComplete, 0, 100);
        Assert.Equal(System.Management.Automation.ProgressRecordType.Completed, records[^1].RecordType);
    }

    [Fact]
    public void A_download_that_breaks_resumes_with_a_warning()
    {
        foreach (var pod in _test.Cluster.Pods) pod.Node.Faults.CutDownloadAfter(1_000_000, DownloadCut.EarlyEnd);
        var outcome = _test.Run("Save-HiveMQBackup 20260102-020000 -OutputDir bk").Succeeded;
        Assert.Equal(SimulatedFile.OfLength("20260102-020000", 2_000_000).Sha256(), outcome.Single.Properties["Sha256"].Value);
        Assert.Contains(outcome.Warnings, w => w.Contains("interrupted at 1000000 of 2000000 bytes", StringComparison.Ordinal) && w.Contains("attempt 1 of 5", StringComparison.Ordinal));
        Assert.Contains(_test.Cluster.Pods, p => p.Node.Requests.Any(r => r.Range == "bytes=1000000-"));
    }

    [Fact]
    public async Task Resume_continues_the_partial_file_of_a_stopped_download()
    {
        _test.Backups.Add("20260110-020000", TestEnvironment.At(10), 200_000_000);
        var begun = new TaskCompletionSource();
        _test.Shell.Screen.OnProgress = record => { if (record.PercentComplete >= 5) begun.TrySetResult(); };
        var running = _test.Shell.Start("Save-HiveMQBackup -Latest -OutputDir bk -Resume");
        await begun.Task;
        running.Stop();
        Assert.True(running.Wait().Stopped);
        var left = Assert.Single(_test.Files("bk"));
        Assert.StartsWith("20260110-020000.hivemq-4.42.0.backup.", left, StringComparison.Ordinal);
        Assert.EndsWith(".partial", left, StringComparison.Ordinal);
        var saved = _test.Run("Save-HiveMQBackup -Latest -OutputDir bk -Resume").Single;
        Assert.Equal(SimulatedFile.OfLength("20260110-020000", 200_000_000).Sha256(), saved.Properties["Sha256"].Value);
        Assert.Equal(["20260110-020000.hivemq-4.42.0.backup"], _test.Files("bk"));
        Assert.Contains(_test.Cluster.Pods, p => p.Node.Requests.Any(r => r.Range is { } range && range != "bytes=0-"));
    }

    [Theory]
    [InlineData("-OutputFile sub/named.tar.gz", "sub/named.tar.gz")]
    [InlineData("-OutputFile named.tar.gz", "named.tar.gz")]
    [InlineData("-OutputDir out -OutputFile named.tar.gz", "out/named.tar.gz")]
    [InlineData("-OutputFile '[a]*.gz'", "[a]*.gz")]
    public void OutputFile_may_be_a_name_or_a_path(string parameters, string path)
    {
        _test.Run($"Save-HiveMQBackup 20260101-020000 {parameters}").Succeeded.ToString();
        Assert.Equal(3_000, new FileInfo(Path.Combine(_test.Folder, path)).Length);
    }

    [Theory]
    [InlineData("-OutputDir out -OutputFile sub/named.tar.gz")]
    [InlineData("-OutputFile ..")]
    [InlineData("-OutputFile sub/")]
    [InlineData("-OutputFile \"a`0b\"")]
    [InlineData("-OutputDir nodrive:/x")]
    [InlineData("-OutputDir variable:")]
    public void An_invalid_output_path_is_rejected_before_the_download(string parameters)
    {
        var outcome = _test.Run($"Save-HiveMQBackup 20260101-020000 {parameters}");
        Assert.StartsWith("OutputPathInvalid,", outcome.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain(_test.Cluster.Pods, p => p.Node.Requests.Any(r => r.PathAndQuery.Contains("/files/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_200_backups_those_without_a_file_fail_one_by_one_and_the_others_are_saved()
    {
        foreach (var backup in _test.Backups.List()) _test.Backups.Remove(backup.Id);
        for (var i = 0; i < 200; i++) _test.Backups.Add($"b{i:000}", TestEnvironment.At(1).AddHours(i), i, i % 10 == 0 ? "FAILED" : "COMPLETED");
        var outcome = _test.Run("Get-HiveMQBackup | Save-HiveMQBackup -OutputDir many");
        Assert.Equal(180, outcome.Output.Count);
        Assert.Equal(180, _test.Files("many").Length);
        Assert.Equal(20, outcome.Errors.Count);
        Assert.All(outcome.Errors, e => Assert.StartsWith("BackupNotDownloadable,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ctrl_C_in_the_middle_leaves_nothing_behind()
    {
        _test.Backups.Add("big", TestEnvironment.At(9), 10_000_000_000);
        var begun = new TaskCompletionSource();
        _test.Shell.Screen.OnProgress = record => { if (record.PercentComplete >= 0) begun.TrySetResult(); };
        var running = _test.Shell.Start("Save-HiveMQBackup -Id big -OutputDir stopped");
        await begun.Task;
        running.Stop();
        Assert.True(running.Wait().Stopped);
        Assert.Empty(_test.Files("stopped"));
    }

    [Fact]
    public void Wildcard_characters_in_a_path_stand_for_themselves()
    {
        _test.Run("Save-HiveMQBackup 20260101-020000 -OutputDir 'deep/with[brackets]'").Succeeded.ToString();
        Assert.Equal(["20260101-020000.hivemq-4.42.0.backup"], _test.Files("deep/with[brackets]"));
    }
}
