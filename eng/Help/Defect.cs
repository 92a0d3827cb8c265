namespace HiveMQBackup.Help;

/// <summary>Something in a page that is missing, wrong or not understood.</summary>
/// <param name="File">The page's path.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="What">What is wrong, as a sentence.</param>
internal sealed record Defect(string File, int Line, string What)
{
    /// <summary>The form in which MSBuild recognizes errors.</summary>
    public override string ToString() => $"{File}({Line}): error HELP: {What}";
}

/// <summary>The help cannot be built.</summary>
internal sealed class DefectException(params IReadOnlyList<Defect> defects) : Exception(string.Join(Environment.NewLine, defects))
{
    internal DefectException(string file, int line, string what)
        : this(new Defect(file, line, what))
    {
    }

    internal IReadOnlyList<Defect> Defects => defects;
}
