using HiveMQBackup.Client;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Unit;

/// <summary>Text that is always made safe for a terminal.</summary>
public sealed class SanitizedMessageTests
{
    private const string Evil = "x\u001b[2J\u202e\ny";
    private const string Safe = "x\uFFFD[2J\uFFFD y";

    [Fact]
    public void Every_exceptions_message() => Assert.Equal(Safe, new HiveMQBackupException(ErrorCode.NoBackup, Evil).Message);

    [Fact]
    public void What_a_cause_took_from_elsewhere() => Assert.All(
        [
            new ErrorCause.KubeConfigVariable("", Evil).Value, new ErrorCause.VerbForbidden("", "", Evil, "").Namespace, new ErrorCause.VerbForbidden("", "", null, Evil).Context,
            new ErrorCause.NoMatchingPod(Evil).Namespace, new ErrorCause.PodsNotReady(Evil).Namespace, new ErrorCause.BackupRunning(Evil, null).Id,
        ],
        fact => Assert.Equal(Safe, fact));

    [Fact]
    public void The_exceptions_inside_it_as_well()
    {
        var inner = new IOException("outer", new InvalidDataException($"at http://user:secret@host: {Evil}"));
        var failure = new HiveMQBackupException(ErrorCode.NoBackup, "", inner: inner);

        Assert.Equal("IOException: outer", failure.InnerException!.Message);
        Assert.Equal($"InvalidDataException: at http://host: {Safe}", failure.InnerException.InnerException!.Message);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', failure.ToString());
    }

    [Fact]
    public void An_exception_inside_it_that_is_harmless_stays_what_it_is()
    {
        var inner = new IOException("outer", new InvalidDataException("inner"));

        Assert.Same(inner, new HiveMQBackupException(ErrorCode.NoBackup, "", inner: inner).InnerException);
    }

    [Fact]
    public void Every_message_of_a_log()
    {
        var shown = new List<string>();
        var log = new Log(shown.Add, shown.Add);

        log.Warn(Evil);
        log.Tell(Evil);

        Assert.Equal([Safe, Safe], shown);
    }

    [Fact]
    public void A_brokers_name() => Assert.Equal($"{Safe}/{Safe}", new BrokerInfo { Name = Evil, Namespace = Evil }.ToString());

    [Theory]
    [InlineData("at https://user:pass@host:1/a@b: no", "at https://host:1/a@b: no")]
    [InlineData("'http://user@host'", "'http://host'")]
    [InlineData("http://a:b@c@host http://d@e", "http://host http://e")]
    [InlineData("http://host a@b", "http://host a@b")]
    [InlineData("http://host?x=a@b http://host#a@b", "http://host?x=a@b http://host#a@b")]
    [InlineData("://@", "://")]
    [InlineData("http://://user:pass@host", "http://://host")]
    [InlineData("mail a@b", "mail a@b")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Users_and_passwords_of_addresses_are_left_out(string? text, string shown)
    {
        Assert.Equal(shown, TerminalText.Sanitize(text));
        Assert.Equal(shown, TerminalText.Sanitize(TerminalText.Sanitize(text)));
    }

    [Fact]
    public void A_message_may_be_long_but_not_without_end()
    {
        Assert.Equal(5_000, TerminalText.Sanitize(new string('x', 5_000)).Length);
        Assert.InRange(TerminalText.Sanitize(new string('x', 1_000_000)).Length, 5_000, 100_000);
        Assert.Equal(TerminalText.Sanitize(new string('x', 1_000_000)), TerminalText.Sanitize(TerminalText.Sanitize(new string('x', 1_000_000))));
    }
}
