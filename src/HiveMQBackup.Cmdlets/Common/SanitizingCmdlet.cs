using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Cmdlets.Hosting;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>A cmdlet whose lines are safe for a terminal, whatever text of a server is in them.</summary>
public abstract class SanitizingCmdlet : AsyncCmdlet
{
    /// <summary>Writes a line for people, on the information stream.</summary>
    private protected void WriteHost(string line) => WriteInformation(new HostInformationMessage { Message = TerminalText.Sanitize(line) }, ["PSHOST"]);

    /// <summary>Writes a warning.</summary>
    private protected new void WriteWarning(string text) => base.WriteWarning(TerminalText.Sanitize(text));

    /// <summary>Asks whether to go on, as -WhatIf and -Confirm want it.</summary>
    private protected new bool ShouldProcess(string target, string action) => base.ShouldProcess(TerminalText.Sanitize(target), TerminalText.Sanitize(action));
}
