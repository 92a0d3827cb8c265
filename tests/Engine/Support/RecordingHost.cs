using System.Globalization;
using System.Management.Automation.Host;

namespace HiveMQBackup.Engine.Support;

/// <summary>A host that records what a user would see, and types the input that the test has prepared.</summary>
internal sealed class RecordingHost(string name, bool hasConsole) : PSHost
{
    /// <inheritdoc/>
    public override string Name { get; } = name;

    /// <inheritdoc/>
    public override Version Version { get; } = new(1, 0);

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    /// <inheritdoc/>
    public override PSHostUserInterface UI => Screen;

    internal RecordingUserInterface Screen { get; } = new(hasConsole);

    /// <inheritdoc/>
    public override void EnterNestedPrompt() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void NotifyBeginApplication() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void NotifyEndApplication() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => throw new NotSupportedException();
}
