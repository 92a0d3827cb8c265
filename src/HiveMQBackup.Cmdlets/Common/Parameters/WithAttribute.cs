namespace HiveMQBackup.Cmdlets.Common.Parameters;

/// <summary>Makes a property a parameter of the sets that have one of these options. The settings are those of [Parameter].</summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
internal sealed class WithAttribute(params string[] options) : Attribute
{
    internal IReadOnlyList<string> Options { get; } = options;

    public bool Mandatory { get; init; }

    public int Position { get; init; }

    public bool ValueFromPipeline { get; init; }

    public bool ValueFromPipelineByPropertyName { get; init; }
}
