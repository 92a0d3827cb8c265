using System.Management.Automation;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using HiveMQBackup.Cmdlets.Common.Errors;

namespace HiveMQBackup.Cmdlets.Hosting;

/// <summary>
/// Loads the client and every package from the module's <c>lib</c> folder, apart from the rest of the session: another
/// module's YamlDotNet or Polly, in any version, neither breaks this one nor is broken by it.
/// </summary>
internal sealed class ModuleLoadContext : AssemblyLoadContext
{
    private const string Client = "HiveMQBackup.Client";

    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!, "lib");

    // Compiled code is for one platform and one major version of .NET only.
    private static readonly string Precompiled = Path.Combine(Folder, $"net{Environment.Version.Major}.0", RuntimeInformation.RuntimeIdentifier);

    private static readonly ModuleLoadContext Instance = new();

    // What comes with .NET and PowerShell: the names of their files.
    private static readonly HashSet<string> Platform = ((AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string) ?? "")
        .Split(Path.PathSeparator).Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static readonly AssemblyName ClientReference = typeof(ModuleLoadContext).Assembly.GetReferencedAssemblies().Single(reference => reference.Name == Client);

    private static Assembly? _client;

    private ModuleLoadContext()
        : base("HiveMQBackup")
    {
    }

    /// <summary>The first file that was needed and could not be loaded, or null. Only a new process can load it later.</summary>
    internal static ModuleFileException? Fault { get; private set; }

    /// <summary>Loads the client, and serves what the cmdlets' assembly refers to from then on, for the process's life.</summary>
    /// <exception cref="ModuleFileException">The client is missing or damaged.</exception>
    internal static void Enter()
    {
        var client = Instance.TryLoad(ClientReference) ?? throw Fault!;
        if (Interlocked.Exchange(ref _client, client) is null) Default.Resolving += Resolve;
    }

    // Only the client is loaded from outside; the packages are resolved inside the context.
    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) => name.Name == Client ? _client : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) => IsOwn(assemblyName) ? TryLoad(assemblyName) : null;

    // Without a list of .NET's own assemblies, only the files in the folder are known to belong to the module. Translated texts
    // are optional; .NET works without them.
    private static bool IsOwn(AssemblyName assembly) =>
        File.Exists(PathOf(assembly.Name!)) || (Platform.Count > 1 && !Platform.Contains(assembly.Name!) && string.IsNullOrEmpty(assembly.CultureName));

    private static string PathOf(string assembly) => Path.Combine(Folder, assembly + ".dll");

    // Throws nothing: an exception that leaves a load context may end the process, and its message is lost in any case.
    private Assembly? TryLoad(AssemblyName wanted)
    {
        var image = Path.Combine(Precompiled, wanted.Name + ".dll");
        ModuleFileException? cause = null;
        if (File.Exists(image) && TryLoad(image, wanted, out cause) is { } precompiled) return precompiled;
        if (TryLoad(PathOf(wanted.Name!), wanted, out var failure) is { } plain) return plain;
        // After a precompiled file of another version, a context loads no other one with the same name.
        Fault ??= cause ?? failure;
        return null;
    }

    // A precompiled file that is missing or damaged costs time only: the plain one has the same code.
    private Assembly? TryLoad(string file, AssemblyName wanted, out ModuleFileException? failure)
    {
        failure = null;
        try
        {
            var found = LoadFromAssemblyPath(file);
            return IsWanted(found.GetName(), wanted) ? found : throw new BadImageFormatException($"it contains {Label(found.GetName())} instead of {Label(wanted)}.");
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or UnauthorizedAccessException)
        {
            failure = new ModuleFileException(file, e);
            return null;
        }
    }

    // An update that ended halfway leaves files of two versions. Packages refer to others in the lowest version that they can use.
    private static bool IsWanted(AssemblyName found, AssemblyName wanted) =>
        found.Name == wanted.Name && (wanted.Name == Client ? found.Version == wanted.Version : wanted.Version is null || found.Version >= wanted.Version);

    private static string Label(AssemblyName assembly) => $"{assembly.Name} {assembly.Version}";
}

/// <summary>A file of the module is missing or cannot be loaded. PowerShell reads the error record from the exception.</summary>
internal sealed class ModuleFileException : IOException, IContainsErrorRecord
{
    internal ModuleFileException(string file, Exception cause)
        : base(Text(file, cause), cause) => ErrorRecord = ErrorRecords.ModuleFile(this, file);

    /// <inheritdoc/>
    public ErrorRecord ErrorRecord { get; }

    private static string Text(string file, Exception cause) => cause is FileNotFoundException
        ? $"The file {file} of the module HiveMQBackup is missing."
        : $"The file {file} of the module HiveMQBackup cannot be loaded: {cause.Message}";
}
