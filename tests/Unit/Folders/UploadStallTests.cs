using HiveMQBackup.Client;
using HiveMQBackup.Client.Kubernetes.Exec;

namespace HiveMQBackup.Unit.Folders;

/// <summary>A connection to a pod that stays open and idle ends within its limit.</summary>
public sealed class UploadStallTests
{
    [Fact(Timeout = Test.Limit)]
    public async Task An_upload_that_the_pod_does_not_read_for_a_minute_starts_over()
    {
        await using var scene = await UploadScene.StartAsync();
        var stalled = new TaskCompletionSource();
        var folders = await scene.FoldersAsync((exec, streams) =>
            Is(exec, "sha256sum") && !stalled.Task.IsCompleted ? new StalledStreams(streams, stalled, writes: true) : streams);
        var upload = folders.UploadAsync(scene.Path, UploadScene.Id, null, null, Test.Cancel);
        await stalled.Task;

        scene.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(upload.IsCompleted);
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        await upload;

        await scene.IsPlacedAsync(scene.Pods[0]);
        Assert.Contains(scene.Warnings, text => text.Contains("the connection was idle for 60 seconds", StringComparison.Ordinal));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_command_without_input_has_half_a_minute()
    {
        await using var scene = await UploadScene.StartAsync();
        var stalled = new TaskCompletionSource();
        var folders = await scene.FoldersAsync((_, streams) => new StalledStreams(streams, stalled, writes: false));
        var check = folders.EnsureSpaceAsync(1, null, Test.Cancel);
        await stalled.Task;

        scene.Clock.Advance(TimeSpan.FromSeconds(30));

        var failed = await Test.FailsAsync(ErrorCode.ExecFailed, () => check);
        Assert.Contains("did not end within 30 seconds", failed.Message, StringComparison.Ordinal);
    }

    private static bool Is(PodExec exec, string script) => exec.Command(true).Any(part => part.Contains(script, StringComparison.Ordinal));

    /// <summary>Streams that neither carry nor end what is read from them, or what is written to them.</summary>
    private sealed class StalledStreams(IExecStreams inner, TaskCompletionSource stalled, bool writes) : IExecStreams
    {
        public ValueTask<ExecPiece> ReadAsync(Memory<byte> buffer, CancellationToken cancel) => writes ? inner.ReadAsync(buffer, cancel) : StallAsync<ExecPiece>(cancel);

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancel) => await StallAsync<bool>(cancel);

        public ValueTask CompleteInputAsync(CancellationToken cancel) => inner.CompleteInputAsync(cancel);

        public void Dispose() => inner.Dispose();

        private async ValueTask<T> StallAsync<T>(CancellationToken cancel)
        {
            stalled.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancel);
            throw new InvalidOperationException("It does not end.");
        }
    }
}
