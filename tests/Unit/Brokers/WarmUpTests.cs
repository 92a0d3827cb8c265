using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;

namespace HiveMQBackup.Unit.Brokers;

public sealed class WarmUpTests
{
    [Fact(Timeout = Test.Limit)]
    public async Task What_is_done_in_advance_is_not_told_to_the_user()
    {
        var told = new List<Notice>();
        Notice.ListenWith(told.Add);

        await WarmUp.RunAsync();

        Assert.Empty(told);
    }
}
