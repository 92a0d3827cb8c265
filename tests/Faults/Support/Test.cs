using HiveMQBackup.Client;

namespace HiveMQBackup.Faults;

internal static class Test
{
    /// <summary>A guard against hangs, in milliseconds; nothing here is expected to come near it.</summary>
    internal const int Limit = 60_000;

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The call fails in one of the ways that are expected.</summary>
    internal static async Task<HiveMQBackupException> FailsAsync(Func<Task> call, params ErrorCode[] expected)
    {
        var failed = await Assert.ThrowsAsync<HiveMQBackupException>(call);
        Assert.True(expected.Contains(failed.Code), $"Expected {string.Join(" or ", expected)}, got {failed.Code}: {failed}");
        Assert.NotEmpty(failed.Message);
        return failed;
    }

    /// <summary>Writes to the test's own output and to the log of the run.</summary>
    internal static void Print(string text)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Console.WriteLine(text);
    }
}

/// <summary>The tests that measure time or memory, which run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredTests
{
    public const string Name = "measured";
}
