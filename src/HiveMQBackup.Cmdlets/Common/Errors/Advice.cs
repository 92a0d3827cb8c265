using System.Management.Automation;

namespace HiveMQBackup.Cmdlets.Common.Errors;

/// <summary>Shows what to do next with an error, in every version of PowerShell.</summary>
internal static class Advice
{
    private static readonly Version FirstThatShowsActions = new(7, 5);

    /// <summary>The version of the running PowerShell engine.</summary>
    internal static Version Engine { get; } = typeof(PSObject).Assembly.GetName().Version!;

    /// <summary>
    /// The details of an error. PowerShell 7.4 shows no recommended action: there, the message includes it as well.
    /// </summary>
    internal static ErrorDetails Details(string message, string action, Version engine) =>
        new(engine < FirstThatShowsActions ? Joined(message, action) : message) { RecommendedAction = action };

    private static string Joined(string message, string action) => message[^1] is '.' or '!' or '?' ? $"{message} {action}" : $"{message}. {action}";
}
