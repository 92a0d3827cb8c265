using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Content;
using HiveMQBackup.Client.Files;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ.Files;
using Backup = HiveMQBackup.Client.HiveMQ.Backup;

namespace HiveMQBackup.Unit.Backups.Download;

/// <summary>A download that is tested before the file gets its name, and its checksum file.</summary>
public sealed class VerifiedDownloadTests : IDisposable
{
    private const string Id = "20260101-020000";
    private const int Length = 100_000;

    private static readonly string Name = SimulatedFile.NameOf(Id);

    private readonly TempFolder _folder = new();
    private readonly TempFolder _broker = new();

    public void Dispose()
    {
        _folder.Dispose();
        _broker.Dispose();
    }

    private async Task<(StandaloneBroker Broker, Backup Backup)> StartAsync(Action<byte[]>? damage = null)
    {
        var file = new byte[Length];
        SimulatedFile.OfLength(Id, Length).Fill(0, file);
        damage?.Invoke(file);
        Directory.CreateDirectory(_broker[Id]);
        await File.WriteAllBytesAsync(Path.Combine(_broker[Id], Name), file, Test.Cancel);
        var broker = await StandaloneBroker.StartAsync(new HiveMQNodeOptions { BackupFolder = _broker.Path });
        return (broker, Assert.Single(await broker.Api.ListBackupsAsync(Test.Cancel)));
    }

    private SaveOptions Options(bool overwrite = false) => new(_folder.Path, null, overwrite) { Verify = true, Checksum = true };

    [Fact]
    public async Task A_whole_backup_is_saved_with_its_checksum()
    {
        var (broker, backup) = await StartAsync();
        await using var _ = broker;
        var progress = new ProgressList<TestProgress>();

        var saved = await new BackupDownload(broker.Api).SaveAsync(backup, Options(), null, Test.Cancel, progress);

        Assert.Equal([Name, $"{Name}.sha256"], _folder.Names);
        Assert.Equal($"{saved.Sha256}  {Name}\n", await File.ReadAllTextAsync(ChecksumFile.PathOf(saved.Path), Test.Cancel));
        Assert.Equal(Sha256.OfFile(saved.Path), saved.Sha256);
        Assert.NotEmpty(progress.Reports);
        Assert.True((await BackupTest.RunAsync(saved.Path, null, Test.Cancel)).IsValid);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_damaged_backup_nothing_is_kept(bool resume)
    {
        var (broker, backup) = await StartAsync(file => file[Length / 2] ^= 1);
        await using var _ = broker;

        var failed = await Test.FailsAsync(ErrorCode.BackupCorrupt, () => Downloads.SaveAsync(broker.Api, backup, Options() with { Resume = resume }));

        Assert.Contains("No file was kept", failed.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task Without_the_test_a_damaged_backup_is_saved_as_the_broker_sends_it()
    {
        var (broker, backup) = await StartAsync(file => file[Length / 2] ^= 1);
        await using var _ = broker;

        await Downloads.SaveAsync(broker.Api, backup, Options() with { Verify = false });

        Assert.Equal([Name, $"{Name}.sha256"], _folder.Names);
    }

    [Fact]
    public async Task A_checksum_file_that_exists_stays_and_ends_the_download_before_it_begins()
    {
        var (broker, backup) = await StartAsync();
        await using var _ = broker;
        _folder.Write($"{Name}.sha256", "mine");

        await Test.FailsAsync(ErrorCode.OutputFileExists, () => Downloads.SaveAsync(broker.Api, backup, Options()));

        Assert.Equal([$"{Name}.sha256"], _folder.Names);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder[$"{Name}.sha256"], Test.Cancel));
    }

    // The old checksum would call the new file damaged.
    [Fact]
    public async Task With_its_file_the_checksum_file_is_replaced()
    {
        var (broker, backup) = await StartAsync();
        await using var _ = broker;
        _folder.Write(Name, "old");
        _folder.Write($"{Name}.sha256", "old");

        var saved = await Downloads.SaveAsync(broker.Api, backup, Options(overwrite: true) with { Checksum = false });

        Assert.True((await BackupTest.RunAsync(saved.Path, null, Test.Cancel)).IsValid);
        Assert.StartsWith(saved.Sha256, await File.ReadAllTextAsync(ChecksumFile.PathOf(saved.Path), Test.Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checksum_file_that_cannot_be_renamed_leaves_no_temporary_file()
    {
        var (broker, backup) = await StartAsync();
        await using var _ = broker;
        Directory.CreateDirectory(_folder[$"{Name}.sha256"]);

        await Test.FailsAsync(ErrorCode.OutputPathInvalid, () => Downloads.SaveAsync(broker.Api, backup, Options(overwrite: true)));

        Assert.Equal([$"{Name}.sha256"], _folder.Names);
    }

    [Fact]
    public async Task A_canceled_test_leaves_nothing()
    {
        var (broker, backup) = await StartAsync();
        await using var _ = broker;
        using var canceled = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        var progress = new ProgressList<TestProgress>(_ => canceled.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new BackupDownload(broker.Api).SaveAsync(backup, Options(), null, canceled.Token, progress));

        Assert.Empty(_folder.Names);
    }
}
