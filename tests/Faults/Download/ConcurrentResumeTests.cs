using HiveMQBackup.Client;

namespace HiveMQBackup.Faults.Download;

/// <summary>Two calls with -Resume for the same file at once.</summary>
public sealed class ConcurrentResumeTests
{
    [Fact(Timeout = Test.Limit)]
    public async Task Of_two_calls_for_the_same_file_one_resumes_and_the_other_fails()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await broker.FailAfterAsync(InterruptedDownload.Part);
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        broker.Handle(RequestKind.File, (context, next) => context.RespondUpToAsync(next, 1000, async () =>
        {
            reached.TrySetResult();
            await goOn.Task;
            context.Abort();
        }));
        var first = broker.SaveAsync(options: broker.Resuming());
        await reached.Task;

        await Test.FailsAsync(() => broker.SaveAsync(options: broker.Resuming()), ErrorCode.WriteFailed);

        Assert.True(File.Exists(broker.Folder.Partial));
        broker.Node.Faults.Intercept = null;
        goOn.SetResult();
        SavedFileAssert.IsBackup(broker.Folder.Path, await first, CompleteBackup.Id, BrokerWithBackup.FileLength);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task Two_calls_that_begin_the_same_file_do_not_disturb_each_other()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var requests = 0;
        broker.Handle(RequestKind.File, (context, next) => Interlocked.Increment(ref requests) > 1 ? next() : context.RespondUpToAsync(next, 1000, async () =>
        {
            reached.TrySetResult();
            await goOn.Task;
            context.Abort();
        }));
        var progress = new LastProgress();
        var first = broker.SaveAsync(options: broker.Resuming(), progress: progress);
        await reached.Task;
        await progress.Reported;

        await Test.FailsAsync(() => broker.SaveAsync(options: broker.Resuming()), ErrorCode.WriteFailed);

        goOn.SetResult();
        SavedFileAssert.IsBackup(broker.Folder.Path, await first, CompleteBackup.Id, BrokerWithBackup.FileLength);
    }
}
