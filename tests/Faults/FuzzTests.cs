using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Faults;

/// <summary>What holds for every input, tried with many; the seed is fixed, so that a failure repeats.</summary>
public sealed class FuzzTests
{
    private const int Seed = 4711;

    private static readonly string[] Reserved =
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" }), "COM¹", "LPT³"];

    private static readonly string[] Awkward =
    [
        "/", "\\", "..", ".", " ", "\0", "\n", "\r\n", "\t", "\u001b[31m", "\u0085", "\u202e", "\u200b", "\u2028", "\ufeff", "\ud83d\ude00", "\ud800", "\udc00",
        "%2F", "%", "+", "?", "#", "&", "=", ";", ":", "\"", "'", "*", "<", ">", "|", "CON", "nul", "COM1.", "lpt1 ", "é", "e\u0301", "備", "~", "$", "`", "{0}", "{", "}",
    ];

    [Fact(Timeout = Test.Limit)]
    public void A_proposed_file_name_is_harmless_or_none()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 50_000; i++)
        {
            var name = random.Next(10) == 0 ? Reserved[random.Next(Reserved.Length)] + Text(random, 300) : Text(random, random.Next(20) == 0 ? 400 : 30);
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

    [Fact(Timeout = Test.Limit)]
    public void No_text_makes_the_reader_of_dates_throw()
    {
        var random = new Random(Seed);
        string[] pieces = ["2026", "-", "03", "01", "T", "t", " ", ":", "12", ".", ",", "123456789", "Z", "z", "+", "02:00", "0200", "02", "99", "24", "60", "−", "W10", "0000", "9999"];
        for (var i = 0; i < 100_000; i++)
        {
            IsoDate.Parse(i % 2 == 0 ? Text(random, 40) : string.Concat(Enumerable.Range(0, random.Next(14)).Select(_ => pieces[random.Next(pieces.Length)])));
            IsoDate.FromEpoch(random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64));
        }
        foreach (var epoch in new[] { long.MinValue, -1, 0, 99_999_999_999, 100_000_000_000, 253_402_300_799_999, 253_402_300_800_000, long.MaxValue }) IsoDate.FromEpoch(epoch);
    }

    [Fact(Timeout = Test.Limit)]
    public void A_date_is_read_in_whatever_form_it_was_written()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 20_000; i++)
        {
            var offset = TimeSpan.FromMinutes(random.Next(-14 * 4, 14 * 4 + 1) * 15);
            var digits = random.Next(0, 10);
            var ticks = random.NextInt64(new DateTime(1971, 1, 2).Ticks, new DateTime(2999, 1, 1).Ticks);
            var step = (long)Math.Pow(10, 7 - Math.Min(7, digits));
            var date = new DateTimeOffset(ticks - (ticks % step), offset);
            var basic = random.Next(4) == 0;
            var text = date.ToString(basic ? "yyyyMMdd'T'HHmmss" : random.Next(3) == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
                + Fraction(random, date, digits) + Zone(random, ref date);
            Assert.True(IsoDate.Parse(text) == date, $"{text}: {IsoDate.Parse(text):O}, not {date:O}");
        }
    }

    private static string Fraction(Random random, DateTimeOffset date, int digits)
    {
        if (digits == 0) return "";
        var all = (date.Ticks % TimeSpan.TicksPerSecond).ToString("0000000", CultureInfo.InvariantCulture) + "00";
        return (random.Next(4) == 0 ? "," : ".") + all[..digits];
    }

    private static string Zone(Random random, ref DateTimeOffset date)
    {
        var sign = date.Offset < TimeSpan.Zero ? "-" : "+";
        switch (random.Next(5))
        {
            case 0:
                date = new DateTimeOffset(date.DateTime, TimeSpan.Zero);
                return "Z";
            case 1:
                date = new DateTimeOffset(date.DateTime, TimeSpan.Zero);
                return "";
            case 2:
                return $"{sign}{date.Offset:hhmm}";
            case 3 when date.Offset.Minutes == 0:
                return $"{sign}{date.Offset:hh}";
            default:
                return $"{sign}{date.Offset:hh\\:mm}";
        }
    }

    [Fact(Timeout = Test.Limit)]
    public void No_tree_of_JSON_makes_the_reader_of_backups_throw()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 20_000; i++)
        {
            var json = Json(random, 4);
            try
            {
                using var document = JsonDocument.Parse(json);
                foreach (var backup in BackupJson.List(document.RootElement)?.Backups ?? []) Assert.NotEmpty(backup.Id);
                BackupJson.One(document.RootElement);
                BackupJson.One(document.RootElement, "given");
                BackupJson.Error(document.RootElement);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{json}: {e}");
            }
        }
    }

    private static string Json(Random random, int depth)
    {
        string[] names =
        [
            "items", "backups", "backup", "id", "backupId", "createdAt", "timestamp", "bytes", "size", "state", "status", "failReason", "reason",
            "_links", "next", "href", "errors", "title", "detail", "message", "error", "", "x", "ID",
        ];
        string[] scalars =
        [
            "null", "true", "false", "0", "-1", "1.5", "1e400", "9223372036854775807", "9223372036854775808", "253402300800000", "\"\"", "\"a\"", "\"COMPLETED\"",
            "\"2026-03-01T12:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"", "\"123\"", "\"-5\"", "\"http://x/\"", "\"\\ud800\"", "\"\\udc00x\"",
        ];
        var kind = depth == 0 ? 0 : random.Next(4);
        if (kind == 0) return random.Next(3) == 0 ? JsonSerializer.Serialize(Text(random, 10)) : scalars[random.Next(scalars.Length)];
        var parts = Enumerable.Range(0, random.Next(6)).ToList();
        return kind == 1
            ? $"[{string.Join(',', parts.Select(_ => Json(random, depth - 1)))}]"
            : $"{{{string.Join(',', parts.Select(_ => $"\"{names[random.Next(names.Length)]}\":{Json(random, depth - 1)}"))}}}";
    }

    [Fact(Timeout = Test.Limit)]
    public void No_text_gets_a_control_character_onto_the_terminal()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 50_000; i++)
        {
            var text = Text(random, 300);
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

    [Fact(Timeout = Test.Limit)]
    public async Task No_kubeconfig_fails_in_a_way_that_is_not_understood()
    {
        await using var cluster = await SimulatedCluster.StartAsync(new() { ClientCertificate = true }, Test.Cancel);
        using var folder = new TempFolder();
        var good = cluster.KubeConfig + "# end\n";
        good = good.Replace("contexts:", "- name: other\n  user:\n    tokenFile: token\n    client-certificate: cert.pem\ncontexts:", StringComparison.Ordinal);
        var random = new Random(Seed);
        var outcomes = new List<string>();
        var wrong = new Dictionary<string, string>();
        for (var i = 0; i < 1500; i++)
        {
            var text = good;
            for (var mutations = random.Next(1, 4); mutations > 0; mutations--) text = Mutate(random, text);
            await File.WriteAllTextAsync(folder["config"], text, Test.Cancel);
            try
            {
                outcomes.Add(await LoadAsync(folder));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                outcomes.Add($"{e.GetType()}");
                wrong.TryAdd($"{e.GetType()}", $"{e}{Environment.NewLine}in the {i}th:{Environment.NewLine}{string.Join('\n', text.Split('\n').Select(line => line[..Math.Min(line.Length, 100)]))}");
            }
        }
        RunLog.Print(CountTable.Counts("Mutated kubeconfigs", outcomes));
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong.Values));
        Assert.Contains("usable", outcomes);
        Assert.Contains($"{ErrorCode.KubeConfigInvalid}", outcomes);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("tokenFile: \"a\\0b\"")]
    [InlineData("client-certificate: \"a\\0b\"")]
    [InlineData("client-certificate-data: AAAA")]
    [InlineData("client-key-data: \"!\"")]
    [InlineData("token: \"a\\nb\"")]
    [InlineData("token: \"\u00e9\"")]
    [InlineData("token: {a: b}")]
    [InlineData("username: \"a:b\"")]
    public async Task A_users_entry_that_cannot_be_used_is_understood(string entry)
    {
        await using var cluster = await SimulatedCluster.StartAsync(new() { BearerToken = null }, Test.Cancel);
        using var folder = new TempFolder();
        var text = cluster.KubeConfig.Replace("  user: {}", $"  user:\n    {entry}", StringComparison.Ordinal);
        Assert.Contains(entry, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["config"], text, Test.Cancel);

        await LoadAsync(folder, andUse: true);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("certificate-authority: \"a\\0b\"")]
    [InlineData("certificate-authority-data: AAAA")]
    [InlineData("certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBQUEKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=")]
    [InlineData("proxy-url: nonsense")]
    [InlineData("proxy-url: ftp://x")]
    [InlineData("tls-server-name: \"a b\"")]
    public async Task A_clusters_entry_that_cannot_be_used_is_understood(string entry)
    {
        await using var cluster = await SimulatedCluster.StartAsync(new() { Tls = false }, Test.Cancel);
        using var folder = new TempFolder();
        var text = cluster.KubeConfig.Replace("users:", $"    {entry}\nusers:", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["config"], text, Test.Cancel);

        await LoadAsync(folder);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("nonsense")]
    [InlineData("/relative")]
    [InlineData("file:///etc/passwd")]
    [InlineData("mailto:a@b")]
    [InlineData("ftp://localhost/")]
    [InlineData("https://")]
    [InlineData("https://exa mple")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("localhost:6443")]
    [InlineData("127.0.0.1:6443")]
    public async Task A_servers_address_that_cannot_be_used_is_understood(string server)
    {
        await using var cluster = await SimulatedCluster.StartAsync(new() { Tls = false }, Test.Cancel);
        using var folder = new TempFolder();
        var text = cluster.KubeConfig.Replace(cluster.Server.GetLeftPart(UriPartial.Authority), $"\"{server}\"", StringComparison.Ordinal);
        Assert.Contains(server, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["config"], text, Test.Cancel);

        await LoadAsync(folder, andUse: true);
    }

    private static async Task<string> LoadAsync(TempFolder folder, bool andUse = false)
    {
        try
        {
            var source = KubeConfigSource.Find(folder["config"], folder.Path, _ => null);
            // Nothing is sent: a mutated address may be anybody's.
            using var cluster = ClusterConnection.Connect(KubeConfig.Load(source).Context(null), TimeProvider.System);
            if (andUse) await cluster.Api.ListStatefulSetsAsync("hivemq", Test.Cancel);
            return "usable";
        }
        catch (HiveMQBackupException e)
        {
            return $"{e.Code}";
        }
    }

    private static string Mutate(Random random, string text)
    {
        string[] tokens =
        [
            ":", "- ", "\t", "&a ", "*a", "!!binary ", "!!map ", "{", "}", "[", "]", "|\n", ">\n", "'", "\"", "#", "? ", "<<: *a", "---\n", "...\n", "null", "~", "\0", "\\0",
            "%TAG ! tag:\n", "\ufeff", "\u0085", "é", "\r\n", ",", "@", "`", "0x1F", "\n", " ", "true", "\"\\ud800\"", "\"\\0\"", "https://", "../../..", "\"\\x\"",
        ];
        var at = random.Next(text.Length);
        var lines = text.Split('\n').ToList();
        var line = random.Next(lines.Count);
        switch (random.Next(8))
        {
            case 0:
                return text.Insert(at, tokens[random.Next(tokens.Length)]);
            case 1:
                return text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at));
            case 2:
                return text[..at];
            case 3:
                lines.RemoveAt(line);
                break;
            case 4:
                lines.Insert(random.Next(lines.Count), lines[line]);
                break;
            case 5:
                lines[line] = new string(' ', random.Next(6)) + lines[line].TrimStart();
                break;
            case 6:
                lines[line] = lines[line].Split(':')[0] + ": " + tokens[random.Next(tokens.Length)];
                break;
            default:
                return text[..at] + (char)random.Next(1, 256) + text[(at + 1)..];
        }
        return string.Join('\n', lines);
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_backups_id_arrives_as_it_is()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Node.Faults.Intercept = (context, _) => context.Request.Path.Value!.Contains("/files/", StringComparison.Ordinal)
            ? context.RespondAsync(200, "application/octet-stream", "")
            : context.RespondAsync(200, "application/json", """{"state":"COMPLETED"}""");
        var random = new Random(Seed);
        for (var i = 0; i < 500; i++)
        {
            // No half characters, which JSON cannot carry, and no NUL, which no server takes in a path.
            var id = new string([.. Text(random, 40).EnumerateRunes().Where(rune => rune.Value != 0 && rune != Rune.ReplacementChar).SelectMany(rune => rune.ToString())]);
            if (id is "" or "." or "..") continue;

            using (await broker.Api.OpenFileAsync(id, 0, null, again: false, Test.Cancel))
            {
                SameId(id, broker.Node.Requests[^1].PathAndQuery, "/api/v1/management/files/backups/");
            }
            Assert.Equal(id, (await broker.Api.GetBackupAsync(id, Test.Cancel)).Id);
            SameId(id, broker.Node.Requests[^1].PathAndQuery, "/api/v1/management/backups/");
        }
        foreach (var dialect in Client.HiveMQ.Dialect.All)
        {
            Assert.Throws<HiveMQBackupException>(() => dialect.FilePath(".."));
            Assert.Throws<HiveMQBackupException>(() => dialect.OnePath("."));
        }
    }

    private static void SameId(string id, string path, string before)
    {
        Assert.StartsWith(before, path, StringComparison.Ordinal);
        var segment = path[before.Length..];
        Assert.True(segment.IndexOfAny(['/', '?', '#']) < 0 && Uri.UnescapeDataString(segment) == id, $"{JsonSerializer.Serialize(id)} came as {path}");
    }

    /// <summary>Random text with many of the characters that make trouble.</summary>
    private static string Text(Random random, int longest)
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
