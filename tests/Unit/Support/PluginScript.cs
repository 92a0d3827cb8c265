namespace HiveMQBackup.Unit.Support;

/// <summary>An exec plugin: a script of sh in a folder of its own that counts its runs.</summary>
internal sealed class PluginScript : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <param name="body">What it does; it runs in its folder.</param>
    public PluginScript(string body)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The plugin is a script of sh.");
        _folder.Write("plugin.sh", $"cd '{_folder.Path}' || exit 9\necho run >> runs\nprintf '%s' \"$KUBERNETES_EXEC_INFO\" > info\n{body}");
    }

    /// <summary>Files of the plugin's folder.</summary>
    public TempFolder Folder => _folder;

    public int Runs => File.Exists(_folder["runs"]) ? File.ReadAllLines(_folder["runs"]).Length : 0;

    /// <summary>A plugin that prints the token in the file "token" of its folder.</summary>
    public static PluginScript WithToken(string token)
    {
        var script = new PluginScript(Prints("""{"token":"'"$(cat token)"'"}"""));
        script.Folder.Write("token", token);
        return script;
    }

    /// <summary>The command that prints an ExecCredential with this status.</summary>
    public static string Prints(string status) => $$"""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{{status}}}'""";

    /// <summary>The lines of a kubeconfig's user that has this plugin. It is run by sh: a script that was just written may be busy.</summary>
    public string User(string more = "") => $"""
        exec:
          apiVersion: client.authentication.k8s.io/v1
          interactiveMode: Never
          command: /bin/sh
          args: ['{_folder["plugin.sh"]}']
          {more}
        """;

    public void Dispose() => _folder.Dispose();
}
