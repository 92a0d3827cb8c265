using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Cmdlets.Completion;

/// <summary>Completes the names of the known states.</summary>
public sealed class StateCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        BackupState.All
            .Where(state => state.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
            .Select(state => new CompletionResult(state));
}
