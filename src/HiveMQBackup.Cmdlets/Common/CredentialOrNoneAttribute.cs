using System.Management.Automation;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>As [Credential], which asks for a password where only a user name is given; but $null and [pscredential]::Empty stand for none.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CredentialOrNoneAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
    {
        null => null,
        PSCredential credential when !Authentication.IsGiven(credential) => null,
        _ => new CredentialAttribute().Transform(engineIntrinsics, inputData),
    };
}
