using HiveMQBackup.Client.Files;
using HiveMQBackup.Unit.Content;

namespace HiveMQBackup.Unit.Files;

public sealed class ChecksumFileTests : IDisposable
{
    private readonly TestedFile _file = new();

    public void Dispose() => _file.Dispose();

    private async Task<IReadOnlyList<string>> ProblemsAsync(Func<string, string> checksum)
    {
        _file.Write(Zip.Zips.Of(0));
        File.WriteAllText(ChecksumFile.PathOf(_file.Path), checksum(Sha256.OfFile(_file.Path)));
        return [.. (await TestedFile.TestAsync(_file.Path)).Problems.Select(problem => problem.Message)];
    }

    [Theory]
    [InlineData("{0}  x.backup\n")]
    [InlineData("{0} *x.backup\r\n")]
    [InlineData("{0}")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000  other\n{0}  ./x.backup\n")]
    public async Task A_checksum_that_agrees_is_no_problem(string text) =>
        Assert.Empty(await ProblemsAsync(sha256 => text.Replace("{0}", sha256, StringComparison.Ordinal)));

    [Fact]
    public async Task Case_does_not_matter_to_it() => Assert.Empty(await ProblemsAsync(sha256 => sha256.ToUpperInvariant() + "  x.backup"));

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000  x.backup\n", "x.backup.sha256 says 0000")]
    [InlineData("{0}  y.backup\n", "has no SHA-256 of this file")]
    [InlineData("", "has no SHA-256 of this file")]
    [InlineData("x.backup", "has no SHA-256 of this file")]
    public async Task Another_checksum_is_a_problem(string text, string expected) =>
        Assert.Contains(expected, Assert.Single(await ProblemsAsync(sha256 => text.Replace("{0}", sha256, StringComparison.Ordinal))), StringComparison.Ordinal);

    // To open it would wait for a writer.
    [Fact(Timeout = Test.Limit)]
    public async Task A_pipe_in_its_place_is_a_problem_and_is_not_opened()
    {
        Unix.Only();
        _file.Write(Zip.Zips.Of(0));
        Unix.Pipe(ChecksumFile.PathOf(_file.Path));

        Assert.Contains("is a device, a pipe or a socket", Assert.Single((await TestedFile.TestAsync(_file.Path)).Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.backup", "abc  x.backup\n")]
    [InlineData("a\\b\nc", "\\abc  a\\\\b\\nc\n")]
    public void The_line_is_as_sha256sum_writes_it(string name, string line) => Assert.Equal(line, ChecksumFile.Line(name, "abc"));
}
