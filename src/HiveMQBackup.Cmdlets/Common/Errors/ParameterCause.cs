using HiveMQBackup.Client;

namespace HiveMQBackup.Cmdlets.Common.Errors;

/// <summary>What the next step depends on in errors about parameters, which only the cmdlets know.</summary>
internal abstract record ParameterCause : ErrorCause
{
    /// <summary>The user name contains a colon.</summary>
    internal sealed record ColonInUserName : ParameterCause;

    /// <summary>The user name or the password contains a control character.</summary>
    internal sealed record ControlCharacter : ParameterCause;

    /// <summary>The token is empty.</summary>
    internal sealed record EmptyToken : ParameterCause;

    /// <summary>The token contains other characters than a token can have.</summary>
    internal sealed record InvalidToken : ParameterCause;

    /// <summary>The path contains an unknown placeholder.</summary>
    internal sealed record UnknownPlaceholder : ParameterCause;

    /// <summary>No workload of that name looks like a broker.</summary>
    internal sealed record UnlistedBroker : ParameterCause;
}
