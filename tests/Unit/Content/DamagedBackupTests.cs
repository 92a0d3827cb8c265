using System.IO.Compression;
using System.Security.Cryptography;
using HiveMQBackup.Client.Content;
using HiveMQBackup.Unit.Zip;
using static HiveMQBackup.Unit.Content.BackupXml;

namespace HiveMQBackup.Unit.Content;

/// <summary>A damaged backup is never called valid where its content has changed.</summary>
public sealed class DamagedBackupTests : IDisposable
{
    private const int Seed = 20261126;

    private static readonly byte[] Streamed = TestedFile.Archive((RetainedName, Retained(Message(), Message("a"))), (SessionName, Session(Children())));

    private readonly TestedFile _file = new();

    public void Dispose() => _file.Dispose();

    private static byte[] WithSizesInHeaders()
    {
        static RawEntry Change(RawEntry entry) => entry with { Flags = 0 };
        return new RawZip().Add(RetainedName, Retained(Message()), Change).Add(SessionName, Session(Children()), Change).Finish();
    }

    public static TheoryData<string, byte[]> Backups => new() { { "4.42", Streamed }, { "4.3", WithSizesInHeaders() } };

    [Theory]
    [MemberData(nameof(Backups))]
    public async Task Cut_anywhere_it_is_not_valid(string version, byte[] backup)
    {
        for (var length = 0; length < backup.Length; length++) Assert.False((await _file.TestAsync(backup[..length])).IsValid, $"{version}, {length} bytes");
    }

    [Theory]
    [MemberData(nameof(Backups))]
    public async Task With_a_bit_flipped_it_is_not_valid_unless_its_content_is_the_same(string version, byte[] backup)
    {
        var content = ContentOf(backup);
        var random = new Random(Seed);
        for (var bit = random.Next(8); bit < backup.Length * 8; bit += random.Next(1, 9))
        {
            var damaged = backup.ToArray();
            damaged[bit / 8] ^= (byte)(1 << bit % 8);

            var isValid = (await _file.TestAsync(damaged)).IsValid;

            Assert.True(!isValid || ContentOf(damaged) == content, $"{version}, bit {bit}");
        }
    }

    [Theory]
    [MemberData(nameof(Backups))]
    public async Task With_bytes_overwritten_removed_or_repeated_it_is_not_valid(string version, byte[] backup)
    {
        var random = new Random(Seed);
        var content = ContentOf(backup);
        for (var i = 0; i < 1000; i++)
        {
            var damaged = Damage(backup, random);
            if (damaged.AsSpan().SequenceEqual(backup)) continue;

            var report = await _file.TestAsync(damaged);

            Assert.True(!report.IsValid || ContentOf(damaged) == content, $"{version}, {Seed}, {i}");
            ReadAll();
        }
    }

    // The reader of the content meets the same faults, and never throws.
    private void ReadAll() => _file.Read(problem: _ => { });

    private static byte[] Damage(byte[] backup, Random random)
    {
        var at = random.Next(backup.Length);
        var length = Math.Min(random.Next(1, 40), backup.Length - at);
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return random.Next(4) switch
        {
            0 => [.. backup[..at], .. bytes, .. backup[(at + length)..]],
            1 => [.. backup[..at], .. backup[(at + length)..]],
            2 => [.. backup[..at], .. backup[at..(at + length)], .. backup[at..]],
            _ => [.. backup[..at], .. new byte[length], .. backup[(at + length)..]],
        };
    }

    // What another reader gets out of the file; null if it does not read it.
    private static string? ContentOf(byte[] backup)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            using var zip = new ZipArchive(new MemoryStream(backup));
            foreach (var entry in zip.Entries)
            {
                using var content = new MemoryStream();
                using (var stream = entry.Open()) stream.CopyTo(content);
                hash.AppendData(System.Text.Encoding.UTF8.GetBytes(entry.FullName));
                hash.AppendData(content.ToArray());
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            return null;
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    [Fact]
    public async Task Damage_is_named_with_its_entry_and_place()
    {
        var damaged = Streamed.ToArray();
        var session = damaged.AsSpan().IndexOf("client-sessions/D15NJ"u8);
        damaged[session + 100] ^= 0x10;

        var problem = await _file.ProblemAsync(damaged);

        Assert.Equal(SessionName, problem.Entry);
        Assert.Equal(session - 30, problem.Offset);
        Assert.Contains("content", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_content_of_other_entries_is_still_read()
    {
        var damaged = Streamed.ToArray();
        damaged[damaged.AsSpan().IndexOf("retained-messages/D15NJ"u8) + 100] ^= 0x10;
        _file.Write(damaged);
        var problems = new List<Problem>();

        var records = _file.Read(problem: problems.Add);

        Assert.Equal(RetainedName, Assert.Single(problems).Entry);
        Assert.Single(records.OfType<QueuedMessage>());
        Assert.Single(records.OfType<ClientSession>());
    }

    [Fact]
    public async Task A_cut_file_says_that_it_is_not_complete() =>
        Assert.Contains("not complete", (await _file.ProblemAsync(Streamed[..^1])).Message, StringComparison.Ordinal);
}
