using System.Text;

namespace HiveMQBackup.Faults.Fuzz;

/// <summary>The random input of these tests; the seed is fixed, so that a failure repeats.</summary>
internal static class RandomText
{
    internal const int Seed = 4711;

    private static readonly string[] Awkward =
    [
        "/", "\\", "..", ".", " ", "\0", "\n", "\r\n", "\t", "\u001b[31m", "\u0085", "\u202e", "\u200b", "\u2028", "\ufeff", "\ud83d\ude00", "\ud800", "\udc00",
        "%2F", "%", "+", "?", "#", "&", "=", ";", ":", "\"", "'", "*", "<", ">", "|", "CON", "nul", "COM1.", "lpt1 ", "é", "e\u0301", "備", "~", "$", "`", "{0}", "{", "}",
    ];

    /// <summary>Random text with many of the characters that often break parsers.</summary>
    internal static string Next(Random random, int longest)
    {
        var length = random.Next(longest + 1);
        var text = new StringBuilder();
        while (text.Length < length)
        {
            switch (random.Next(6))
            {
                case 0:
                    text.Append(Awkward[random.Next(Awkward.Length)]);
                    break;
                case 1:
                    text.Append((char)random.Next(0x10000));
                    break;
                default:
                    text.Append((char)random.Next(' ', '~' + 1));
                    break;
            }
        }
        return text.ToString();
    }
}
