using System.Management.Automation;

namespace HiveMQBackup.Demo;

/// <summary>Shows progress: as one line that moves in a terminal, as a line now and then in a log.</summary>
internal sealed class ProgressLine(bool moves)
{
    private const int BarLength = 24;
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(1);

    private long _lastLogged;
    private bool _shown;

    /// <summary>Shows or, when the work is done, removes the line.</summary>
    internal void Show(ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
        {
            Clear();
            _lastLogged = 0;
        }
        else if (moves)
        {
            Draw($"{Bar(record.PercentComplete)} {record.Activity}: {record.StatusDescription}");
        }
        else if (_lastLogged == 0 || TimeProvider.System.GetElapsedTime(_lastLogged) >= LogInterval)
        {
            _lastLogged = TimeProvider.System.GetTimestamp();
            Console.WriteLine($"  {Bar(record.PercentComplete)} {record.Activity}: {record.StatusDescription}");
        }
    }

    /// <summary>Makes room for other output.</summary>
    internal void Clear()
    {
        if (!_shown) return;
        Console.Write("\r\e[K");
        _shown = false;
    }

    private void Draw(string line)
    {
        var width = Math.Max(20, Console.BufferWidth - 1);
        Console.Write($"\r\e[K{(line.Length > width ? line[..width] : line)}");
        _shown = true;
    }

    private static string Bar(int percent)
    {
        if (percent < 0) return $"[{new string(' ', BarLength)}]";
        var done = percent * BarLength / 100;
        return $"[{new string('=', done)}{new string(' ', BarLength - done)}]";
    }
}
