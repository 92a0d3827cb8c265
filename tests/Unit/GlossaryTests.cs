using HiveMQBackup.Unit.Text;

namespace HiveMQBackup.Unit;

/// <summary>All that a person reads uses the words of kubectl, PowerShell and HiveMQ.</summary>
public sealed class GlossaryTests
{
    private static readonly string[] Pages = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "build.ps1", ".editorconfig", "Directory.Build.props", "PSScriptAnalyzerSettings.psd1", ".ci/run"];
    private static readonly string[] Folders = ["docs", "module", "examples", ".github"];
    private static readonly string[] Code = ["src", "demo", "benchmarks", "eng", "tests"];

    // Two files hold the words themselves; the third quotes licenses.
    private static readonly string[] Quotations = ["tests/Unit/Text/Glossary.cs", "tests/Unit/GlossaryTests.cs", "module/THIRD-PARTY-NOTICES.txt"];

    [Fact]
    public void Pages_use_the_words_of_the_field() =>
        None(Hits(Pages.Select(page => Path.Combine(Repository.Root, page)).Concat(Folders.SelectMany(folder => Repository.Files(folder))), text => text));

    [Fact]
    public void Comments_and_messages_use_the_words_of_the_field() =>
        None(Hits(Code.SelectMany(folder => Repository.Files(folder, ".cs")), CSharpProse.Of));

    [Fact]
    public void Scripts_and_project_files_use_the_words_of_the_field() =>
        None(Hits(Code.SelectMany(folder => Repository.Files(folder, ".ps1", ".csproj", ".props", ".targets", ".nuspec")), text => text));

    [Theory]
    [InlineData("takes it up again")]
    [InlineData("is taken up again")]
    [InlineData("the sign-in")]
    [InlineData("is signed in to")]
    [InlineData("may not list pods")]
    [InlineData("a right is missing")]
    [InlineData("Ask for that right.")]
    [InlineData("the rights")]
    [InlineData("is answering")]
    [InlineData("mend it")]
    [InlineData("is tried anew")]
    [InlineData("another pod is asked instead")]
    [InlineData("ask the next one")]
    [InlineData("upon a thread")]
    [InlineData("upon that thread")]
    [InlineData("threads of their own")]
    [InlineData("brings nothing")]
    [InlineData("counts as dead")]
    [InlineData("is silent")]
    [InlineData("takes it unseen")]
    [InlineData("with nothing said")]
    [InlineData("the broker wants a token")]
    [InlineData("does not take a token")]
    [InlineData("try 2 of 5")]
    [InlineData("does one at a time")]
    [InlineData("nobody else")]
    [InlineData("is cancelled")]
    [InlineData("in its colour")]
    public void The_words_are_found(string text) => Assert.Single(Glossary.Find(text));

    [Theory]
    [InlineData("The pod\ndoes not answer.", "2: \"answer\"; say: response, respond")]
    [InlineData("# a thread of\n# its own", "1: \"thread of # its own\"; say: on a dedicated thread")]
    [InlineData("Where-Object Answers; Answers and Problem", null)]
    [InlineData("Answers the request", "1: \"Answers\"; say: response, respond")]
    [InlineData("The right side of the right pod", null)]
    [InlineData("the right to list", "1: \"the right\"; say: permission")]
    public void A_word_is_found_where_it_is(string text, string? found) => Assert.Equal(found is null ? [] : [found], Glossary.Find(text));

    [Theory]
    [InlineData(""""Answer(/* wants */ $"a {(b ? "nobody" : 'x')} c", @"whatever ""x"""); // wants"""", 4)]
    [InlineData(""""var whoever = '"'; var text = "mend \" mended"; var raw = """{ "wants" }""";"""", 3)]
    public void Only_comments_and_literals_of_code_are_read(string code, int hits) => Assert.Equal(hits, Glossary.Find(CSharpProse.Of(code)).Count());

    // All of them: Assert.Empty shows only the first few.
    private static void None(List<string> hits) => Assert.True(hits.Count == 0, string.Join(Environment.NewLine, hits));

    private static List<string> Hits(IEnumerable<string> files, Func<string, string> prose) =>
    [
        .. from file in files
           let name = Repository.Relative(file)
           where !Quotations.Contains(name) && Path.GetExtension(name) != ".png"
           from hit in Glossary.Find(prose(File.ReadAllText(file)))
           select $"{name}:{hit}",
    ];
}
