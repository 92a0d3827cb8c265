using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using HiveMQBackup.Simulator.HiveMQ.Files;

namespace HiveMQBackup.Unit.Simulator;

/// <summary>The simulator's files are backups as HiveMQ writes them, of exactly the length that a test asks for.</summary>
public sealed class SimulatedFileTests
{
    private const string Id = "20200506-081317";

    [Fact]
    public void From_22_bytes_on_every_small_file_is_an_archive_of_exactly_its_length()
    {
        for (var length = 22; length <= 5000; length++) AssertReads(SimulatedFile.OfLength(Id, length), length);
    }

    [Fact]
    public void Larger_files_of_any_length_are_archives()
    {
        var random = new Random(1);
        for (var i = 0; i < 100; i++)
        {
            var length = (long)Math.Pow(10, 4 + (random.NextDouble() * 3));
            AssertReads(SimulatedFile.OfLength(Id, length), length);
        }
    }

    // Where the sessions of longer files become larger.
    [Theory]
    [InlineData(20_000)]
    [InlineData(200_000)]
    [InlineData(5_000_000)]
    [InlineData(100_000_000)]
    public void Every_length_around_a_step_is_met(int middle)
    {
        for (var length = middle - 20; length <= middle + 20; length++) AssertEnds(SimulatedFile.OfLength(Id, length), length);
    }

    // A block of data holds 65,535 bytes, and the next one has a header.
    [Fact]
    public void Every_length_is_met_where_the_last_session_gets_one_more_block()
    {
        const long length = 200_000_000;
        var next = 65_535 - (LastEntryLength(SimulatedFile.OfLength(Id, length)) % 65_535);

        for (var more = next - 12; more <= next + 12; more++) AssertEnds(SimulatedFile.OfLength(Id, length + more), length + more);
    }

    [Theory]
    [InlineData(uint.MaxValue - 1L)]
    [InlineData(uint.MaxValue)]
    [InlineData(uint.MaxValue + 1L)]
    [InlineData(uint.MaxValue + 300_000L)]
    [InlineData(10_000_000_000)]
    public void Files_of_4_GB_and_more_have_their_length_as_well(long length) => AssertEnds(SimulatedFile.OfLength(Id, length), length);

    [Fact]
    public void The_longest_file_has_its_length_and_begins_as_an_archive()
    {
        var file = SimulatedFile.OfLength(Id, long.MaxValue);
        var first = new byte[4];
        file.Fill(0, first);

        Assert.Equal((long.MaxValue, "PK\x03\x04"), (file.Length, Encoding.ASCII.GetString(first)));
    }

    [Fact]
    public void A_file_below_22_bytes_is_the_beginning_of_an_empty_archive()
    {
        var whole = Read(SimulatedFile.OfLength(Id, 22));

        for (var length = 0; length < 22; length++) Assert.Equal(whole[..length], Read(SimulatedFile.OfLength(Id, length)));
        Assert.Equal("PK\x05\x06"u8, whole.AsSpan(0, 4));
    }

    [Theory]
    [InlineData(3000, 1)]
    [InlineData(10_000, 2)]
    [InlineData(100_000, 10)]
    [InlineData(25_000_000, 200)]
    public void A_file_has_sessions_subscriptions_and_messages(long length, int sessions)
    {
        var read = ReadBackup.Of(SimulatedFile.OfLength(Id, length));

        Assert.True(read.Sessions.Count >= sessions);
        Assert.True(read.Subscriptions.Count >= sessions);
        Assert.True(read.Queued.Count >= sessions);
        Assert.NotEmpty(read.Retained);
    }

    [Fact]
    public void A_part_from_any_offset_is_that_part_of_the_whole()
    {
        var shape = new BackupShape { Sessions = 20, QueuedPerSession = 3, RetainedMessages = 105, PayloadBytes = 70_001 };
        foreach (var file in new[] { SimulatedFile.OfLength(Id, 9000), SimulatedFile.OfLength(Id, 2_000_000), SimulatedFile.OfShape(Id, shape) })
        {
            var whole = Read(file);
            var random = new Random(2);
            for (var i = 0; i < 2000; i++)
            {
                var offset = random.Next(whole.Length + 1);
                var part = new byte[random.Next((int)Math.Min(whole.Length - offset, (long)Math.Pow(10, random.Next(6))) + 1)];
                file.Fill(offset, part);
                Assert.True(whole.AsSpan(offset, part.Length).SequenceEqual(part), $"{part.Length} bytes from {offset}");
            }
        }
    }

    [Fact]
    public void Nothing_is_read_beyond_the_end()
    {
        var file = SimulatedFile.OfLength(Id, 1000);

        Assert.Throws<ArgumentOutOfRangeException>(() => file.Fill(999, new byte[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Fill(-1, new byte[2]));
    }

    [Fact]
    public async Task The_same_id_gives_the_same_file_and_another_one_differs_everywhere()
    {
        var file = SimulatedFile.OfLength(Id, 3_000_000);
        using var written = new MemoryStream();
        await file.WriteAsync(written, Test.Cancel);

        Assert.Equal(Read(SimulatedFile.OfLength(Id, 3_000_000)), written.ToArray());
        Assert.Equal(file.Sha256(), Convert.ToHexStringLower(SHA256.HashData(written.ToArray())));
        var other = Read(SimulatedFile.OfLength("20200506-081318", 3_000_000));
        for (var at = 0; at < other.Length; at += 20_000)
            Assert.False(other.AsSpan(at, 20_000).SequenceEqual(written.ToArray().AsSpan(at, 20_000)), $"at {at}");
    }

    [Fact]
    public void A_repeated_or_exchanged_piece_changes_the_file()
    {
        var whole = Read(SimulatedFile.OfLength(Id, 20_000_000));
        var pieces = new HashSet<string>();

        for (var at = 0; at + 4096 <= whole.Length; at += 4096)
            Assert.True(pieces.Add(Convert.ToHexString(SHA256.HashData(whole.AsSpan(at, 4096)))), $"at {at}");
    }

    private static byte[] Read(SimulatedFile file)
    {
        var bytes = new byte[file.Length];
        file.Fill(0, bytes);
        return bytes;
    }

    private static void AssertReads(SimulatedFile file, long length)
    {
        AssertEnds(file, length);
        var counts = ReadBackup.Of(file).Counts;
        Assert.Equivalent(file.Counts, counts);
    }

    // The directory is where the end says, ends where the file does, and its last record leads to the last entry.
    private static void AssertEnds(SimulatedFile file, long length)
    {
        Assert.Equal(length, file.Length);
        using var archive = new ZipArchive(new SimulatedFileStream(file), ZipArchiveMode.Read);
        Assert.Equal(file.Counts.Entries, archive.Entries.Count);
        if (archive.Entries.Count == 0) return;
        using var content = archive.Entries[^1].Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        Assert.Equal(archive.Entries[^1].Crc32, Crc32.HashToUInt32(bytes.ToArray()));
    }

    private static long LastEntryLength(SimulatedFile file)
    {
        using var archive = new ZipArchive(new SimulatedFileStream(file), ZipArchiveMode.Read);
        return archive.Entries[^1].Length;
    }
}
