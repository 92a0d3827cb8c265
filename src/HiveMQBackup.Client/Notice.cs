namespace HiveMQBackup.Client;

/// <summary>A message for the user while a call is running.</summary>
/// <param name="IsWarning">Whether it matters to every user, or only when looking for a cause.</param>
/// <param name="Text">One sentence, without secrets.</param>
public sealed record Notice(bool IsWarning, string Text)
{
    /// <summary>One sentence that is safe for a terminal.</summary>
    public string Text { get; } = TerminalText.Sanitize(Text);

    private static readonly AsyncLocal<Action<Notice>?> Listener = new();

    /// <summary>Passes the notices of the following calls in this asynchronous flow to <paramref name="listener"/>.</summary>
    public static void ListenWith(Action<Notice>? listener) => Listener.Value = listener;

    internal static void Warn(string text) => Listener.Value?.Invoke(new Notice(true, text));

    internal static void Tell(string text) => Listener.Value?.Invoke(new Notice(false, text));
}
