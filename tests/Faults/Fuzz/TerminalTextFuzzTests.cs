using System.Globalization;
using System.Text;
using System.Text.Json;
using HiveMQBackup.Client;

namespace HiveMQBackup.Faults.Fuzz;

public sealed class TerminalTextFuzzTests
{
    [Fact(Timeout = Test.Limit)]
    public void No_text_gets_a_control_character_onto_the_terminal()
    {
        var random = new Random(RandomText.Seed);
        for (var i = 0; i < 50_000; i++)
        {
            var text = RandomText.Next(random, 300);
            var longest = random.Next(1, 250);
            var safe = TerminalText.Shorten(text, longest);
            Assert.True(!safe.Any(char.IsControl), JsonSerializer.Serialize(text));
            Assert.True(!safe.Any(c => char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator), JsonSerializer.Serialize(text));
            // A character of two halves and the mark of the cut may go beyond.
            Assert.True(safe.Length <= longest + 2, $"{safe.Length} of {longest}");
            Assert.True(!safe.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar) || text.EnumerateRunes().Any(IsReplaced), JsonSerializer.Serialize(text));
        }

        static bool IsReplaced(Rune rune) => rune == Rune.ReplacementChar || Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;
    }
}
