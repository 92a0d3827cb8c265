using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>Lets an interactive user choose one of several backups by its number.</summary>
internal sealed class BackupMenu(PSHost host, string broker)
{
    /// <summary>Whether a user can be prompted: not in jobs, remote sessions, with redirected input or -NonInteractive.</summary>
    internal static bool CanAsk(PSHost host) => host.UI?.RawUI is not null
        && host.Name is not ("ServerRemoteHost" or "Default Host")
        && !(host.Name == "ConsoleHost" && (Console.IsInputRedirected || IsNonInteractive));

    private static bool IsNonInteractive => Environment.GetCommandLineArgs()
        .Any(a => a.Length > 4 && a[0] is '-' or '/' && "noninteractive".StartsWith(a.TrimStart('-', '/'), StringComparison.OrdinalIgnoreCase));

    /// <summary>Shows the menu and reads the choice; null if the user cancels.</summary>
    /// <exception cref="PromptUnavailableException">The host cannot prompt after all.</exception>
    internal Backup? Choose(IReadOnlyList<Backup> backups)
    {
        WriteLine($"Backups of {broker}, newest first:");
        var shown = Show(backups, 0);
        while (true)
        {
            host.UI.Write($"Number [1 to {backups.Count}, Enter for 1, {(shown < backups.Count ? "m for more, " : "")}? for help, q to cancel]: ");
            var answer = Answer();
            if (answer is null || answer.Equals("q", StringComparison.OrdinalIgnoreCase)) return null;
            if (answer.Length == 0) return backups[0];
            if (answer.Equals("m", StringComparison.OrdinalIgnoreCase))
            {
                // After the last page comes the first again.
                shown = Show(backups, shown < backups.Count ? shown : 0);
                continue;
            }
            if (answer == "?")
            {
                Explain(backups.Count);
                continue;
            }
            if (int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= backups.Count)
            {
                return backups[number - 1];
            }
            WriteLine($"'{Client.TerminalText.Shorten(answer)}' is not one of the choices.");
        }
    }

    private void WriteLine(string text) => host.UI.WriteLine(Client.TerminalText.Sanitize(text));

    // A host that cannot prompt throws one of these.
    private string? Answer()
    {
        try
        {
            return host.UI.ReadLine()?.Trim();
        }
        catch (Exception e) when (e is HostException or PSInvalidOperationException or NotImplementedException)
        {
            throw new PromptUnavailableException(e);
        }
    }

    // Returns how many have been shown by then.
    private int Show(IReadOnlyList<Backup> backups, int from)
    {
        var width = backups.Count.ToString(CultureInfo.InvariantCulture).Length;
        var to = Math.Min(backups.Count, from + PageLength);
        for (var i = from; i < to; i++)
        {
            var backup = backups[i];
            WriteLine(
                $"  {(i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(width)}  {Client.TerminalText.Shorten(backup.Id, 24),-24}  {BackupView.Size(backup.Bytes),10}  "
                + $"{BackupView.Time(backup.CreatedAt),-19}  {Client.TerminalText.Shorten(backup.State)}");
        }
        return to;
    }

    // The heading, the question and the line below it have to fit as well.
    private int PageLength
    {
        get
        {
            try
            {
                return host.UI.RawUI.WindowSize.Height is var height and > 0 ? Math.Max(5, height - 3) : int.MaxValue / 2;
            }
            catch (Exception e) when (e is HostException or IOException or NotImplementedException or NotSupportedException or InvalidOperationException)
            {
                // A host without a window scrolls.
                return int.MaxValue / 2;
            }
        }
    }

    private void Explain(int count)
    {
        WriteLine($"  1 to {count}  selects that backup, even one that is not shown yet");
        WriteLine("  Enter   selects the newest, number 1");
        WriteLine("  m       shows more; after the last page, the first one again");
        WriteLine("  q       selects none and ends the command");
        WriteLine("  To skip this menu, use -Latest, or -Id with the backup's id.");
    }
}

/// <summary>A host that seemed able to prompt the user cannot.</summary>
internal sealed class PromptUnavailableException(Exception inner) : Exception("The host cannot prompt.", inner);
