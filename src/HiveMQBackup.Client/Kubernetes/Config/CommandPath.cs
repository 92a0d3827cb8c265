namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>
/// Finds the program of a command as Go does for client-go: a bare name in PATH alone, and never if that leads to the current
/// directory, where another user may have put a program. .NET looks in its own folder and the current directory first.
/// </summary>
/// <remarks>Source: https://pkg.go.dev/os/exec#LookPath</remarks>
/// <param name="path">What PATH holds.</param>
/// <param name="extensions">What PATHEXT holds.</param>
/// <param name="isWindows">Whether programs are known by their extension, and not by their mode.</param>
internal sealed class CommandPath(string? path, string? extensions, bool isWindows)
{
    private static readonly string[] DefaultExtensions = [".com", ".exe", ".bat", ".cmd"];

    /// <summary>The search of this process.</summary>
    internal static CommandPath OfThisProcess => new(
        Environment.GetEnvironmentVariable("PATH"), Environment.GetEnvironmentVariable("PATHEXT"), OperatingSystem.IsWindows());

    /// <summary>The program's path.</summary>
    /// <param name="command">A bare name, or a path; a relative one starts from <paramref name="folder"/>.</param>
    /// <param name="folder">The kubeconfig's folder.</param>
    /// <exception cref="FileNotFoundException">There is no executable file of that name.</exception>
    internal string Find(string command, string folder)
    {
        if (IsPath(command)) return Program(Path.GetFullPath(command, folder)) ?? throw new FileNotFoundException($"there is no such program in {folder}");
        // An empty entry means the current directory, except on Windows, where it means nothing.
        foreach (var entry in (path ?? "").Split(isWindows ? ';' : ':').Where(entry => entry.Length > 0 || !isWindows))
        {
            var found = Program(Path.Combine(isWindows ? entry.Trim('"') : entry, command));
            if (found is null) continue;
            return Path.IsPathFullyQualified(found)
                ? found
                : throw new FileNotFoundException($"PATH leads to the current directory through its entry '{entry}', and programs there are not run");
        }
        throw new FileNotFoundException("there is no such program in PATH");
    }

    private bool IsPath(string command) => command.Contains('/', StringComparison.Ordinal) || (isWindows && command.AsSpan().ContainsAny('\\', ':'));

    private string? Program(string file)
    {
        if (!isWindows) return IsExecutable(file) ? file : null;
        if (Path.HasExtension(file) && File.Exists(file)) return file;
        return Extensions().Select(extension => file + extension).FirstOrDefault(File.Exists);
    }

    private IEnumerable<string> Extensions() => string.IsNullOrEmpty(extensions)
        ? DefaultExtensions
        : extensions.ToLowerInvariant().Split(';', StringSplitOptions.RemoveEmptyEntries).Select(e => e[0] == '.' ? e : $".{e}");

    private static bool IsExecutable(string file) => File.Exists(file)
        && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
