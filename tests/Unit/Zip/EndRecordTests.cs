using System.Buffers.Binary;
using System.IO.Compression;
using HiveMQBackup.Client.Zip;

namespace HiveMQBackup.Unit.Zip;

/// <summary>Whether a file is a ZIP archive from its beginning to its end.</summary>
public sealed class EndRecordTests : IDisposable
{
    private const int EndRecordLength = 22;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private bool IsWhole(byte[] content)
    {
        var path = _folder["zip"];
        File.WriteAllBytes(path, content);
        using var file = File.OpenHandle(path);
        return EndRecord.Find(file, content.Length) is not null;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(70_000)]
    public void An_archive_is_whole_at_its_end_alone(int entries)
    {
        var zip = Zips.Of(entries);

        Assert.True(IsWhole(zip));
        foreach (var length in Cuts(zip.Length)) Assert.False(IsWhole(zip[..length]), $"{length} of {zip.Length} bytes");
    }

    private static IEnumerable<int> Cuts(int length) => length < 1000
        ? Enumerable.Range(0, length)
        : [0, 1, 4, EndRecordLength, length / 2, .. Enumerable.Range(length - 120, 120)];

    [Theory]
    [InlineData(1)]
    [InlineData(ushort.MaxValue)]
    public void An_archive_may_end_with_a_comment(int length)
    {
        var zip = Zips.Of(2, new string('c', length));

        Assert.True(IsWhole(zip));
        Assert.False(IsWhole(zip[..^1]));
        Assert.False(IsWhole([.. zip, 0]));
    }

    [Fact]
    public void A_comment_that_holds_an_end_record_does_not_confuse()
    {
        var fake = new byte[EndRecordLength];
        BinaryPrimitives.WriteUInt32LittleEndian(fake, 0x06054b50);
        var zip = Zips.Of(1, new string('c', EndRecordLength));
        fake.CopyTo(zip, zip.Length - EndRecordLength);

        Assert.True(IsWhole(zip));
    }

    [Fact]
    public void An_archive_as_a_stream_is_written_is_whole() => Assert.True(IsWhole(Zips.Streamed(3)));

    [Fact]
    public void What_follows_the_end_is_not_the_archives()
    {
        Assert.False(IsWhole([.. Zips.Of(2), .. new byte[10]]));
    }

    [Fact]
    public void An_archive_within_a_file_does_not_end_the_file()
    {
        Assert.False(IsWhole([.. Zips.Of(2), .. Zips.Of(1)]));
        Assert.False(IsWhole([.. "PK\u0003\u0004"u8, .. new byte[100], .. Zips.Of(2)]));
        Assert.False(IsWhole([.. "PK\u0003\u0004"u8, .. new byte[100], .. Zips.Of(0)]));
    }

    // A piece from the middle that was lost moves the directory.
    [Fact]
    public void An_archive_that_lacks_a_piece_is_not_whole()
    {
        var zip = Zips.Of(3);

        Assert.False(IsWhole([.. zip[..40], .. zip[50..]]));
    }

    [Fact]
    public void Other_files_are_none()
    {
        Assert.False(IsWhole([]));
        Assert.False(IsWhole(new byte[100_000]));
        Assert.False(IsWhole([0x1F, 0x8B, .. new byte[500], .. Zips.Of(1)]));
    }
}

/// <summary>Real ZIP archives.</summary>
internal static class Zips
{
    internal static byte[] Of(int entries, string comment = "")
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.Comment = comment;
            Fill(zip, entries);
        }
        return memory.ToArray();
    }

    /// <summary>As HiveMQ writes its backups: sizes and checksums after each entry.</summary>
    internal static byte[] Streamed(int entries)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(new WriteOnly(memory), ZipArchiveMode.Create)) Fill(zip, entries);
        return memory.ToArray();
    }

    private static void Fill(ZipArchive zip, int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            using var writer = new StreamWriter(zip.CreateEntry($"retained-messages/node-{i}.xml").Open());
            writer.Write($"<retained-messages><!-- {i} --></retained-messages>");
        }
    }

    private sealed class WriteOnly(MemoryStream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
