using System.Management.Automation;

namespace HiveMQBackup.Cmdlets.Common.Parameters;

/// <summary>Like [Credential], which prompts for the password of a user name; but $null and [pscredential]::Empty mean none.</summary>
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
