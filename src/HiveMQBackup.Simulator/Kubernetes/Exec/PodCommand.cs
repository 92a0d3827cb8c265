using System.Diagnostics;

namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>Runs a command of a pod as a process of this machine, with the pod's folder as its world.</summary>
internal static class PodCommand
{
    /// <summary>Starts the command; null where the container has no such command.</summary>
    public static Process? Start(string[] command, SimulatedPod pod)
    {
        var name = command[0].Split('/')[^1];
        if (pod.Shell.MissingCommands.Contains("sh") || pod.Shell.MissingCommands.Contains(name) || LocalShell.Path is not { } shell)
            return null;
        if (name != "sh" && LocalShell.Find(command[0]) is null)
            return null;
        pod.EnsureFolder();
        var start = new ProcessStartInfo(shell, Arguments(command, name, ShellFunctions.Of(pod.Shell)))
        {
            WorkingDirectory = pod.Folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["HIVEMQ_BACKUP_FOLDER"] = pod.Shell.FolderVariable ? pod.Folder.Backups.Replace('\\', '/') : null;
        start.Environment["HOSTNAME"] = pod.Name;
        return Process.Start(start);
    }

    public static string NotFound(string command) =>
        "error executing command in container: failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: "
        + $"unable to start container process: exec: \"{command}\": executable file not found in $PATH: unknown";

    private static string[] Arguments(string[] command, string name, string functions) => (name, command) switch
    {
        ("sh", [_, "-c", var script, .. var rest]) => ["-c", functions + script, .. rest],
        ("sh", [_, .. var rest]) => rest,
        // As a function first, like in a script.
        _ => ["-c", functions + "\"$0\" \"$@\"", .. command],
    };
}
