using System.Text;
using HiveMQBackup.Client.Content;
using HiveMQBackup.Client.Zip;
using HiveMQBackup.Unit.Zip;
using static HiveMQBackup.Unit.Content.BackupXml;

namespace HiveMQBackup.Unit.Content;

/// <summary>Files that no broker writes: each is read to its end, in little memory, and called what it is.</summary>
public sealed class HostileBackupTests : IDisposable
{
    private const int Large = 100_000_000;
    private const int MostMemory = 64 * 1024 * 1024;

    private readonly TestedFile _file = new();

    public void Dispose() => _file.Dispose();

    private async Task IsProblemAsync(byte[] zip, string text)
    {
        var report = await _file.TestAsync(zip);

        Assert.False(report.IsValid);
        Assert.Contains(report.Problems, problem => problem.Message.Contains(text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0x0809)]
    [InlineData(0x0848)]
    [InlineData(0x2808)]
    public Task An_encrypted_entry_is_a_problem(int flags) =>
        IsProblemAsync(new RawZip().Add(SessionName, Session(), entry => entry with { Flags = (ushort)flags }).Finish(), "encrypted");

    [Fact]
    public Task Another_compression_is_a_problem() =>
        IsProblemAsync(new RawZip().Add(SessionName, Session(), entry => entry with { Method = 93 }).Finish(), "method 93");

    [Fact]
    public Task A_name_that_differs_in_the_directory_is_a_problem() =>
        IsProblemAsync(new RawZip().Add(SessionName, Session(), entry => entry with { LocalName = Encoding.UTF8.GetBytes(SessionName.Replace('7', '8')) }).Finish(), "differ");

    [Fact]
    public Task Flags_that_differ_in_the_directory_are_a_problem() =>
        IsProblemAsync(new RawZip().Add(SessionName, Session(), entry => entry with { LocalFlags = 0x0008 }).Finish(), "differ");

    [Fact]
    public Task A_wrong_checksum_is_a_problem() =>
        IsProblemAsync(new RawZip().Add(SessionName, Session(), entry => entry with { Crc = 1 }).Finish(), "CRC-32");

    [Fact]
    public Task A_wrong_record_after_an_entry_is_a_problem() =>
        IsProblemAsync(new RawZip().Add(SessionName, Session(), entry => entry with { DescriptorCrc = 1 }).Finish(), "differ");

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public Task A_wrong_compressed_length_is_a_problem(int difference) =>
        IsProblemAsync(new RawZip().Add(SessionName, Session(), entry => entry with { ListedCompressed = entry.Compressed.Length + difference }).Finish(), "entry");

    [Theory]
    [InlineData(-1, "longer")]
    [InlineData(1, "names")]
    public Task A_wrong_length_is_a_problem(int difference, string text) =>
        IsProblemAsync(new RawZip().Add(SessionName, Session(), entry => entry with { Length = entry.Length + difference }).Finish(), text);

    [Fact]
    public Task Bytes_between_entries_are_a_problem() =>
        IsProblemAsync(new RawZip().Add(SessionName, Session(), entry => entry with { Flags = 0 }).AddBytes(1, 2, 3).Add(RetainedName, Retained()).Finish(), "belong to no entry");

    [Fact]
    public async Task A_missing_entry_is_a_problem()
    {
        var zip = new RawZip().Add(SessionName, Session()).Add(RetainedName, Retained()).Add("client-sessions/D15NJ-x-0.xml", Session());

        await IsProblemAsync(zip.Finish(entries => entries.Where((_, i) => i != 1)), "missing");
    }

    [Fact]
    public Task An_entry_that_is_listed_twice_is_a_problem() =>
        IsProblemAsync(new RawZip().Add(SessionName, Session()).Finish(entries => [entries[0], entries[0]]), "order");

    [Fact]
    public async Task A_second_directory_is_a_problem()
    {
        var zip = new RawZip().Add(SessionName, Session());
        zip.Finish();

        await IsProblemAsync(zip.Finish(), "missing");
    }

    [Fact]
    public async Task A_missing_directory_is_a_problem()
    {
        var zip = new RawZip().Add(SessionName, Session());
        var length = (int)zip.Position;
        var file = zip.Finish();

        await IsProblemAsync([.. file[..length], .. file[^22..]], "not complete");
    }

    [Fact]
    public Task A_name_of_two_entries_is_a_problem() =>
        IsProblemAsync(new RawZip().Add(SessionName, Session()).Add(SessionName, Session()).Finish(), "same name");

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("client-sessions/../../x-1.xml")]
    [InlineData(@"client-sessions/..\x-1.xml")]
    [InlineData("client-sessions/CON")]
    [InlineData("client-sessions/\u001b[31mred")]
    public async Task A_strange_name_is_an_unknown_entry(string name)
    {
        var report = await _file.TestAsync(new RawZip().Add(SessionName, Session()).Add(name, "x").Finish());

        Assert.True(report.IsValid);
        Assert.Equal(1, report.Counts.UnknownEntries);
    }

    [Fact]
    public async Task Sizes_in_the_ZIP64_field_are_read()
    {
        var report = await _file.TestAsync(new RawZip().Add(SessionName, Session(Children()), entry => entry with { IsZip64 = true, HasLongDescriptor = true }).Finish());

        Assert.True(report.IsValid, string.Join('\n', report.Problems));
    }

    [Fact]
    public async Task More_entries_than_16_bits_count_are_read()
    {
        var report = await _file.TestAsync(Zips.Streamed(70_000));

        Assert.Empty(report.Problems);
    }

    [Fact]
    public void A_payload_of_zeros_is_legitimate()
    {
        var found = ReadLarge("<retained-messages><retained-message><topic>a</topic><message>{0}</message></retained-message></retained-messages>", "AAAA", 250_000_000 / 3 * 4);

        Assert.Empty(found.Problems);
        Assert.Equal(1, found.Counts.RetainedMessages);
    }

    [Theory]
    [InlineData("<retained-messages><retained-message><topic>a</topic><message>{0}</message></retained-message></retained-messages>", "AAAA", 370_000_000)]
    [InlineData("<retained-messages><retained-message><topic>{0}</topic></retained-message></retained-messages>", "a", Large)]
    [InlineData("<retained-messages a=\"{0}\"/>", "a", Large)]
    [InlineData("<retained-messages><{0}/></retained-messages>", "a", Large)]
    [InlineData("<retained-messages><!--{0}--></retained-messages>", "a", Large)]
    [InlineData("<retained-messages><x><![CDATA[{0}]]></x></retained-messages>", "a", Large)]
    [InlineData("<retained-messages>{0}</retained-messages>", "<a>", 1_000_000)]
    [InlineData("<retained-messages><retained-message><qos>{0}</qos></retained-message></retained-messages>", "1", Large)]
    public void A_value_or_a_tag_longer_than_any_of_a_backup_is_a_problem(string xml, string unit, int length) =>
        Assert.Equal(RetainedName, Assert.Single(ReadLarge(xml, unit, length).Problems).Entry);

    [Fact]
    public void A_long_unknown_element_is_counted()
    {
        var found = ReadLarge("<retained-messages><new>{0}</new></retained-messages>", "text ", Large);

        Assert.Empty(found.Problems);
        Assert.Equal(1, found.Counts.UnknownElements);
    }

    // The file is small, and the memory that reading it takes must be as well.
    private Findings ReadLarge(string xml, string unit, int length)
    {
        LargeEntry.Write(_file.Path, RetainedName, xml.Split("{0}"), unit, length);
        using var archive = Archive.Open(_file.Path);
        var reader = new EntryReader(archive, _ => false, _ => { });
        var before = GC.GetAllocatedBytesForCurrentThread();

        foreach (var entry in archive.Entries()) _ = reader.Read(entry, Test.Cancel).Count();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostMemory);
        return reader.Findings;
    }
}
