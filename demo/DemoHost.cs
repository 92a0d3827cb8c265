using System.Globalization;
using System.Management.Automation.Host;

namespace HiveMQBackup.Demo;

/// <summary>The engine's host: this process's console.</summary>
internal sealed class DemoHost : PSHost
{
    /// <inheritdoc/>
    public override string Name => "HiveMQBackup.Demo";

    /// <inheritdoc/>
    public override Version Version { get; } = typeof(DemoHost).Assembly.GetName().Version!;

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override PSHostUserInterface UI { get; } = new DemoUserInterface();

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() => throw new NotSupportedException("The demo has no nested prompt.");

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new NotSupportedException("The demo has no nested prompt.");

    /// <inheritdoc/>
    public override void NotifyBeginApplication()
    {
        // Nothing to save before another program writes to the console.
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
        // Nothing to restore after it.
    }

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => Environment.Exit(exitCode);
}
