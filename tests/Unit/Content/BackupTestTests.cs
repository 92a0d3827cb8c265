using HiveMQBackup.Client;
using HiveMQBackup.Client.Content;
using HiveMQBackup.Unit.Zip;
using static HiveMQBackup.Unit.Content.BackupXml;

namespace HiveMQBackup.Unit.Content;

/// <summary>What the test of a backup file reports.</summary>
public sealed class BackupTestTests : IDisposable
{
    private readonly TestedFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_whole_backup_is_valid_and_counted()
    {
        var report = await _file.TestAsync(
            (RetainedName, Retained(Message(), Message("a/b"))),
            (SessionName, Session(Children(SubscriptionXml + SubscriptionXml, QueuedXml + QueuedXml + QueuedXml))),
            ("client-sessions/X51aB-other-0.xml", Session()));

        Assert.True(report.IsValid, string.Join('\n', report.Problems));
        Assert.Equal(
            new ContentCounts { RetainedMessages = 2, ClientSessions = 2, Subscriptions = 2, QueuedMessages = 3, QueuedBytes = 21 },
            report.Counts);
        Assert.Equal(["D15NJ", "X51aB"], report.Nodes);
        Assert.Equal(["4.42.0"], report.HiveMQVersions);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1755165821024), report.ExportedAt);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1755165821030), report.ExportedUntil);
        Assert.Equal(new FileInfo(_file.Path).Length, report.Length);
        Assert.Equal(Sha256.OfFile(_file.Path), report.Sha256);
        Assert.Equal(_file.Path, report.Path);
    }

    // 4.3 knows the sizes when it writes the header; 4.42 writes them after the entry.
    [Theory]
    [InlineData(0x0000, true, false)]
    [InlineData(0x0808, true, false)]
    [InlineData(0x0808, false, false)]
    [InlineData(0x0808, true, true)]
    [InlineData(0x0808, false, true)]
    public async Task Sizes_before_and_after_an_entry_are_read(int flags, bool hasSignature, bool isLong)
    {
        RawEntry Change(RawEntry entry) => entry with { Flags = (ushort)flags, HasDescriptorSignature = hasSignature, HasLongDescriptor = isLong };
        var zip = new RawZip().Add("client-sessions/", "", Change).Add(SessionName, Session(Children()), Change);

        var report = await _file.TestAsync(zip.Finish());

        Assert.True(report.IsValid, string.Join('\n', report.Problems));
        Assert.Equal(1, report.Counts.QueuedMessages);
    }

    [Fact]
    public async Task An_archive_without_entries_is_a_backup_of_nothing()
    {
        var report = await _file.TestAsync(new RawZip().Finish());

        Assert.True(report.IsValid);
        Assert.Equal(22, report.Length);
        Assert.Equal(new ContentCounts(), report.Counts);
    }

    [Fact]
    public async Task What_a_newer_broker_adds_is_counted_and_no_problem()
    {
        var report = await _file.TestAsync(
            (RetainedName, Retained(Message(more: "<new-field><deep>x</deep></new-field><other/>"))),
            (SessionName, Session("<will>x</will>" + Children(), "client-id=\"a\" clean-start=\"true\"")),
            ("something-new/D15NJ-1.bin", "no XML"),
            ("version.txt", "4.99"));

        Assert.True(report.IsValid, string.Join('\n', report.Problems));
        Assert.Equal(2, report.Counts.UnknownEntries);
        Assert.Equal(4, report.Counts.UnknownElements);
        Assert.Equal(1, report.Counts.RetainedMessages);
        Assert.Equal(1, report.Counts.QueuedMessages);
    }

    [Fact]
    public async Task A_shared_subscription_counts_with_its_messages()
    {
        var report = await _file.TestAsync(("shared-subscriptions/D15NJ-group-0.xml", $"<shared-subscription group=\"g\">{Children("")}</shared-subscription>"));

        Assert.True(report.IsValid, string.Join('\n', report.Problems));
        Assert.Equal(new ContentCounts { SharedSubscriptions = 1, QueuedMessages = 1, QueuedBytes = 7 }, report.Counts);
    }

    [Fact]
    public async Task A_foreign_archive_says_so()
    {
        var problem = await _file.ProblemAsync(new RawZip().Add("letter.txt", "Dear").Finish());

        Assert.Contains("none of its entries belongs to a HiveMQ backup", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("<html>404</html>", "not a ZIP archive")]
    [InlineData("PK", "not a ZIP archive")]
    public async Task A_file_that_is_no_archive_says_so(string content, string expected)
    {
        var problem = await _file.ProblemAsync(System.Text.Encoding.UTF8.GetBytes(content));

        Assert.Null(problem.Entry);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<qos>3</qos>", "qos")]
    [InlineData("<qos></qos>", "qos")]
    [InlineData("<qos>two</qos>", "qos")]
    [InlineData("<timestamp>yesterday</timestamp>", "timestamp")]
    [InlineData("<timestamp>999999999999999999</timestamp>", "timestamp")]
    [InlineData("<message-expiry-interval>1e3</message-expiry-interval>", "message-expiry-interval")]
    [InlineData("<topic-base64>maybe</topic-base64>", "topic-base64")]
    [InlineData("<payload-format-indicator>2</payload-format-indicator>", "payload-format-indicator")]
    [InlineData("<content-type>/w==</content-type>", "content-type")]
    public async Task A_value_that_cannot_be_read_is_a_problem_and_the_rest_is_still_counted(string element, string name)
    {
        var report = await _file.TestAsync((RetainedName, Retained(Message(more: element), Message())));

        var problem = Assert.Single(report.Problems);
        Assert.Contains(name, problem.Message, StringComparison.Ordinal);
        Assert.Equal(RetainedName, problem.Entry);
        Assert.Equal(2, report.Counts.RetainedMessages);
    }

    [Theory]
    [InlineData("a-b")]
    [InlineData("YQ")]
    [InlineData("YQ=")]
    [InlineData("Y")]
    public async Task A_payload_that_is_no_base64_is_a_problem(string payload) =>
        Assert.Equal(RetainedName, (await _file.ProblemAsync((RetainedName, Retained(Message(payload: payload))))).Entry);

    [Theory]
    [InlineData("<retained-messages><retained-message></retained-messages>")]
    [InlineData("<retained-messages>")]
    [InlineData("")]
    [InlineData("<retained-messages/><retained-messages/>")]
    [InlineData("<retained-messages>text</retained-messages>")]
    [InlineData("<client-session client-id=\"a\"/>")]
    [InlineData("<retained-messages><retained-message><qos>1</qos></retained-message></retained-messages>")]
    [InlineData("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><retained-messages>&x;</retained-messages>")]
    [InlineData("<retained-messages>&x;</retained-messages>")]
    [InlineData("<retained-messages>\u0001</retained-messages>")]
    public async Task XML_that_is_not_well_formed_or_of_another_shape_is_a_problem(string xml)
    {
        var problem = await _file.ProblemAsync((RetainedName, xml));

        Assert.Equal(RetainedName, problem.Entry);
        Assert.True(problem.Offset > 0);
    }

    [Fact]
    public async Task A_session_without_a_client_is_a_problem() =>
        Assert.Contains("client-id", (await _file.ProblemAsync((SessionName, Session("", "a=\"b\"")))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Problems_come_in_the_order_of_the_file_and_are_limited_in_number()
    {
        var report = await _file.TestAsync((RetainedName, Retained([.. Enumerable.Repeat(Message(more: "<qos>9</qos>"), 1500)])), (SessionName, Session("<a", "")));

        Assert.Equal(1001, report.Problems.Count);
        Assert.Equal(report.Problems.Select(problem => problem.Offset).Order(), report.Problems.Select(problem => problem.Offset));
        Assert.Contains("502 more problems", report.Problems[^1].Message, StringComparison.Ordinal);
        Assert.Equal(1500, report.Counts.RetainedMessages);
    }

    [Fact]
    public async Task Progress_reaches_the_whole_file_and_counts()
    {
        var progress = new ProgressList<TestProgress>();
        _file.Write((RetainedName, Retained(Message())), (SessionName, Session(Children())));

        await BackupTest.RunAsync(_file.Path, progress, Test.Cancel);

        Assert.NotEmpty(progress.Reports);
        Assert.All(progress.Reports, value => Assert.InRange(value.Bytes, 0, value.Total));
        Assert.Equal(1, progress.Reports[^1].Counts.RetainedMessages);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_an_error()
    {
        await Test.FailsAsync(ErrorCode.InputFileInvalid, () => TestedFile.TestAsync("/nowhere/x.backup"));
        await Test.FailsAsync(ErrorCode.InputFileInvalid, () => TestedFile.TestAsync(Path.GetDirectoryName(_file.Path)!));
    }

    // To open it would wait for a writer.
    [Fact]
    public async Task A_pipe_is_an_error()
    {
        if (OperatingSystem.IsWindows()) return;
        using var made = System.Diagnostics.Process.Start("mkfifo", _file.Path);
        await made.WaitForExitAsync(Test.Cancel);

        await Test.FailsAsync(ErrorCode.InputFileInvalid, () => TestedFile.TestAsync(_file.Path));
    }

    [Fact]
    public async Task A_test_can_be_canceled()
    {
        _file.Write((RetainedName, Retained(Message())));
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BackupTest.RunAsync(_file.Path, null, canceled.Token));
    }
}
