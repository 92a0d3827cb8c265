namespace HiveMQBackup.Help;

/// <summary>What is written about a cmdlet.</summary>
/// <param name="File">The page that it is written on.</param>
/// <param name="Synopsis">One sentence.</param>
/// <param name="Description">What it does.</param>
/// <param name="Examples">How it is used.</param>
/// <param name="Parameters">Its parameters, in the order in which they are shown.</param>
/// <param name="Inputs">What it takes from the pipeline.</param>
/// <param name="Outputs">What it emits.</param>
/// <param name="Notes">What else there is to know.</param>
/// <param name="Links">What to read next.</param>
internal sealed record CmdletPage(
    MarkdownFile File, string Synopsis, IReadOnlyList<Block> Description, IReadOnlyList<Example> Examples, IReadOnlyList<ParameterText> Parameters,
    IReadOnlyList<TypeText> Inputs, IReadOnlyList<TypeText> Outputs, IReadOnlyList<Block> Notes, IReadOnlyList<string> Links);

/// <summary>An example.</summary>
/// <param name="Title">What it is for.</param>
/// <param name="Code">The commands.</param>
/// <param name="Remark">What they do.</param>
internal sealed record Example(string Title, IReadOnlyList<string> Code, IReadOnlyList<Block> Remark);

/// <summary>What is written about a parameter.</summary>
/// <param name="Name">Its name, without the hyphen.</param>
/// <param name="Description">What it means.</param>
/// <param name="Default">What holds where it is not given, or null.</param>
/// <param name="File">The page that it is described on.</param>
/// <param name="Line">The line of its heading.</param>
internal sealed record ParameterText(string Name, IReadOnlyList<Block> Description, string? Default, MarkdownFile File, int Line);

/// <summary>What is written about a type that goes in or comes out.</summary>
/// <param name="Name">The type's name.</param>
/// <param name="Description">What it means there.</param>
internal sealed record TypeText(string Name, IReadOnlyList<Block> Description);
