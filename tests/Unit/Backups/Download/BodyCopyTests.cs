using HiveMQBackup.Client.Backups.Download;
using Microsoft.Extensions.Time.Testing;

namespace HiveMQBackup.Unit.Backups.Download;

public sealed class BodyCopyTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static Task CopyAsync(IBlockTarget target, Stream body, TimeProvider time) =>
        Task.Run(() => new BodyCopy(target, null, Limit, time, _ => { }).RunAsync(body, Test.Cancel));

    // A share that takes a minute to write is slow, and the connection is as good as before.
    [Fact(Timeout = Test.Limit)]
    public async Task A_disk_that_is_slower_than_the_stall_limit_is_no_stalled_connection()
    {
        var content = new byte[8_000_000];
        Random.Shared.NextBytes(content);
        var clock = new DisarmedClock();
        using var disk = new StuckDisk();
        var copying = CopyAsync(disk, new MemoryStream(content), clock);

        await clock.Disarmed.WaitAsync(Test.Cancel);
        clock.Advance(Limit * 2);
        disk.Release();
        await copying;

        Assert.Equal(content, disk.Content);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Any_exception_of_a_write_ends_the_copy_and_not_the_process()
    {
        var copying = CopyAsync(new BrokenDisk(), new MemoryStream(new byte[8_000_000]), TimeProvider.System);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => copying);
    }

    /// <summary>Completes when a limit is disabled and not set again: then all blocks are waiting for the disk.</summary>
    private sealed class DisarmedClock : FakeTimeProvider
    {
        private int _blocks = BlockWriter.Blocks;
        private readonly TaskCompletionSource _disarmed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Disarmed => _disarmed.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Watched(this, base.CreateTimer(callback, state, dueTime, period));

        private sealed class Watched(DisarmedClock clock, ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                var changed = timer.Change(dueTime, period);
                if (dueTime == Timeout.InfiniteTimeSpan && --clock._blocks == 0) clock._disarmed.TrySetResult();
                return changed;
            }

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }

    /// <summary>Writes nothing before it is released.</summary>
    private sealed class StuckDisk : IBlockTarget, IDisposable
    {
        private readonly MemoryStream _content = new();
        private readonly ManualResetEventSlim _released = new();

        public long Length => _content.Length;

        public byte[] Content => _content.ToArray();

        public void Release() => _released.Set();

        public void Append(ReadOnlySpan<byte> bytes)
        {
            _released.Wait(Test.Cancel);
            _content.Write(bytes);
        }

        public void Dispose() => _released.Dispose();
    }

    /// <summary>The exception of .NET on Unix for a file that has become too large for its file system.</summary>
    private sealed class BrokenDisk : IBlockTarget
    {
        public long Length => 0;

        public void Append(ReadOnlySpan<byte> bytes) => throw new ArgumentOutOfRangeException(nameof(bytes), "Specified file length was too large for the file system.");
    }
}
