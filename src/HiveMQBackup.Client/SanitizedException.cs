namespace HiveMQBackup.Client;

/// <summary>Replaces an exception whose text is not safe to show: .NET's exceptions repeat what a server has sent.</summary>
internal sealed class SanitizedException : Exception
{
    private SanitizedException(Exception cause)
        : base(TerminalText.Sanitize($"{cause.GetType().Name}: {cause.Message}"), Of(cause.InnerException))
    {
    }

    /// <summary>The exception itself if it and its inner exceptions are safe to show, or else its replacement.</summary>
    internal static Exception? Of(Exception? cause) => IsPrintable(cause) ? cause : new SanitizedException(cause!);

    private static bool IsPrintable(Exception? cause)
    {
        for (; cause is not null; cause = cause.InnerException)
        {
            if (TerminalText.Sanitize(cause.Message) != cause.Message) return false;
        }
        return true;
    }
}
