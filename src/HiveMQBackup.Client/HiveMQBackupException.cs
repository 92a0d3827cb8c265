namespace HiveMQBackup.Client;

/// <summary>An error that says what was attempted and what happened; what to do next follows from its code and cause. Its text is <see cref="TerminalText"/>.</summary>
public class HiveMQBackupException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">What went wrong.</param>
    /// <param name="message">What was attempted, and what happened. Contains no secret and no advice.</param>
    /// <param name="cause">What the next step depends on, if the code alone does not determine it.</param>
    /// <param name="inner">The exception behind it, if there is one.</param>
    public HiveMQBackupException(ErrorCode code, string message, ErrorCause? cause = null, Exception? inner = null)
        : base(TerminalText.Sanitize(message), SanitizedException.Of(inner))
    {
        Code = code;
        Cause = cause;
    }

    /// <summary>What went wrong.</summary>
    public ErrorCode Code { get; }

    /// <summary>What the next step depends on, or null if the code alone determines it.</summary>
    public ErrorCause? Cause { get; }

    /// <summary>Whether the same call may succeed a little later without any change by the user.</summary>
    public bool IsTransient => Code is ErrorCode.HiveMQUnavailable or ErrorCode.PortForwardFailed
        or ErrorCode.KubernetesUnreachable or ErrorCode.NoReadyPod;

    /// <summary>Whether a retry within the same call is of no use, even if the error is transient.</summary>
    internal bool EndsCall { get; init; }

    /// <summary>The delay before the next request that the server asks for, or null.</summary>
    internal TimeSpan? RetryAfter { get; init; }
}
