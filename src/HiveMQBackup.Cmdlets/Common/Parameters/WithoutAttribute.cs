namespace HiveMQBackup.Cmdlets.Common.Parameters;

/// <summary>Makes a property a parameter of the sets that have none of these options.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WithoutAttribute(params string[] options) : Attribute
{
    internal IReadOnlyList<string> Options { get; } = options;
}
