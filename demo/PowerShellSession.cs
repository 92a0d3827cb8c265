using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace HiveMQBackup.Demo;

/// <summary>A PowerShell engine with the built module, that shows what it does as a console would.</summary>
internal sealed class PowerShellSession : IDisposable
{
    private readonly Runspace _runspace;

    /// <param name="folder">The current location.</param>
    internal PowerShellSession(string folder)
    {
        if (DemoUserInterface.IsPlain) PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Manifest]);
        state.ThrowOnRunspaceOpenError = true;
        _runspace = RunspaceFactory.CreateRunspace(new DemoHost(), state);
        _runspace.Open();
        _runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(folder));
    }

    private static string Manifest => typeof(PowerShellSession).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ModuleManifest").Value!;

    /// <summary>Types a command at the prompt and shows what comes.</summary>
    /// <returns>Whether it succeeded.</returns>
    internal bool Run(string command)
    {
        Console.WriteLine();
        Console.WriteLine($"PS> {command}");
        using var shell = PowerShell.Create(_runspace);
        ConsoleCancelEventHandler stop = (_, pressed) =>
        {
            pressed.Cancel = true;
            shell.BeginStop(null, null);
        };
        Console.CancelKeyPress += stop;
        try
        {
            shell.AddScript(command);
            shell.Commands.Commands[^1].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
            shell.AddCommand("Out-Default");
            shell.Invoke();
            return !shell.HadErrors;
        }
        catch (RuntimeException e)
        {
            Show(e.ErrorRecord);
            return false;
        }
        finally
        {
            Console.CancelKeyPress -= stop;
        }
    }

    private void Show(ErrorRecord error)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddCommand("Out-Default").AddParameter("InputObject", error).Invoke();
    }

    /// <inheritdoc/>
    public void Dispose() => _runspace.Dispose();
}
