namespace HiveMQBackup.Client.Net;

/// <summary>Why an exception was thrown, in a few words.</summary>
internal static class ExceptionReason
{
    /// <summary>The message of the innermost exception: the outer ones only say that something was wrong.</summary>
    internal static string Of(Exception exception)
    {
        while (exception.InnerException is { } inner) exception = inner;
        return TerminalText.Shorten(exception.Message, 300);
    }
}
