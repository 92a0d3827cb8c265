using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace HiveMQBackup.Engine.Support;

/// <summary>What a person would see and type.</summary>
internal sealed class RecordingUserInterface(bool hasConsole) : PSHostUserInterface
{
    private readonly ConcurrentQueue<string> _lines = new();
    private string _begun = "";

    /// <summary>The lines on the screen.</summary>
    internal IReadOnlyList<string> Lines => [.. _lines, .. _begun.Length > 0 ? [_begun] : Array.Empty<string>()];

    /// <summary>The progress records, in order.</summary>
    internal ConcurrentQueue<ProgressRecord> Progress { get; } = new();

    /// <summary>Called for every progress record, on the pipeline's thread.</summary>
    internal Action<ProgressRecord>? OnProgress { get; set; }

    /// <summary>What the person types, line by line.</summary>
    internal Queue<string> Input { get; } = new();

    /// <inheritdoc/>
    public override PSHostRawUserInterface? RawUI { get; } = hasConsole ? new RecordingRawUserInterface() : null;

    /// <inheritdoc/>
    public override string ReadLine() => Input.Count > 0 ? Input.Dequeue() : throw new HostException("There is no input left.");

    /// <inheritdoc/>
    public override void Write(string value) => _begun += value;

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    /// <inheritdoc/>
    public override void WriteLine(string value)
    {
        _lines.Enqueue(_begun + value);
        _begun = "";
    }

    /// <inheritdoc/>
    public override void WriteErrorLine(string value) => WriteLine($"ERROR: {value}");

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => WriteLine($"WARNING: {message}");

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => WriteLine($"VERBOSE: {message}");

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => WriteLine($"DEBUG: {message}");

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        Progress.Enqueue(record);
        OnProgress?.Invoke(record);
    }

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        WriteLine($"{caption} {message}");
        var choice = ReadLine();
        return choices.Select(c => c.Label).ToList().FindIndex(label => label.Replace("&", "", StringComparison.Ordinal) == choice);
    }

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        throw new NotSupportedException();
}
