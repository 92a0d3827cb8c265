using System.Text;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>
/// A plugin's output on standard error. That of a quick plugin is shown only if it fails; that of one that waits for a login, such
/// as a code to enter, is shown while it waits.
/// </summary>
internal sealed class PluginOutput(string name, Log log)
{
    private const int Longest = 16 * 1024;

    private readonly StringBuilder _text = new();
    private int _shown;
    private bool _isShown;

    /// <summary>All of the plugin's output so far, up to a limit.</summary>
    internal string Text
    {
        get
        {
            lock (_text) return _text.ToString();
        }
    }

    /// <summary>Adds the plugin's next output.</summary>
    internal void Add(ReadOnlyMemory<char> words)
    {
        lock (_text)
        {
            _text.Append(words.Span[..Math.Min(words.Length, Longest - _text.Length)]);
            if (_isShown) ShowUpTo(_text.ToString().LastIndexOf('\n') + 1);
        }
    }

    /// <summary>Shows the output so far, and from now on each line that follows.</summary>
    internal void Show()
    {
        lock (_text)
        {
            _isShown = true;
            ShowUpTo(_text.Length);
        }
    }

    private void ShowUpTo(int end)
    {
        if (end <= _shown) return;
        foreach (var line in _text.ToString(_shown, end - _shown).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            log.Warn($"{name}: {TerminalText.Shorten(line, 500)}");
        }
        _shown = end;
    }
}
