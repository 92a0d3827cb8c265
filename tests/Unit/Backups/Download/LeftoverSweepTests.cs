using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Simulator.HiveMQ.Files;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;

namespace HiveMQBackup.Unit.Backups.Download;

/// <summary>Leftovers of killed runs are removed at the next save into the folder; everything else stays.</summary>
public sealed class LeftoverSweepTests : IAsyncLifetime
{
    private const string Id = "20200506-081317";
    private const string Saved = $"{Id}.hivemq-4.42.0.backup";
    private const string Left = ".1.hivemq-4.42.0.backup.0a1b2c3d.partial";

    private readonly TempFolder _folder = new();
    private readonly Backup _backup = new(Id, DateTimeOffset.UnixEpoch, 1000, "COMPLETED", null);
    private StandaloneBroker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await StandaloneBroker.StartAsync();
        _broker.Node.Backups.Add(Id, DateTimeOffset.UnixEpoch, 1000);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    private Task<SavedBackup> SaveAsync(bool resume = false) =>
        Downloads.SaveAsync(_broker.Api, _backup, new SaveOptions(_folder.Path, null, true) { Resume = resume });

    // Windows sweeps nothing that was written within a minute.
    private string Plant(string name)
    {
        var path = _folder.Write(name, "what has arrived");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-1));
        return path;
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dead_runs_file_is_removed(bool resume)
    {
        Plant(Left);

        await SaveAsync(resume);

        Assert.Equal([Saved], _folder.Names);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_resumed_download_removes_them_as_well()
    {
        Plant(Left);
        var content = new byte[500];
        SimulatedFile.OfLength(Id, 1000).Fill(0, content);
        await File.WriteAllBytesAsync(_folder[$"{Saved}.{PartialFile.IdentityOf(_backup, _broker.Api.Broker.ToString())}.partial"], content, Test.Cancel);

        await SaveAsync(resume: true);

        Assert.Equal([Saved], _folder.Names);
        Assert.Equal("bytes=500-", _broker.Node.Requests[^1].Range);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_live_runs_file_stays_however_old_it_looks()
    {
        using var live = PartialFile.Create(_folder["other"], 0, null, Log.None);
        var name = Assert.Single(_folder.Names);
        if (!OperatingSystem.IsWindows()) File.SetLastWriteTimeUtc(_folder[name], DateTime.UtcNow.AddDays(-100));

        await SaveAsync();

        Assert.Equal([name, Saved], _folder.Names.Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Two_saves_into_one_folder_leave_each_other_alone()
    {
        var others = Enumerable.Range(0, 20).Select(i => new Backup($"other-{i}", DateTimeOffset.UnixEpoch, 200_000, "COMPLETED", null)).ToList();
        foreach (var other in others) _broker.Node.Backups.Add(other.Id, DateTimeOffset.UnixEpoch, other.Bytes!.Value);

        var saved = await Task.WhenAll(others.Select(other => Downloads.SaveAsync(_broker.Api, other, _folder)));

        Assert.All(saved, one => Assert.Equal(200_000, new FileInfo(one.Path).Length));
        Assert.Equal(others.Count, _folder.Names.Count);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("1.hivemq-4.42.0.backup.0123456789abcdef.partial")]
    [InlineData(".1.hivemq-4.42.0.backup.0123456789abcdef.partial")]
    [InlineData("1.hivemq-4.42.0.backup.0a1b2c3d.partial")]
    [InlineData(".1.hivemq-4.42.0.backup.0a1b2c3d.part")]
    [InlineData(".1.hivemq-4.42.0.backup.0A1B2C3D.partial")]
    [InlineData(".0a1b2c3d.partial")]
    [InlineData(".hidden.partial")]
    public async Task What_is_kept_for_Resume_and_what_is_not_this_modules_stays(string name)
    {
        Plant(name);

        await SaveAsync();

        Assert.Equal([name, Saved], _folder.Names.Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Nothing_but_a_regular_file_of_ones_own_is_removed()
    {
        Unix.Only();
        var precious = Plant("precious");
        File.CreateSymbolicLink(_folder[".a.00000001.partial"], precious);
        Directory.CreateDirectory(_folder[".b.00000002.partial"]);
        Unix.Pipe(_folder[".c.00000003.partial"]);
        Unix.GiveAway(Plant(".d.00000004.partial"));

        await SaveAsync();

        Assert.Equal(
            [".a.00000001.partial", ".b.00000002.partial", ".c.00000003.partial", ".d.00000004.partial", Saved, "precious"], _folder.Names.Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Other_folders_are_not_swept()
    {
        Plant($"below/{Left}");

        await SaveAsync();

        Assert.True(File.Exists(_folder[$"below/{Left}"]));
    }
}
