namespace HiveMQBackup.Pester.Runner;

/// <summary>A failure in a Pester test, with its place in the script instead of one in this program.</summary>
internal sealed class PesterFailedException(string message, string stack) : Exception(message)
{
    /// <inheritdoc/>
    public override string StackTrace { get; } = stack;
}
