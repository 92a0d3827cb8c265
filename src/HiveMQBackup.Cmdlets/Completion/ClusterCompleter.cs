using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using HiveMQBackup.Client;
using HiveMQBackup.Cmdlets.Hosting;

namespace HiveMQBackup.Cmdlets.Completion;

/// <summary>Completes a parameter with what the cluster or the broker says, within a second; with nothing where that fails.</summary>
public abstract class ClusterCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(900);

    /// <summary>What may stand there, in the order in which it is offered.</summary>
    private protected abstract Task<IEnumerable<Candidate>> CandidatesAsync(TypedCommand typed, CancellationToken cancel);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = (wordToComplete ?? "").Trim('\'', '"');
        var typed = TypedCommand.Of(commandName, fakeBoundParameters);
        return Ask(typed)
            // A name that cannot be shown as it is cannot be completed either: the command line shows it.
            .Where(c => c.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && Printable.Is(c.Text))
            .Select(c => new CompletionResult(Quoted(c.Text), c.Text, CompletionResultType.ParameterValue, c.ToolTip.Length > 0 ? Printable.Message(c.ToolTip) : c.Text))
            .ToList();
    }

    private IReadOnlyList<Candidate> Ask(TypedCommand typed)
    {
        IReadOnlyList<Candidate> found = [];
        using var limit = new CancellationTokenSource(Limit);
        using var pump = new PipelinePump();
        try
        {
            pump.Run(async () =>
            {
                var asked = CandidatesAsync(typed, limit.Token);
                // What does not heed the limit is left behind.
                if (await Task.WhenAny(asked, Task.Delay(Limit)) == asked) found = [.. await asked];
            });
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whoever presses Tab wants no error; the command itself will tell.
        }
        return found;
    }

    // Bare words may hold no blank and nothing that means something to PowerShell.
    private static string Quoted(string text) =>
        text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/') && text[0] != '-'
            ? text
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    /// <summary>Something that may stand there.</summary>
    internal sealed record Candidate(string Text, string ToolTip = "");
}
