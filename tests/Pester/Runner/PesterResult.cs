namespace HiveMQBackup.Pester.Runner;

/// <summary>What Report.ps1 writes about one test.</summary>
/// <param name="Name">The names of the blocks around it and its own.</param>
/// <param name="File">The file that it is in.</param>
/// <param name="Line">The line where it starts.</param>
/// <param name="Outcome">Pester's word for how it ended, or Discovered.</param>
/// <param name="Message">What went wrong, or why it was skipped.</param>
/// <param name="Stack">Where it went wrong.</param>
/// <param name="StartedAt">When it started; null where it did not run.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record PesterResult(
    string Name, string File, int Line, string Outcome, string Message, string Stack, DateTimeOffset? StartedAt, double Milliseconds)
{
    /// <summary>The place in the source, as Pester filters by it.</summary>
    internal string Place => $"{File}:{Line}";
}
