using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Tests.Support;

/// <summary>The assembly fixture that shortens Polly's retries, which run on the system's clock; every other wait has the tests' own clock.</summary>
public sealed class QuickRetries
{
    public QuickRetries() => BrokerHttp.FirstRetryDelay = TimeSpan.FromMilliseconds(1);
}
