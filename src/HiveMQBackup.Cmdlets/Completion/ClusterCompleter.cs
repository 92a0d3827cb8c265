using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Completion;

/// <summary>Completes a parameter with values from the cluster or the broker, within a second; with none if that fails.</summary>
public abstract class ClusterCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(900);

    /// <summary>The possible values, in the order in which they are offered.</summary>
    private protected abstract Task<IEnumerable<Candidate>> CandidatesAsync(TypedCommand typed, CancellationToken cancel);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = (wordToComplete ?? "").Trim('\'', '"');
        return Query(commandName, fakeBoundParameters)
            // A name that is not safe to show cannot be completed either: the command line shows it.
            .Where(c => c.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && TerminalText.IsSafe(c.Text))
            .Select(c => new CompletionResult(Quoted(c.Text), c.Text, CompletionResultType.ParameterValue, c.ToolTip.Length > 0 ? TerminalText.Sanitize(c.ToolTip) : c.Text))
            .ToList();
    }

    // On the thread pool: a call that outlasts the limit ends there, and leaves nothing open.
    private List<Candidate> Query(string command, IDictionary bound)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var typed = TypedCommand.Of(command, bound);
            return Task.Run(async () => (await CandidatesAsync(typed, limit.Token)).ToList()).WaitAsync(Limit).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Tab completion shows no error; the command itself reports it.
            return [];
        }
    }

    // A bare word cannot contain spaces or characters that are special to PowerShell.
    private static string Quoted(string text) =>
        text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/') && text[0] != '-'
            ? text
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    /// <summary>A possible value.</summary>
    internal sealed record Candidate(string Text, string ToolTip = "");
}
