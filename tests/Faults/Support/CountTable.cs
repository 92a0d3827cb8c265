using System.Text;

namespace HiveMQBackup.Faults.Support;

/// <summary>A table of texts for the log of a run.</summary>
internal static class CountTable
{
    internal static string Format(string title, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = new List<IReadOnlyList<string>> { header };
        all.AddRange(rows);
        var widths = Enumerable.Range(0, header.Count).Select(column => all.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder().AppendLine(title);
        foreach (var row in all)
        {
            text.AppendLine(string.Join(" | ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
            if (ReferenceEquals(row, header)) text.AppendLine(string.Join("-+-", widths.Select(width => new string('-', width))));
        }
        return text.ToString();
    }

    /// <summary>How often each text occurs, the most frequent one first.</summary>
    internal static string Counts(string title, IEnumerable<string> outcomes)
    {
        var counted = outcomes.CountBy(outcome => outcome).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal);
        return Format(title, ["outcome", "count"], counted.Select(pair => (IReadOnlyList<string>)[pair.Key, $"{pair.Value}"]));
    }
}
