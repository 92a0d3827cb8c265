using System.Runtime.CompilerServices;
using HiveMQBackup.Client.Rest;

namespace HiveMQBackup.Unit;

internal static class TestSetup
{
    [ModuleInitializer]
    internal static void RetryQuickly() => BrokerHttp.FirstRetryDelay = TimeSpan.FromMilliseconds(1);
}
