using HiveMQBackup.Client;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Tests.Support;

internal static class Test
{
    /// <summary>A guard against hangs, in milliseconds; no test is expected to come near it.</summary>
    internal const int Limit = 60_000;

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The scope of a call whose messages do not matter.</summary>
    internal static CallScope Scope { get; } = new(Log.None);

    /// <summary>The call fails with the expected error, which has a message.</summary>
    internal static Task<HiveMQBackupException> FailsAsync(ErrorCode expected, Func<Task> call) => FailsAsync(call, expected);

    /// <summary>The call fails with one of the expected errors, which has a message.</summary>
    internal static async Task<HiveMQBackupException> FailsAsync(Func<Task> call, params ErrorCode[] expected) =>
        Failed(expected, await Assert.ThrowsAsync<HiveMQBackupException>(call));

    internal static HiveMQBackupException Fails(ErrorCode expected, Action call) =>
        Failed([expected], Assert.Throws<HiveMQBackupException>(call));

    private static HiveMQBackupException Failed(ErrorCode[] expected, HiveMQBackupException failed)
    {
        Assert.True(expected.Contains(failed.Code), $"Expected {string.Join(" or ", expected)}, got {failed.Code}: {failed}");
        Assert.NotEmpty(failed.Message);
        return failed;
    }
}
