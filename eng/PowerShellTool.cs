using System.Diagnostics;
using System.Reflection;

namespace HiveMQBackup;

/// <summary>The PowerShell of the tool manifest, and the built module.</summary>
internal static class PowerShellTool
{
    /// <summary>The built module's manifest.</summary>
    internal static string ModuleManifest => Metadata("ModuleManifest");

    /// <summary>The start information of a PowerShell process with these arguments.</summary>
    internal static ProcessStartInfo StartInfo(string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Metadata("DotNet"), [Metadata("PowerShell"), .. arguments]) { WorkingDirectory = folder };
        // If this process runs in another PowerShell, the variable leads to that one's modules.
        start.Environment.Remove("PSModulePath");
        return start;
    }

    /// <summary>A value from the project file.</summary>
    internal static string Metadata(string key) => typeof(PowerShellTool).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
