using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Unit.HiveMQ;

/// <summary>A command has no more requests under way at once than it may, and those of one pipeline count together.</summary>
public sealed class RequestSlotsTests
{
    private readonly SessionRequests _session = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_next_request_begins_when_one_has_ended()
    {
        using var slots = _session.Open(2);
        var turns = Take(slots, 4);
        Assert.Equal([true, true, false, false], Begun(turns));

        slots.Return();

        Assert.Equal([true, true, true, false], Begun(turns));
    }

    [Fact]
    public void Of_two_commands_the_later_one_comes_first()
    {
        using var earlier = _session.Open(2);
        var first = Take(earlier, 4);
        using var later = _session.Open(2);
        var second = Take(later, 2);
        Assert.Equal([false, false], Begun(second));

        earlier.Return();
        earlier.Return();

        Assert.Equal([true, true], Begun(second));
        Assert.Equal([true, true, false, false], Begun(first));
        later.Return();
        Assert.Equal([true, true, true, false], Begun(first));
    }

    [Fact]
    public void A_command_with_a_higher_limit_raises_that_of_all()
    {
        using var few = _session.Open(1);
        using var many = _session.Open(3);

        Assert.Equal([true, true], Begun(Take(many, 2)));
        Assert.Equal([true, false], Begun(Take(few, 2)));
    }

    [Fact]
    public async Task A_canceled_request_loses_its_place()
    {
        using var slots = _session.Open(1);
        using var canceled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await slots.TakeAsync(Cancel);
        var waiting = slots.TakeAsync(canceled.Token);
        var next = slots.TakeAsync(Cancel);
        await canceled.CancelAsync();

        slots.Return();

        Assert.True(waiting.IsCanceled);
        await next;
    }

    [Fact]
    public async Task A_failed_request_gives_its_slot_back()
    {
        using var slots = _session.Open(1);
        await Assert.ThrowsAsync<IOException>(() => slots.RunAsync<int>(() => throw new IOException(), Cancel));

        Assert.Equal(5, await slots.RunAsync(() => Task.FromResult(5), Cancel));
    }

    [Fact]
    public void What_follows_a_command_that_has_ended_is_not_limited_by_it()
    {
        var earlier = _session.Open(5);
        earlier.Dispose();
        using var slots = _session.Open(1);

        Assert.Equal([true, false], Begun(Take(slots, 2)));
    }

    private static Task[] Take(RequestSlots slots, int count) => [.. Enumerable.Range(0, count).Select(_ => slots.TakeAsync(Cancel))];

    private static IEnumerable<bool> Begun(IEnumerable<Task> turns) => turns.Select(turn => turn.IsCompletedSuccessfully);
}
