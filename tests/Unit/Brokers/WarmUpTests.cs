using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;

namespace HiveMQBackup.Unit.Brokers;

public sealed class WarmUpTests
{
    [Fact(Timeout = Test.Limit)]
    public async Task A_warm_up_reports_nothing_to_the_user()
    {
        var told = new List<Notice>();
        Notice.ListenWith(told.Add);

        await WarmUp.RunAsync();

        Assert.Empty(told);
    }
}
