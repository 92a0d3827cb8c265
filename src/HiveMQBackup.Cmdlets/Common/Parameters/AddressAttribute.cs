using System.Management.Automation;

namespace HiveMQBackup.Cmdlets.Common.Parameters;

/// <summary>Converts text to an address. PowerShell's own error about text that is none repeats it, and it may contain a password.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AddressAttribute : ArgumentTransformationAttribute
{
    // Not absolute, and so rejected by the cmdlet.
    private static readonly Uri Invalid = new("", UriKind.Relative);

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
    {
        null => null,
        Uri address => address,
        string text => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var address) ? address : Invalid,
        _ => Invalid,
    };
}
