namespace HiveMQBackup.Help;

/// <summary>A part of a page.</summary>
/// <param name="Line">The line that it begins on, counted from 1.</param>
internal abstract record Block(int Line);

/// <summary>A heading.</summary>
/// <param name="Level">1 to 3.</param>
/// <param name="Text">What it says, in markdown.</param>
/// <param name="Line">The line that it stands on.</param>
internal sealed record Heading(int Level, string Text, int Line) : Block(Line);

/// <summary>A paragraph, on one line.</summary>
/// <param name="Text">What it says, in markdown.</param>
/// <param name="Line">The line that it begins on.</param>
internal sealed record Paragraph(string Text, int Line) : Block(Line);

/// <summary>A list's item, on one line.</summary>
/// <param name="Text">What it says, in markdown.</param>
/// <param name="Line">The line that it begins on.</param>
internal sealed record ListItem(string Text, int Line) : Block(Line);

/// <summary>A fenced code block.</summary>
/// <param name="Lines">Its lines, without the fences.</param>
/// <param name="Line">The opening fence's line.</param>
internal sealed record CodeBlock(IReadOnlyList<string> Lines, int Line) : Block(Line);
