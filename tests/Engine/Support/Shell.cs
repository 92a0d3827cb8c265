using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace HiveMQBackup.Engine.Support;

/// <summary>A PowerShell session with the built module imported, as a user has it.</summary>
internal sealed class Shell : IDisposable
{
    private readonly Runspace _runspace;

    /// <param name="folder">The current location.</param>
    /// <param name="kubeConfig">The kubeconfig that every command uses, or null.</param>
    /// <param name="hostName">The host's name.</param>
    /// <param name="hasConsole">Whether the host can prompt at a console.</param>
    internal Shell(string folder, string? kubeConfig, string hostName = "A terminal", bool hasConsole = true)
    {
        PSStyle.Instance.OutputRendering = OutputRendering.Ansi;
        Host = new RecordingHost(hostName, hasConsole);
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Manifest]);
        state.ThrowOnRunspaceOpenError = true;
        _runspace = RunspaceFactory.CreateRunspace(Host, state);
        _runspace.Open();
        _runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(folder));
        if (kubeConfig is not null) Run($"$PSDefaultParameterValues['*-HiveMQ*:KubeConfig'] = '{kubeConfig}'");
    }

    /// <summary>The built module's manifest.</summary>
    internal static string Manifest { get; } = typeof(Shell).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ModuleManifest").Value!;

    internal RecordingHost Host { get; }

    internal RecordingUserInterface Screen => Host.Screen;

    /// <summary>Sets a variable, for values that no script can spell.</summary>
    internal void Set(string variable, object value) => _runspace.SessionStateProxy.SetVariable(variable, value);

    /// <summary>Runs a script to its end and returns all that came of it.</summary>
    internal Outcome Run(string script) => Start(script).Wait();

    /// <summary>Begins a script.</summary>
    internal Running Start(string script)
    {
        var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        return new Running(shell);
    }

    /// <summary>Runs a script as a person would, and returns the lines that this adds to the screen.</summary>
    internal IReadOnlyList<string> Show(string script)
    {
        var before = Screen.Lines.Count;
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        shell.Commands.Commands[^1].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default").Invoke();
        return [.. Screen.Lines.Skip(before)];
    }

    /// <inheritdoc/>
    public void Dispose() => _runspace.Dispose();
}
