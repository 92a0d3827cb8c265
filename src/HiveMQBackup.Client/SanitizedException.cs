namespace HiveMQBackup.Client;

/// <summary>Stands for an exception whose text cannot be shown as it is: .NET's repeat what a server has sent.</summary>
internal sealed class SanitizedException : Exception
{
    private SanitizedException(Exception cause)
        : base(TerminalText.Sanitize($"{cause.GetType().Name}: {cause.Message}"), Of(cause.InnerException))
    {
    }

    /// <summary>The exception itself where it can be shown with all that are inside it, else what stands for it.</summary>
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
