using HiveMQBackup.Client;

namespace HiveMQBackup.Unit;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("größer ½ 東京 🎯", "größer ½ 東京 🎯")]
    [InlineData("two\r\nlines\tand more", "two  lines and more")]
    [InlineData("line\u2028separators\u2029too", "line separators too")]
    [InlineData("\u001b[2J\u001b]0;title\u0007", "\uFFFD[2J\uFFFD]0;title\uFFFD")]
    [InlineData("c1 \u009b31m", "c1 \uFFFD31m")]
    [InlineData("a\u202Egnp.exe", "a\uFFFDgnp.exe")]
    [InlineData("zero\u200Bwidth", "zero\uFFFDwidth")]
    [InlineData("\u0000\u007f\b", "\uFFFD\uFFFD\uFFFD")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Text_from_a_server_cannot_act_on_the_terminal(string? text, string shown)
    {
        Assert.Equal(shown, TerminalText.Shorten(text));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_replaced()
    {
        Assert.Equal("a\uFFFDb", TerminalText.Shorten("a\uD800b"));
    }

    [Fact]
    public void Long_text_is_cut_and_says_so()
    {
        Assert.Equal(new string('x', 200), TerminalText.Shorten(new string('x', 200)));
        Assert.Equal(new string('x', 200) + "…", TerminalText.Shorten(new string('x', 201)));
        Assert.Equal("abc…", TerminalText.Shorten("abcdef", 3));
    }

    [Fact]
    public void A_character_of_two_units_is_not_cut_in_half()
    {
        Assert.Equal("ab🎯…", TerminalText.Shorten("ab🎯🎯", 3));
    }
}
