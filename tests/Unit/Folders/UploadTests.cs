using HiveMQBackup.Client;
using HiveMQBackup.Client.Folders;
using HiveMQBackup.Client.Kubernetes.Exec;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Unit.Folders;

/// <summary>A file is whole at its place in the pod's backup folder, or there is nothing of it.</summary>
public sealed class UploadTests
{
    [Theory(Timeout = Test.Limit)]
    [InlineData(SpdySupport.Taken, "eof")]
    [InlineData(SpdySupport.RefusedByProxy, "")]
    public async Task A_file_is_whole_at_its_place_over_spdy_and_over_a_websocket(SpdySupport spdy, string end)
    {
        await using var scene = await UploadScene.StartAsync(cluster: options => options.Spdy = spdy);
        var progress = new ProgressList<UploadProgress>();

        var backup = await scene.UploadAsync(progress: progress);

        await scene.IsPlacedAsync(scene.Pods[0]);
        Assert.Equal((UploadScene.Id, UploadScene.Length, "COMPLETED"), (backup.Id, backup.Bytes, backup.State));
        Assert.Equal(new UploadProgress("broker-0", UploadScene.Length, UploadScene.Length, 0), progress.Reports[^1]);
        Assert.Equal(progress.Reports.Select(report => report.Bytes).Order(), progress.Reports.Select(report => report.Bytes));
        Assert.Single(scene.Warnings, text => text.Contains("HiveMQ does not document", StringComparison.Ordinal));
        // A command that is told of no end of input would read a lost connection as one.
        Assert.Equal(end, scene.Commands.Last(command => command.Command.Any(part => part.Contains("sha256sum", StringComparison.Ordinal))).Command[^1]);
    }

    // On a slow cluster the command is requested over both protocols, and may run twice.
    [Fact(Timeout = Test.Limit)]
    public async Task Two_commands_for_one_upload_do_not_meet()
    {
        await using var scene = await UploadScene.StartAsync();
        var isFirst = true;
        scene.Cluster.Faults.Hold = context =>
        {
            var command = context.Request.Query["command"];
            if (!command.Any(part => part!.Contains("sha256sum", StringComparison.Ordinal)) || !isFirst) return Task.CompletedTask;
            isFirst = false;
            Directory.CreateDirectory(Path.Combine(scene.Pods[0].BackupFolder, command[4]!));
            return Task.CompletedTask;
        };

        await scene.UploadAsync();

        await scene.IsPlacedAsync(scene.Pods[0]);
        Assert.Single(scene.Warnings, text => text.Contains("the command runs twice in the pod", StringComparison.Ordinal));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_name_that_a_shell_would_read_more_into_is_replaced_by_the_id()
    {
        await using var scene = await UploadScene.StartAsync();

        await scene.UploadAsync(scene.Put("-rf $(reboot) '\";.backup"));

        await scene.IsPlacedAsync(scene.Pods[0], $"{UploadScene.Id}.backup");
    }

    [Fact(Timeout = Test.Limit)]
    public async Task An_id_of_any_form_is_the_name_of_the_folder_and_never_part_of_a_script()
    {
        const string Id = "a b$(reboot)'\"*";
        await using var scene = await UploadScene.StartAsync();

        await scene.UploadAsync(id: Id);

        await scene.IsPlacedAsync(scene.Pods[0], id: Id);
    }

    // Only asked for: an upload would use the folder of the machine that the test runs on.
    [Fact(Timeout = Test.Limit)]
    public async Task Without_the_variable_the_folder_is_the_one_of_HiveMQs_images()
    {
        await using var scene = await UploadScene.StartAsync(set => set.Shell.FolderVariable = false);
        using var session = await scene.OpenAsync();

        var low = await Test.FailsAsync(ErrorCode.DiskSpaceLow, () => session.Folders!.EnsureSpaceAsync(long.MaxValue, null, Test.Cancel));

        Assert.Contains("The backup folder /opt/hivemq/backup in the pod", low.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(1, SpdySupport.Taken)]
    [InlineData(UploadScene.Length / 2, SpdySupport.Taken)]
    [InlineData(UploadScene.Length - 1, SpdySupport.Taken)]
    [InlineData(UploadScene.Length, SpdySupport.Taken)]
    [InlineData(1, SpdySupport.Dropped)]
    [InlineData(UploadScene.Length / 2, SpdySupport.Dropped)]
    [InlineData(UploadScene.Length - 1, SpdySupport.Dropped)]
    [InlineData(UploadScene.Length, SpdySupport.Dropped)]
    public async Task A_broken_connection_starts_the_upload_over(long bytes, SpdySupport spdy)
    {
        await using var scene = await UploadScene.StartAsync(cluster: options => options.Spdy = spdy);
        scene.Cluster.Faults.Exec.CutAfter(bytes, times: 2);
        var progress = new ProgressList<UploadProgress>();

        await scene.UploadAsync(progress: progress);

        await scene.IsPlacedAsync(scene.Pods[0]);
        Assert.Equal((UploadScene.Length, 2), (progress.Reports[^1].Bytes, progress.Reports[^1].Restarts));
        Assert.Contains(scene.Warnings, text => text.Contains("Starting over in 2 s (attempt 3 of 3)", StringComparison.Ordinal));
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(SpdySupport.Taken)]
    [InlineData(SpdySupport.Dropped)]
    public async Task An_upload_that_breaks_three_times_is_incomplete_and_leaves_nothing_in_any_pod(SpdySupport spdy)
    {
        await using var scene = await UploadScene.StartAsync(cluster: options => options.Spdy = spdy);
        scene.Cluster.Faults.Exec.CutAfter(UploadScene.Length / 2, times: 3);

        var failed = await Test.FailsAsync(ErrorCode.UploadIncomplete, () => scene.UploadAsync());

        Assert.Contains("in the pod hivemq/broker-0 in 3 attempts", failed.Message, StringComparison.Ordinal);
        await scene.NothingIsLeftAsync();
        Assert.Empty(scene.Cluster.Backups.List());
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task A_file_whose_sha256_differs_in_the_pod_is_sent_again(int times, bool succeeds)
    {
        await using var scene = await UploadScene.StartAsync();
        var left = times;
        var folders = await scene.FoldersAsync((_, streams) => new FlippingStreams(streams, () => left-- > 0));

        if (succeeds)
        {
            await folders.UploadAsync(scene.Path, UploadScene.Id, null, null, Test.Cancel);
            await scene.IsPlacedAsync(scene.Pods[0]);
        }
        else
        {
            var failed = await Test.FailsAsync(ErrorCode.UploadIncomplete, () => folders.UploadAsync(scene.Path, UploadScene.Id, null, null, Test.Cancel));
            Assert.Contains("the SHA-256 of the file in the pod differs", failed.Message, StringComparison.Ordinal);
            await scene.NothingIsLeftAsync();
        }
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(SpdySupport.Taken)]
    [InlineData(SpdySupport.Dropped)]
    public async Task Without_sha256sum_in_the_image_the_length_decides(SpdySupport spdy)
    {
        await using var scene = await UploadScene.StartAsync(set => set.Shell.MissingCommands = ["sha256sum"], options => options.Spdy = spdy);
        scene.Cluster.Faults.Exec.CutAfter(UploadScene.Length - 1);

        await scene.UploadAsync();

        await scene.IsPlacedAsync(scene.Pods[0]);
        Assert.Contains(scene.Told, text => text.Contains("has no sha256sum; only the length", StringComparison.Ordinal));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_lost_status_of_the_upload_starts_it_over()
    {
        await using var scene = await UploadScene.StartAsync();
        scene.Before("sha256sum", _ => scene.Cluster.Faults.Exec.LoseStatus());

        await scene.UploadAsync();

        await scene.IsPlacedAsync(scene.Pods[0]);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_lost_status_of_the_move_to_its_place_is_found_out_by_moving_again()
    {
        await using var scene = await UploadScene.StartAsync();
        scene.Before("mv ", _ => scene.Cluster.Faults.Exec.LoseStatus());

        await scene.UploadAsync();

        await scene.IsPlacedAsync(scene.Pods[0]);
        Assert.Equal(2, scene.Commands.Count(command => command.Command.Any(part => part.Contains("mv ", StringComparison.Ordinal))));
        Assert.Single(scene.Commands, command => command.Command.Any(part => part.Contains("sha256sum", StringComparison.Ordinal)));
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_file_that_may_be_at_its_place_is_taken_back_when_the_pod_never_says_so()
    {
        await using var scene = await UploadScene.StartAsync();
        // Where the connection ends before the response has left, the connection pool repeats the request by itself.
        scene.Before("mv ", _ => scene.Cluster.Faults.Exec.LoseStatus(), times: int.MaxValue);

        await Test.FailsAsync(ErrorCode.ExecFailed, () => scene.UploadAsync());

        await scene.NothingIsLeftAsync();
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(1)]
    [InlineData(UploadScene.Length / 2)]
    [InlineData(UploadScene.Length)]
    public async Task A_canceled_upload_leaves_nothing_in_the_pod(long bytes)
    {
        await using var scene = await UploadScene.StartAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        var progress = new ProgressList<UploadProgress>(report =>
        {
            if (report.Bytes >= bytes) cancel.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.UploadAsync(progress: progress, cancel: cancel.Token));

        await scene.NothingIsLeftAsync();
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_pod_that_is_deleted_in_the_middle_is_replaced_by_another_one()
    {
        await using var scene = await UploadScene.StartAsync();
        var progress = new ProgressList<UploadProgress>(report =>
        {
            if (report is { Restarts: 0, Bytes: > 0 } && scene.Pods[0].Exists) scene.Pods[0].Delete();
        });

        await scene.UploadAsync(progress: progress);

        await scene.IsPlacedAsync(scene.Pods[1]);
        Assert.Equal("broker-1", progress.Reports[^1].Pod);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task When_every_pod_is_deleted_the_error_says_so_and_there_is_never_half_a_file_at_its_place()
    {
        await using var scene = await UploadScene.StartAsync();
        var progress = new ProgressList<UploadProgress>(_ =>
        {
            foreach (var pod in scene.Pods) pod.Delete();
        });

        await Test.FailsAsync(() => scene.UploadAsync(progress: progress), ErrorCode.NoReadyPod, ErrorCode.BrokerNotFound, ErrorCode.UploadIncomplete);

        Assert.All(scene.Pods, pod => Assert.False(Directory.Exists(Path.Combine(pod.BackupFolder, UploadScene.Id))));
    }

    /// <summary>Flips a bit of the input where the test says so.</summary>
    private sealed class FlippingStreams(IExecStreams inner, Func<bool> flips) : IExecStreams
    {
        private bool _hasWritten;

        public ValueTask<ExecPiece> ReadAsync(Memory<byte> buffer, CancellationToken cancel) => inner.ReadAsync(buffer, cancel);

        public ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancel)
        {
            var bytes = input.ToArray();
            if (!_hasWritten && flips()) bytes[0] ^= 1;
            _hasWritten = true;
            return inner.WriteAsync(bytes, cancel);
        }

        public ValueTask CompleteInputAsync(CancellationToken cancel) => inner.CompleteInputAsync(cancel);

        public void Dispose() => inner.Dispose();
    }
}
