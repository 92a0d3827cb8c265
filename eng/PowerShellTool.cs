using System.Diagnostics;
using System.Reflection;

namespace HiveMQBackup;

/// <summary>The PowerShell of the tool manifest, and the built module for it.</summary>
internal static class PowerShellTool
{
    /// <summary>The built module's manifest.</summary>
    internal static string ModuleManifest => Metadata("ModuleManifest");

    /// <summary>A new PowerShell process with these arguments, not started yet.</summary>
    internal static ProcessStartInfo StartInfo(string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Metadata("DotNet"), [Metadata("PowerShell"), .. arguments]) { WorkingDirectory = folder };
        // That of another PowerShell around this process would lead to its modules.
        start.Environment.Remove("PSModulePath");
        return start;
    }

    /// <summary>What the project file says about this program.</summary>
    internal static string Metadata(string key) => typeof(PowerShellTool).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
