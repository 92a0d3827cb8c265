using System.Net.Http.Headers;
using System.Text.Json;
using HiveMQBackup.Client.Backups.Download;

namespace HiveMQBackup.Faults.Fuzz;

/// <summary>The names for files that a broker proposes.</summary>
public sealed class FileNameFuzzTests
{
    private static readonly string[] Reserved =
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" }), "COM¹", "LPT³"];

    [Fact(Timeout = Test.Limit)]
    public void A_proposed_file_name_is_harmless_or_none()
    {
        var random = new Random(RandomText.Seed);
        for (var i = 0; i < 50_000; i++)
        {
            var name = random.Next(10) == 0 ? Reserved[random.Next(Reserved.Length)] + RandomText.Next(random, 300) : RandomText.Next(random, random.Next(20) == 0 ? 400 : 30);
            Harmless(name, ContentDispositionName.Safe(name));
            if (ContentDispositionHeaderValue.TryParse($"attachment; filename=\"{name}\"", out var header)) Harmless(name, ContentDispositionName.From(header));
            if (ContentDispositionHeaderValue.TryParse($"attachment; filename*=UTF-8''{Uri.EscapeDataString(name)}", out header)) Harmless(name, ContentDispositionName.From(header));
        }
    }

    // The longest names, where cutting and the mark before a reserved name meet.
    [Fact(Timeout = Test.Limit)]
    public void A_proposed_file_name_of_the_longest_kind_is_harmless_or_none()
    {
        foreach (var reserved in Reserved)
        {
            for (var length = 190; length < 210; length++)
            {
                Harmless(reserved, ContentDispositionName.Safe((reserved + ".").PadRight(length, 'x')));
                Harmless(reserved, ContentDispositionName.Safe("yyyyyy" + (reserved + ".").PadRight(length, 'x')));
                Harmless(reserved, ContentDispositionName.Safe(new string('.', length) + reserved));
                Harmless(reserved, ContentDispositionName.Safe("y" + new string(' ', length - reserved.Length) + reserved));
            }
        }
    }

    private static void Harmless(string proposed, string? name)
    {
        if (name is null) return;
        var why = $"{JsonSerializer.Serialize(proposed)} -> {JsonSerializer.Serialize(name)}";
        Assert.True(name.Length is > 0 and <= 200, $"{name.Length} characters: {why}");
        Assert.True(!name.Any("/\\:*?\"<>|".Contains), $"separator: {why}");
        Assert.True(!name.Any(char.IsControl), $"control character: {why}");
        Assert.True(name is not ("." or "..") && name[0] != '.' && name[^1] is not ('.' or ' '), $"dots: {why}");
        Assert.True(!Reserved.Contains(name.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase), $"reserved: {why}");
    }
}
