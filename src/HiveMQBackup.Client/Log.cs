namespace HiveMQBackup.Client;

/// <summary>
/// Receives the messages for the user while a call is running. It is passed in with the call, since connections are shared: so a message
/// reaches the command whose call caused it.
/// </summary>
/// <param name="warn">Shows a message that matters to every user; called on any thread.</param>
/// <param name="tell">Shows a message that helps to find a cause; called on any thread.</param>
public sealed class Log(Action<string> warn, Action<string> tell)
{
    /// <summary>For calls that no user is waiting for.</summary>
    public static Log None { get; } = new(_ => { }, _ => { });

    /// <param name="text">One sentence, without secrets.</param>
    internal void Warn(string text) => warn(TerminalText.Sanitize(text));

    /// <param name="text">One sentence, without secrets.</param>
    internal void Tell(string text) => tell(TerminalText.Sanitize(text));
}
