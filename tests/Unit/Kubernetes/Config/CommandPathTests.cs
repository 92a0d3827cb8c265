using System.Runtime.Versioning;
using HiveMQBackup.Client.Kubernetes.Config;

namespace HiveMQBackup.Unit.Kubernetes.Config;

public sealed class CommandPathTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(string name, bool executable = true)
    {
        var path = _folder.Write(name, "");
        if (executable && !OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    private static CommandPath Unix(params string[] entries) => new(string.Join(':', entries), ".EXE", isWindows: false);

    private static CommandPath Windows(string? extensions, params string[] entries) => new(string.Join(';', entries), extensions, isWindows: true);

    private string Refusal(CommandPath path, string command) => Assert.Throws<FileNotFoundException>(() => path.Find(command, _folder.Path)).Message;

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_bare_name_is_taken_from_PATH_alone()
    {
        Write("plugin");
        Write("first/plugin", executable: false);
        Directory.CreateDirectory(_folder["second/plugin"]);
        var third = Write("third/plugin");
        Write("fourth/plugin");

        Assert.Equal(third, Unix(_folder["none"], _folder["first"], _folder["second"], _folder["third"], _folder["fourth"]).Find("plugin", _folder.Path));
        Assert.Contains("in PATH", Refusal(Unix(_folder["none"]), "plugin"), StringComparison.Ordinal);
        Assert.Contains("in PATH", Refusal(new CommandPath(null, null, isWindows: false), "plugin"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("./")]
    [UnsupportedOSPlatform("windows")]
    public void An_entry_of_PATH_that_leads_to_the_current_directory_is_rejected(string entry)
    {
        var name = $"hivemqbackup-plugin-{Guid.NewGuid():N}";
        var here = Path.GetFullPath(name);
        File.WriteAllText(here, "");
        File.SetUnixFileMode(here, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            Assert.Contains("current directory", Refusal(Unix(_folder["none"], entry, _folder.Path), name), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(here);
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_path_starts_from_the_kubeconfigs_folder()
    {
        var plugin = Write("bin/plugin");

        Assert.Equal(plugin, Unix("/nowhere").Find("./bin/plugin", _folder.Path));
        Assert.Equal(plugin, Unix("/nowhere").Find("bin/plugin", _folder.Path));
        Assert.Equal(plugin, Unix("/nowhere").Find(plugin, "/"));
        Assert.Contains(_folder.Path, Refusal(Unix(_folder["bin"]), "./plugin"), StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_backslash_separates_nothing_here()
    {
        Assert.Equal(Write(@"bin/a\b"), Unix(_folder["bin"]).Find(@"a\b", "/"));
    }

    [Fact]
    public void On_Windows_a_program_is_known_by_the_extensions_of_PATHEXT_in_their_order()
    {
        Write("a/plugin.txt");
        Write("a/plugin");
        var cmd = Write("b/plugin.cmd");
        var exe = Write("c/plugin.exe");
        Write("c/plugin.bat");

        Assert.Equal(cmd, Windows(".COM;.EXE;.BAT;.CMD", _folder["a"], "", $"\"{_folder["b"]}\"", _folder["c"]).Find("plugin", _folder.Path));
        Assert.Equal(exe, Windows(null, _folder["a"], _folder["c"]).Find("plugin", _folder.Path));
        Assert.Equal(exe, Windows("exe;;", _folder["b"], _folder["c"]).Find("plugin", _folder.Path));
        Assert.Equal(exe, Windows(".cmd", _folder["c"]).Find("plugin.exe", _folder.Path));
        Assert.Contains("in PATH", Refusal(Windows(null, _folder["a"], ""), "plugin"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("./b/plugin")]
    [InlineData("b/plugin.cmd")]
    public void On_Windows_a_path_may_leave_its_extension_out(string command)
    {
        Assert.Equal(Write("b/plugin.cmd"), Windows(null, "").Find(command, _folder.Path));
    }

    [Fact]
    public void On_Windows_a_relative_entry_of_PATH_is_rejected()
    {
        var name = $"hivemqbackup-plugin-{Guid.NewGuid():N}";
        var here = Path.GetFullPath($"{name}.exe");
        File.WriteAllText(here, "");
        try
        {
            Assert.Contains("current directory", Refusal(Windows(null, "."), name), StringComparison.Ordinal);
            Assert.Contains("in PATH", Refusal(Windows(null, _folder.Path), name), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(here);
        }
    }
}
