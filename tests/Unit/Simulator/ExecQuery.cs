namespace HiveMQBackup.Unit.Simulator;

internal static class ExecQuery
{
    /// <summary>The query of a request to run a command, without its container.</summary>
    public static string Of(string[] command, bool stdin) =>
        string.Join('&', command.Select(part => "command=" + Uri.EscapeDataString(part))) + (stdin ? "&stdin=true" : "") + "&stdout=true&stderr=true";
}
