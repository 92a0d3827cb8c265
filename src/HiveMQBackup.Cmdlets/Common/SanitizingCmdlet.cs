using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Cmdlets.Common.Errors;
using HiveMQBackup.Cmdlets.Hosting;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>A cmdlet whose output is safe for a terminal, even with text from a server in it.</summary>
public abstract class SanitizingCmdlet : AsyncCmdlet
{
    /// <summary>Writes a line for the user to the information stream.</summary>
    private protected void WriteHost(string line) => WriteInformation(new HostInformationMessage { Message = TerminalText.Sanitize(line) }, ["PSHOST"]);

    /// <summary>Writes a warning.</summary>
    private protected new void WriteWarning(string text)
    {
        ThrowIfModuleIsDamaged();
        base.WriteWarning(TerminalText.Sanitize(text));
    }

    /// <summary>Writes a verbose message.</summary>
    private protected new void WriteVerbose(string text) => base.WriteVerbose(TerminalText.Sanitize(text));

    /// <summary>Writes an error about one of several objects; the command continues.</summary>
    internal void WriteError(HiveMQBackupException failure, object about)
    {
        ThrowIfModuleIsDamaged();
        WriteError(ErrorRecords.Record(failure, about));
    }

    /// <summary>Asks whether to continue, as -WhatIf and -Confirm require.</summary>
    private protected new bool ShouldProcess(string target, string action) => base.ShouldProcess(TerminalText.Sanitize(target), TerminalText.Sanitize(action));

    /// <summary>The same with sentences of its own.</summary>
    /// <param name="description">What -WhatIf and -Verbose show.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="caption">What stands above the question.</param>
    private protected new bool ShouldProcess(string description, string question, string caption) =>
        ShouldProcess(description, question, caption, out _);

    /// <summary>The same; says why not.</summary>
    private protected new bool ShouldProcess(string description, string question, string caption, out ShouldProcessReason reason) =>
        base.ShouldProcess(TerminalText.Sanitize(description), TerminalText.Sanitize(question), caption, out reason);
}
