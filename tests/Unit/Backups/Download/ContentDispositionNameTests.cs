using System.Text;
using HiveMQBackup.Client.Backups.Download;

namespace HiveMQBackup.Unit.Backups.Download;

public sealed class ContentDispositionNameTests
{
    private static string? Name(string header)
    {
        using var content = new ByteArrayContent([]);
        content.Headers.TryAddWithoutValidation("Content-Disposition", header);
        return ContentDispositionName.From(content.Headers.ContentDisposition);
    }

    [Theory]
    [InlineData("attachment; filename=a.backup", "a.backup")]
    [InlineData("attachment; filename=\"a.backup\"", "a.backup")]
    [InlineData("attachment; filename=\"with blank.backup\"", "with blank.backup")]
    [InlineData("inline; FILENAME=\"a.backup\"", "a.backup")]
    [InlineData("attachment; filename*=UTF-8''gr%C3%B6%C3%9Fer%20%E2%82%AC.backup", "größer €.backup")]
    [InlineData("attachment; filename*=utf-8'en'a.backup", "a.backup")]
    [InlineData("attachment; filename=\"plain.backup\"; filename*=UTF-8''extended.backup", "extended.backup")]
    [InlineData("attachment; filename*=UTF-8''extended.backup; filename=\"plain.backup\"", "extended.backup")]
    [InlineData("attachment; filename=\"plain.backup\"; filename*=UTF-8''..", "plain.backup")]
    [InlineData("attachment; filename=\"plain.backup\"; filename*=nonsense", "plain.backup")]
    [InlineData("attachment", null)]
    [InlineData("attachment; filename=\"\"", null)]
    [InlineData("attachment; filename*=UTF-8''", null)]
    [InlineData("nonsense;;;=", null)]
    public void The_name_is_taken_from_either_form_the_extended_one_first(string header, string? name)
    {
        Assert.Equal(name, Name(header));
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("/etc/passwd", "passwd")]
    [InlineData("..\\..\\Windows\\System32\\x.dll", "x.dll")]
    [InlineData("C:\\temp\\a.backup", "a.backup")]
    [InlineData("C:a.backup", "C_a.backup")]
    [InlineData("a.backup:stream", "a.backup_stream")]
    [InlineData("folder/", null)]
    [InlineData("..", null)]
    [InlineData(".", null)]
    [InlineData("...", null)]
    [InlineData(" . . ", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData(".bashrc", "bashrc")]
    [InlineData("..a.backup", "a.backup")]
    [InlineData("a.backup. .", "a.backup")]
    [InlineData("  a.backup  ", "a.backup")]
    [InlineData("a\u001b[2J\r\n.backup", "a[2J.backup")]
    [InlineData("a\0b", "ab")]
    [InlineData("a\u202Egnp.exe", "agnp.exe")]
    [InlineData("a<b>|c?d*e\"f", "a_b__c_d_e_f")]
    [InlineData("CON", "_CON")]
    [InlineData("nul.tar.gz", "_nul.tar.gz")]
    [InlineData("com1 .txt", "_com1 .txt")]
    [InlineData("LPT9.backup", "_LPT9.backup")]
    [InlineData("COM¹", "_COM¹")]
    [InlineData("CONSOLE.backup", "CONSOLE.backup")]
    [InlineData("..CON", "_CON")]
    [InlineData("größer 東京.backup", "größer 東京.backup")]
    public void A_name_is_reduced_to_a_bare_and_harmless_one(string? proposed, string? name)
    {
        Assert.Equal(name, ContentDispositionName.Safe(proposed));
    }

    [Theory]
    [InlineData("attachment; filename=\"../../etc/passwd\"", "passwd")]
    [InlineData("attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", "passwd")]
    [InlineData("attachment; filename*=UTF-8''..%5C..%5Cx.dll", "x.dll")]
    [InlineData("attachment; filename*=UTF-8''a%0D%0A%1B.backup", "a.backup")]
    [InlineData("attachment; filename=\"C:\\temp\\a.backup\"", "a.backup")]
    [InlineData("attachment; filename=\"CON\"", "_CON")]
    public void What_comes_in_the_header_is_reduced_as_well(string header, string name)
    {
        Assert.Equal(name, Name(header));
    }

    [Fact]
    public void A_quote_in_a_quoted_name_is_not_kept()
    {
        var name = Name("attachment; filename=\"a\\\"b.backup\"");

        Assert.DoesNotContain("\"", name, StringComparison.Ordinal);
        Assert.EndsWith("b.backup", name, StringComparison.Ordinal);
    }

    // 255 bytes is what file systems take, and the temporary name is longer by 18.
    [Theory]
    [InlineData("x")]
    [InlineData("ä")]
    [InlineData("東")]
    public void A_very_long_name_is_cut_to_what_file_systems_take_and_keeps_its_extension(string letter)
    {
        var name = ContentDispositionName.Safe(string.Concat(Enumerable.Repeat(letter, 1000)) + ".tar.gz");

        Assert.EndsWith($"{letter}.tar.gz", name, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(name!), 1, 255 - ".12345678.partial".Length - 1);
    }

    [Fact]
    public void Random_names_are_harmless()
    {
        var random = new Random(20260301);
        const string Letters = "./\\:*?\"<>| \0\u001b\r\n\u202ea.bCON1ä𝄞";
        for (var i = 0; i < 2000; i++)
        {
            var proposed = new string([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Letters[random.Next(Letters.Length)])]);

            var name = ContentDispositionName.Safe(proposed);

            if (name is null) continue;
            Assert.True(
                name.Length > 0 && name == Path.GetFileName(name) && name.IndexOfAny(['\\', ':', '/', '\0', '"']) < 0
                    && !name.Any(char.IsControl) && name[0] != '.' && !name.EndsWith('.') && !name.EndsWith(' '),
                $"{string.Join(' ', proposed.Select(c => $"{(int)c:x4}"))} became '{name}'");
        }
    }
}
