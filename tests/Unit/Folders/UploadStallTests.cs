using HiveMQBackup.Client;
using HiveMQBackup.Client.Folders;
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

    // The token may have expired during a long upload, and a login in a browser takes longer than a clean-up may.
    [Fact(Timeout = Test.Limit)]
    public async Task A_login_is_not_part_of_the_time_of_a_clean_up()
    {
        await using var scene = await UploadScene.StartAsync();
        scene.Cluster.Faults.Exec.CutAfter(UploadScene.Length / 2);
        var folders = await scene.FoldersAsync((exec, scope, open, _) =>
        {
            if (Is(exec, FolderScripts.Discard)) LogIn(scope, scene.Clock);
            return open();
        });

        await folders.UploadAsync(scene.Path, UploadScene.Id, null, null, Test.Cancel);

        await scene.IsPlacedAsync(scene.Pods[0]);
        Assert.DoesNotContain(scene.Told, text => text.Contains("could not be cleaned up", StringComparison.Ordinal));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_clean_up_that_waits_can_be_canceled_and_one_without_a_login_follows()
    {
        await using var scene = await UploadScene.StartAsync();
        scene.Cluster.Faults.Exec.CutAfter(UploadScene.Length / 2);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        var folders = await scene.FoldersAsync(async (exec, _, open, over) =>
        {
            if (Is(exec, FolderScripts.Discard) && !cancel.IsCancellationRequested)
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.Infinite, over);
            }
            return await open();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => folders.UploadAsync(scene.Path, UploadScene.Id, null, null, cancel.Token));

        await scene.NothingIsLeftAsync();
    }

    private static void LogIn(Client.Net.CallScope scope, AutoAdvancingClock clock)
    {
        using (scope.PauseClocks()) clock.Advance(TimeSpan.FromMinutes(4));
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
