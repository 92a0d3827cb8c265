using System.Runtime.Loader;
using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

public sealed class IsolationTests
{
    [Fact]
    public async Task Another_version_of_a_package_in_the_session_neither_breaks_the_module_nor_is_broken()
    {
        // Loads this project's own YamlDotNet into the default context, as another module would have done.
        var theirs = typeof(YamlDotNet.Core.Parser).Assembly;
        Assert.Equal(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(theirs));
        await using var test = (await TestEnvironment.StartAsync()).WithBackups();
        Assert.Equal(3, test.Run("Get-HiveMQBackup").Succeeded.Output.Count);
        var ours = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == "YamlDotNet" && a != theirs);
        Assert.Equal("HiveMQBackup", AssemblyLoadContext.GetLoadContext(ours)?.Name);
        Assert.NotEqual(theirs.GetName().Version, ours.GetName().Version);
    }

    [Fact]
    public async Task The_client_and_all_its_packages_stay_out_of_the_default_context()
    {
        await using var test = (await TestEnvironment.StartAsync()).WithBackups();
        test.Run("Get-HiveMQBackup").Succeeded.ToString();
        var packages = Directory.GetFiles(Path.Combine(Path.GetDirectoryName(Shell.Manifest)!, "lib"), "*.dll").Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var loaded = AssemblyLoadContext.Default.Assemblies.Where(a => packages.Contains(a.GetName().Name) && a.Location.Contains("HiveMQBackup/lib", StringComparison.Ordinal));
        Assert.Empty(loaded);
        Assert.Contains("HiveMQBackup.Client", packages);
        Assert.DoesNotContain("System.Management.Automation", packages);
    }
}
