using HiveMQBackup.Client;
using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Cmdlets;

/// <summary>Something that is wrong with a backup file.</summary>
public sealed class HiveMQBackupProblem
{
    internal HiveMQBackupProblem(Problem problem)
    {
        Entry = problem.Entry is null ? null : TerminalText.Shorten(problem.Entry, 1000);
        Offset = problem.Offset;
        Message = TerminalText.Sanitize(problem.Message);
    }

    /// <summary>The name of the entry; null if the problem is about the file.</summary>
    public string? Entry { get; }

    /// <summary>Where in the file, in bytes from its beginning.</summary>
    public long Offset { get; }

    /// <summary>What is wrong.</summary>
    public string Message { get; }

    /// <summary>The message, and where the problem is.</summary>
    public override string ToString() => Entry is null ? $"{Message} (byte {Offset})" : $"{Message} ({Entry}, byte {Offset})";
}
