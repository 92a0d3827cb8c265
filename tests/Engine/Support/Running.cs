using System.Management.Automation;

namespace HiveMQBackup.Engine.Support;

/// <summary>A running script.</summary>
internal sealed class Running
{
    private readonly PowerShell _shell;
    private readonly PSDataCollection<PSObject> _output = [];
    private readonly IAsyncResult _run;

    internal Running(PowerShell shell)
    {
        _shell = shell;
        _run = shell.BeginInvoke<PSObject, PSObject>(null, _output);
    }

    /// <summary>Presses Ctrl+C and waits until the pipeline has ended.</summary>
    internal void Stop() => _shell.Stop();

    /// <summary>Waits for the end.</summary>
    internal Outcome Wait()
    {
        ErrorRecord? terminating = null;
        var stopped = false;
        try
        {
            _shell.EndInvoke(_run);
        }
        catch (PipelineStoppedException)
        {
            stopped = true;
        }
        catch (RuntimeException e)
        {
            terminating = e.ErrorRecord;
        }
        var outcome = new Outcome(
            [.. _output],
            [.. _shell.Streams.Error],
            terminating,
            stopped,
            [.. _shell.Streams.Warning.Select(w => w.Message)],
            [.. _shell.Streams.Information.Select(i => i.MessageData?.ToString() ?? "")],
            [.. _shell.Streams.Verbose.Select(v => v.Message)]);
        _shell.Dispose();
        return outcome;
    }
}

/// <summary>The result of a script.</summary>
internal sealed record Outcome(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    ErrorRecord? Terminating,
    bool Stopped,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Information,
    IReadOnlyList<string> Verbose)
{
    /// <summary>The one error, terminating or not.</summary>
    internal ErrorRecord Error => Terminating is null ? Assert.Single(Errors) : Terminating;

    /// <summary>The one object that came out, after making sure that nothing went wrong.</summary>
    internal PSObject Single => Assert.Single(Succeeded.Output);

    /// <summary>This, after making sure that nothing went wrong.</summary>
    internal Outcome Succeeded
    {
        get
        {
            Assert.Null(Terminating?.ToString());
            Assert.Empty(Errors.Select(e => e.ToString()));
            return this;
        }
    }

    /// <summary>A property of every object that came out.</summary>
    internal IEnumerable<object?> Values(string property) => Output.Select(o => o.Properties[property].Value);
}
