using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>Save-HiveMQBackup downloads several backups at once, although they arrive one at a time.</summary>
public sealed class SideBySideDownloadTests : IAsyncLifetime
{
    private const string Newest = "Get-HiveMQBroker b* | Get-HiveMQBackup -Latest";
    private const string ToFolders = "-OutputDir './bk/{broker}'";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private TestEnvironment _test = null!;
    private Fleet _fleet = null!;

    public async ValueTask InitializeAsync() => _test = (await TestEnvironment.StartAsync(broker: set => set.Name = "other")).WithBackups();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData($"{Newest} | Save-HiveMQBackup {ToFolders}", 4)]
    [InlineData($"{Newest} | Save-HiveMQBackup {ToFolders} -ThrottleLimit 6", 6)]
    [InlineData($"Get-HiveMQBroker b* | Save-HiveMQBackup -Latest {ToFolders} -ThrottleLimit 3", 3)]
    [InlineData($"{Newest} | Save-HiveMQBackup {ToFolders} -ThrottleLimit 1", 1)]
    public void So_many_are_downloaded_at_once_and_no_more(string command, int limit)
    {
        _fleet = Fleet.AddTo(_test, 9);
        _fleet.Handle(Fleet.IsDownload, Fleet.Together(limit));

        Assert.Equal(9, _test.Run(command).Succeeded.Output.Count);

        Assert.Equal(limit, _fleet.Most);
        Assert.All(Enumerable.Range(0, 9), i => Assert.Single(_test.Files($"bk/{Fleet.NameOf(i)}")));
    }

    [Fact]
    public void Each_file_is_written_as_soon_as_it_is_complete()
    {
        _fleet = Fleet.AddTo(_test, 4);
        var others = new CountdownEvent(3);
        _test.Shell.Set("others", others);
        _fleet.Handle(Fleet.IsDownload, async (broker, aborted, next) =>
        {
            if (broker == 0) await Task.Run(() => others.Wait(aborted), aborted);
            await next();
        });

        var saved = _test.Run($"{Newest} | Save-HiveMQBackup {ToFolders} | ForEach-Object {{ if ($_.Length -ne 200000) {{ $null = $others.Signal() }}; $_ }}").Succeeded;

        Assert.Equal(200_000L, saved.Values("Length").Last());
    }

    [Fact]
    public void An_error_for_one_broker_does_not_stop_the_others()
    {
        _fleet = Fleet.AddTo(_test, 5);
        _fleet.Node(1).Faults.FailNext(403, pathContains: "/files/");

        var outcome = _test.Run($"{Newest} | Save-HiveMQBackup {ToFolders}");

        Assert.StartsWith("HiveMQForbidden,", outcome.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Null(outcome.Terminating);
        Assert.Equal(4, outcome.Output.Count);
    }

    [Fact]
    public void An_error_that_ends_the_command_lets_the_running_downloads_end()
    {
        _fleet = Fleet.AddTo(_test, 2);
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _fleet.Node(0).Faults.FailNext(403, pathContains: "/files/");
        _fleet.Handle(Fleet.IsDownload, async (broker, aborted, next) =>
        {
            if (broker == 1) await failed.Task.WaitAsync(aborted);
            await next();
            if (broker == 0) failed.SetResult();
        });

        var outcome = _test.Run($"0..1 | ForEach-Object {{ Get-HiveMQBackup -Latest -StatefulSet b$_ }} | Save-HiveMQBackup {ToFolders}");

        Assert.StartsWith("HiveMQForbidden,", outcome.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Single(_test.Files("bk/b1"));
    }

    [Fact]
    public void After_an_error_that_ends_the_command_no_download_begins()
    {
        _fleet = Fleet.AddTo(_test, 2);
        _fleet.Node(0).Faults.FailNext(403, pathContains: "/files/");

        var outcome = _test.Run($"0..1 | ForEach-Object {{ Get-HiveMQBackup -Latest -StatefulSet b$_ }} | Save-HiveMQBackup {ToFolders} -ThrottleLimit 1");

        Assert.StartsWith("HiveMQForbidden,", outcome.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(_test.Files("bk/b1"));
    }

    [Theory]
    [InlineData("-WhatIf", 0)]
    [InlineData("-Confirm", 2)]
    public void It_asks_in_the_order_of_the_backups(string parameter, int saved)
    {
        _fleet = Fleet.AddTo(_test, 3);
        foreach (var input in new[] { "Yes", "No", "Yes" }) _test.Shell.Screen.Input.Enqueue(input);

        Assert.Equal(saved, _test.Run($"{Newest} | Save-HiveMQBackup {ToFolders} {parameter}").Succeeded.Output.Count);

        var asked = _test.Shell.Screen.Lines.Where(line => line.Contains("Save to", StringComparison.Ordinal)).ToList();
        Assert.Equal(["b0", "b1", "b2"], asked.Select(line => line[(line.IndexOf("hivemq/b", StringComparison.Ordinal) + "hivemq/".Length)..][..2]));
        Assert.Equal(saved == 0 ? 0 : 1, _test.Files("bk/b2").Length);
        Assert.Empty(_test.Files("bk/b1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Force")]
    [InlineData("-Force -OutputFile x.backup")]
    public void Two_backups_with_the_same_file_leave_the_first_and_an_error(string parameters)
    {
        _fleet = Fleet.AddTo(_test, 2);
        _fleet.Handle(Fleet.IsDownload, (_, _, next) => next());

        var outcome = _test.Run($"{Newest} | Save-HiveMQBackup -OutputDir bk {parameters}");

        Assert.StartsWith("OutputFileExists,", outcome.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(200_000L, Assert.Single(outcome.Output).Properties["Length"].Value);
        Assert.Equal(200_000, new FileInfo(Path.Combine(_test.Folder, "bk", Assert.Single(_test.Files("bk")))).Length);
        Assert.Equal(1, _fleet.Most);
    }

    [Fact]
    public void The_total_stands_above_the_bars_of_the_running_downloads()
    {
        _fleet = Fleet.AddTo(_test, 3);
        // The total knows all of them before the first byte.
        _fleet.Handle(Fleet.IsDownload, Fleet.Together(3));

        _test.Run($"{Newest} | Save-HiveMQBackup {ToFolders}").Succeeded.ToString();

        var records = _test.Shell.Screen.Progress.Where(record => record.Activity.StartsWith("Saving ", StringComparison.Ordinal)).ToList();
        var total = records.First(record => record.Activity == "Saving 3 backups");
        Assert.Contains(" done, ", total.StatusDescription, StringComparison.Ordinal);
        Assert.Contains(" of 585.", total.StatusDescription, StringComparison.Ordinal);
        var parts = records.Where(record => record.ParentActivityId == total.ActivityId).ToList();
        Assert.All(parts, record => Assert.Equal($"Saving {Fleet.Backup}", record.Activity));
        Assert.NotEmpty(parts);
        foreach (var bar in records.GroupBy(record => record.ActivityId)) Assert.Equal(System.Management.Automation.ProgressRecordType.Completed, bar.Last().RecordType);
    }

    [Fact]
    public async Task Ctrl_C_ends_all_downloads_and_leaves_no_file()
    {
        _fleet = Fleet.AddTo(_test, 5);
        var (started, ended) = (new CountdownEvent(4), new CountdownEvent(4));
        HoldAll(started, ended, except: -1);
        var running = _test.Shell.Start($"{Newest} | Save-HiveMQBackup {ToFolders}");
        Assert.True(await Task.Run(() => started.Wait(Soon)));

        running.Stop();

        Assert.True(running.Wait().Stopped);
        Assert.True(await Task.Run(() => ended.Wait(Soon)));
        Assert.All(Enumerable.Range(0, 5), i => Assert.Empty(_test.Files($"bk/{Fleet.NameOf(i)}")));
    }

    [Fact]
    public async Task Downloads_that_are_no_longer_needed_end_with_the_command()
    {
        _fleet = Fleet.AddTo(_test, 4);
        var (started, ended) = (new CountdownEvent(3), new CountdownEvent(3));
        HoldAll(started, ended, except: 2);

        _test.Run($"{Newest} | Save-HiveMQBackup {ToFolders} | ForEach-Object {{ throw 'That is enough.' }}");

        Assert.Equal(1, Enumerable.Range(0, 4).Sum(i => _test.Files($"bk/{Fleet.NameOf(i)}").Length));
        Assert.True(await Task.Run(() => ended.Wait(Soon)));
    }

    [Fact]
    public async Task ErrorAction_Stop_ends_the_other_downloads()
    {
        _fleet = Fleet.AddTo(_test, 4);
        var (started, ended) = (new CountdownEvent(3), new CountdownEvent(3));
        _fleet.Node(2).Faults.FailNext(403, pathContains: "/files/");
        HoldAll(started, ended, except: 2);

        var outcome = _test.Run($"{Newest} | Save-HiveMQBackup {ToFolders} -ErrorAction Stop");

        Assert.StartsWith("HiveMQForbidden,", outcome.Terminating!.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.True(await Task.Run(() => ended.Wait(Soon)));
        Assert.All(Enumerable.Range(0, 4), i => Assert.Empty(_test.Files($"bk/{Fleet.NameOf(i)}")));
    }

    [Fact]
    public async Task An_error_of_an_earlier_command_ends_the_downloads()
    {
        _fleet = Fleet.AddTo(_test, 2);
        var (started, ended) = (new CountdownEvent(2), new CountdownEvent(2));
        HoldAll(started, ended, except: -1);
        _test.Shell.Set("started", started);

        var outcome = _test.Run($"& {{ {Newest}; $null = $started.Wait(10000); throw 'That is enough.' }} | Save-HiveMQBackup {ToFolders}");

        Assert.Equal("That is enough.", outcome.Error.ToString());
        Assert.True(await Task.Run(() => ended.Wait(Soon)));
        Assert.All(Enumerable.Range(0, 2), i => Assert.Empty(_test.Files($"bk/{Fleet.NameOf(i)}")));
    }

    // The one that is not held waits until the others have begun.
    private void HoldAll(CountdownEvent started, CountdownEvent ended, int except) => _fleet.Handle(Fleet.IsDownload, async (broker, aborted, next) =>
    {
        if (broker == except)
        {
            await Task.Run(() => started.Wait(aborted), aborted);
            await next();
            return;
        }
        if (started.CurrentCount > 0) started.Signal();
        try
        {
            await Task.Delay(Timeout.Infinite, aborted);
        }
        finally
        {
            if (ended.CurrentCount > 0) ended.Signal();
        }
    });
}
