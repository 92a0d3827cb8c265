using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace HiveMQBackup.Demo;

/// <summary>Writes to the console: with colours and a moving progress line in a terminal, plainly into a log.</summary>
internal sealed class DemoUserInterface : PSHostUserInterface
{
    /// <summary>Whether the output is a log, or colours are not wanted.</summary>
    internal static bool IsPlain { get; } = Console.IsOutputRedirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private readonly ProgressLine _progress = new(!Console.IsOutputRedirected);

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI { get; } = new DemoRawUserInterface();

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => !IsPlain;

    /// <inheritdoc/>
    public override void Write(string value)
    {
        _progress.Clear();
        Console.Write(GetOutputString(value, SupportsVirtualTerminal));
    }

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    /// <inheritdoc/>
    public override void WriteLine(string value)
    {
        _progress.Clear();
        // Takes the colours out where they are not wanted.
        Console.WriteLine(GetOutputString(value, SupportsVirtualTerminal));
    }

    /// <inheritdoc/>
    public override void WriteErrorLine(string value) => WriteLine(Coloured("\e[31m", value));

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => WriteLine(Coloured("\e[33m", $"WARNING: {message}"));

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => WriteLine(Coloured("\e[33m", $"VERBOSE: {message}"));

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => WriteLine(Coloured("\e[33m", $"DEBUG: {message}"));

    private static string Coloured(string colour, string text) => IsPlain ? text : $"{colour}{text}\e[0m";

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record) => _progress.Show(record);

    /// <inheritdoc/>
    public override string ReadLine() => Console.IsInputRedirected
        ? throw new HostException("Nobody can be asked: the input is redirected.")
        : Console.ReadLine() ?? "";

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => throw NoDialog();

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw NoDialog();

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw NoDialog();

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        throw NoDialog();

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        WriteLine(caption);
        WriteLine(message);
        var labels = choices.Select(c => c.Label.Replace("&", "", StringComparison.Ordinal)).ToList();
        Write($"[{string.Join(", ", labels)}; Enter for {labels[defaultChoice]}]: ");
        var answer = ReadLine().Trim();
        var chosen = answer.Length == 0 ? defaultChoice : labels.FindIndex(l => l.StartsWith(answer, StringComparison.OrdinalIgnoreCase));
        return chosen < 0 ? defaultChoice : chosen;
    }

    private static HostException NoDialog() => new("The demo asks for no secrets; use PowerShell itself for that.");
}
