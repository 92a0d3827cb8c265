using System.Management.Automation;

namespace HiveMQBackup.Cmdlets.Hosting;

/// <summary>What happens when the module is imported, and when it is removed.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Loads the client's assembly, and lets those of its packages be found.</summary>
    public void OnImport() => ModuleLoadContext.Enter();

    /// <summary>Closes the connections of the session that the module is removed from.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => BrokerSessions.CloseThoseOfThisRunspace();
}
