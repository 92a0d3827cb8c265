using System.Runtime.CompilerServices;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Faults;

internal static class TestSetup
{
    // Polly's retries run on the system's clock; everything else that waits has the tests' own.
    [ModuleInitializer]
    internal static void RetryQuickly() => BrokerHttp.FirstRetryDelay = TimeSpan.FromMilliseconds(1);
}
