using System.Runtime.CompilerServices;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Unit;

internal static class TestSetup
{
    [ModuleInitializer]
    internal static void RetryQuickly() => BrokerHttp.FirstRetryDelay = TimeSpan.FromMilliseconds(1);
}
