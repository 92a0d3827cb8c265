using HiveMQBackup.Client.Brokers;

namespace HiveMQBackup.Unit.Brokers;

public sealed class WarmUpTests
{
    [Fact(Timeout = Test.Limit)]
    public async Task It_needs_no_server()
    {
        await WarmUp.RunAsync();
    }
}
