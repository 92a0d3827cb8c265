namespace HiveMQBackup.Faults.Support;

/// <summary>What a run of the tests reports beside its result.</summary>
internal static class RunLog
{
    /// <summary>Writes to the test's own output and to the log of the run.</summary>
    internal static void Print(string text)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Console.WriteLine(text);
    }
}
