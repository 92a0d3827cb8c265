using System.Reflection;

namespace HiveMQBackup.Engine.Support;

/// <summary>The internals of the module as its load context has loaded them.</summary>
internal static class ModuleAssembly
{
    private static readonly Lazy<Assembly> Cmdlets = new(() => Import("HiveMQBackup.Cmdlets"));
    private static readonly Lazy<Assembly> Client = new(() => Import("HiveMQBackup.Client"));

    internal static Type Cmdlet(string type) => Cmdlets.Value.GetType($"HiveMQBackup.Cmdlets.{type}", throwOnError: true)!;

    internal static Type OfClient(string type) => Client.Value.GetType($"HiveMQBackup.Client.{type}", throwOnError: true)!;

    internal static MethodInfo Method(Type type, string name) => type.GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;

    // The client is loaded by the first command that uses it; this one fails, and needs no cluster.
    private static Assembly Import(string name)
    {
        var folder = Directory.CreateTempSubdirectory("hivemqbackup-test-").FullName;
        using (var shell = new Shell(folder, Path.Combine(folder, "none"), "A terminal")) shell.Run("Get-HiveMQBackup").Error.ToString();
        Directory.Delete(folder, recursive: true);
        return AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == name);
    }
}
