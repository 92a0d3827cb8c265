using System.Globalization;

namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>The faults of a pod's shell as functions, which a script finds before the commands of this machine.</summary>
internal static class ShellFunctions
{
    private static readonly string[] NewNames = ["mkdir", "touch"];
    private static readonly string[] OldNames = ["mv", "rm", "rmdir", "cp", "ln"];

    public static string Of(PodShell shell)
    {
        var functions = shell.MissingCommands.Select(Missing);
        if (shell.FreeBytes is { } bytes) functions = functions.Append(SmallDisk(bytes));
        if (shell.ReadOnlyFolder) functions = functions.Concat(NewNames.Select(ReadOnlyForNew)).Concat(OldNames.Select(ReadOnlyForOld));
        return string.Concat(functions);
    }

    private static string Missing(string command) => $$"""
        {{command}}() { echo "sh: {{command}}: not found" >&2; return 127; }

        """;

    // Where everything exists already, there is nothing to create.
    private static string ReadOnlyForNew(string command) => $$"""
        {{command}}() {
            for _sim; do
                case $_sim in -*) continue ;; esac
                [ -e "$_sim" ] || { echo "{{command}}: $_sim: Read-only file system" >&2; return 1; }
            done
            command {{command}} "$@"
        }

        """;

    // Where nothing exists, there is nothing to change.
    private static string ReadOnlyForOld(string command) => $$"""
        {{command}}() {
            for _sim; do
                case $_sim in -*) continue ;; esac
                [ -e "$_sim" ] && { echo "{{command}}: $_sim: Read-only file system" >&2; return 1; }
            done
            command {{command}} "$@"
        }

        """;

    private static string SmallDisk(long bytes) => string.Create(CultureInfo.InvariantCulture, $$"""
        df() {
            echo 'Filesystem     1024-blocks      Used Available Capacity Mounted on'
            echo '/dev/sim          10485760  10000000 {{bytes / 1024}}      96% /opt/hivemq/backup'
        }
        _sim_full() {
            command head -c {{bytes}} || return
            [ "$(command head -c 1 | wc -c)" -eq 0 ] || { echo "$1: write error: No space left on device" >&2; return 1; }
        }
        cat() { if [ $# -eq 0 ]; then _sim_full cat; else command cat "$@"; fi; }
        head() {
            if [ "$1" = -c ] && [ $# -eq 2 ] && [ "$2" -gt {{bytes}} ]; then _sim_full head; else command head "$@"; fi
        }

        """);
}
