namespace HiveMQBackup.Client;

/// <summary>An error that says what was attempted, what went wrong, and what to do next. Its text is <see cref="TerminalText"/>.</summary>
public class HiveMQBackupException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">What went wrong.</param>
    /// <param name="message">What was attempted, and what happened. Contains no secret.</param>
    /// <param name="recommendedAction">What the user can do next.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public HiveMQBackupException(ErrorCode code, string message, string recommendedAction, Exception? inner = null)
        : base(TerminalText.Sanitize(message), SanitizedException.Of(inner))
    {
        Code = code;
        RecommendedAction = TerminalText.Sanitize(recommendedAction);
    }

    /// <summary>What went wrong.</summary>
    public ErrorCode Code { get; }

    /// <summary>What the user can do next.</summary>
    public string RecommendedAction { get; }

    /// <summary>Whether the same call may succeed a little later without any change by the user.</summary>
    public bool IsTransient => Code is ErrorCode.HiveMQUnavailable or ErrorCode.PortForwardFailed
        or ErrorCode.KubernetesUnreachable or ErrorCode.NoReadyPod;

    /// <summary>Whether a retry within the same call is of no use, even if the error is transient.</summary>
    internal bool EndsCall { get; init; }
}
