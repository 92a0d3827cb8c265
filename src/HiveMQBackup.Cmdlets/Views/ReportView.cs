using System.Management.Automation;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>What the views show of the report about a file.</summary>
/// <param name="report">The report, also one that has been deserialized.</param>
public sealed class ReportView(PSObject report)
{
    private const string Red = "\e[31m";
    private const string Green = "\e[32m";
    private const string Reset = "\e[0m";

    // Of the column with the file.
    private const int Width = 31;
    private const int MostListed = 20;

    private bool IsValid => Member.Value<bool>(report, nameof(IsValid)) == true;

    private IReadOnlyList<string> ProblemTexts => Member.Texts(report, nameof(Problems));

    /// <summary>The number of retained messages.</summary>
    public string RetainedMessages => Count(nameof(RetainedMessages));

    /// <summary>The number of client sessions.</summary>
    public string ClientSessions => Count(nameof(ClientSessions));

    /// <summary>The number of subscriptions.</summary>
    public string Subscriptions => Count(nameof(Subscriptions));

    /// <summary>The number of queued messages.</summary>
    public string QueuedMessages => Count(nameof(QueuedMessages));

    /// <summary>The length of their payloads, with the exact number of bytes.</summary>
    public string QueuedSizeWithBytes => BackupView.SizeWithBytes(Member.Value<long>(report, "QueuedBytes"));

    /// <summary>The number of shared subscriptions.</summary>
    public string SharedSubscriptions => Count(nameof(SharedSubscriptions));

    /// <summary>The number of unknown entries.</summary>
    public string UnknownEntries => Count(nameof(UnknownEntries));

    /// <summary>The number of unknown elements.</summary>
    public string UnknownElements => Count(nameof(UnknownElements));

    /// <summary>A check mark, or how many problems there are.</summary>
    public string Mark => IsValid ? $"{Green}✓{Reset}" : $"{Red}✗ {BackupView.Count(ProblemTexts.Count)}{Reset}";

    /// <summary>Whether the file is valid, in a word.</summary>
    public string Valid => IsValid ? $"{Green}yes{Reset}" : $"{Red}no{Reset}";

    /// <summary>The file's name; of an invalid file also the first problem, and where to find the others.</summary>
    public string File => string.Join('\n', [BackupView.FileName(System.IO.Path.GetFileName(Path), Width), .. FirstProblem, .. More]);

    // PowerShell would break the lines in the middle of words.
    private IEnumerable<string> FirstProblem => ProblemTexts is [var first, ..] ? BackupView.Lines(TerminalText.Shorten(first, 500), Width).Select(line => $"{Red}{line}{Reset}") : [];

    private IEnumerable<string> More => ProblemTexts.Count > 1 ? BackupView.Lines($"Format-List shows all {BackupView.Count(ProblemTexts.Count)} problems.", Width) : [];

    /// <summary>The file's path.</summary>
    public string Path => TerminalText.Shorten(Member.Text(report, nameof(Path)), 2000);

    /// <summary>The file's length.</summary>
    public string Size => BackupView.Size(Member.Value<long>(report, "Length"));

    /// <summary>The file's length, with the exact number of bytes.</summary>
    public string SizeWithBytes => BackupView.SizeWithBytes(Member.Value<long>(report, "Length"));

    /// <summary>The version of HiveMQ.</summary>
    public string Version => TerminalText.Shorten(Member.Text(report, "HiveMQVersion"));

    /// <summary>The earliest time of the export.</summary>
    public string ExportedAt => BackupView.Time(Member.Time(report, nameof(ExportedAt)));

    /// <summary>The latest time of the export.</summary>
    public string ExportedUntil => BackupView.Time(Member.Time(report, nameof(ExportedUntil)));

    /// <summary>The problems, each on a line.</summary>
    public string Problems
    {
        get
        {
            var problems = ProblemTexts;
            var shown = problems.Take(MostListed).Select(problem => TerminalText.Shorten(problem, 1000));
            if (problems.Count > MostListed) shown = shown.Append($"and {BackupView.Count(problems.Count - MostListed)} more: the property Problems has all of them");
            return string.Join('\n', shown);
        }
    }

    private string Count(string name) => BackupView.Count(Member.Value<long>(report, name));
}
