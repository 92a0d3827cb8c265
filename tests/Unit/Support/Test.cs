using HiveMQBackup.Client;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Unit;

internal static class Test
{
    /// <summary>The limit of tests that would hang forever where the code under test is wrong, in milliseconds.</summary>
    internal const int Limit = 60_000;

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The scope of a call whose messages do not matter.</summary>
    internal static CallScope Scope { get; } = new(Log.None);

    /// <summary>The call fails in the way that is expected, and says what and what to do.</summary>
    internal static async Task<HiveMQBackupException> FailsAsync(ErrorCode expected, Func<Task> call)
    {
        var failed = await Assert.ThrowsAsync<HiveMQBackupException>(call);
        return Failed(expected, failed);
    }

    internal static HiveMQBackupException Fails(ErrorCode expected, Action call) =>
        Failed(expected, Assert.Throws<HiveMQBackupException>(call));

    private static HiveMQBackupException Failed(ErrorCode expected, HiveMQBackupException failed)
    {
        Assert.True(failed.Code == expected, $"Expected {expected}, got {failed.Code}: {failed}");
        Assert.NotEmpty(failed.Message);
        return failed;
    }
}
