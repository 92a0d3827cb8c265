using System.Reflection;
using System.Runtime.Loader;

namespace HiveMQBackup.Cmdlets.Hosting;

/// <summary>
/// Loads the client and every package from the module's <c>lib</c> folder, apart from the rest of the session: another
/// module's YamlDotNet or Polly, in whatever version, neither breaks this one nor is broken by it.
/// </summary>
internal sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!, "lib");
    private static readonly ModuleLoadContext Instance = new();

    private ModuleLoadContext()
        : base("HiveMQBackup")
    {
    }

    private static int _serving;

    /// <summary>Begins to serve what the cmdlets' assembly refers to, once for the process's life.</summary>
    internal static void Enter()
    {
        if (Interlocked.Exchange(ref _serving, 1) == 0) Default.Resolving += Resolve;
    }

    // Only the client is asked for from outside; the packages are found from inside the context.
    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == "HiveMQBackup.Client" ? Instance.LoadFromAssemblyName(name) : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var file = Path.Combine(Folder, assemblyName.Name + ".dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }
}
