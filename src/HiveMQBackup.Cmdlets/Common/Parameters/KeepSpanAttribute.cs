using System.Management.Automation;
using HiveMQBackup.Client.Retention;

namespace HiveMQBackup.Cmdlets.Common.Parameters;

/// <summary>Accepts a span such as 1y5m7d2h, or a TimeSpan.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KeepSpanAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is string text && KeepSpan.Parse(text) is not null) return;
        throw new ValidationMetadataException($"'{arguments}' is not a span of time. Use years, months, days and hours, such as 1y5m7d2h, or a TimeSpan.");
    }
}
