using System.Collections.ObjectModel;

namespace HiveMQBackup.Cmdlets;

/// <summary>A list whose text is that of its items, so that a column of a CSV file has more than the name of its type.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public sealed class HiveMQContentList<T> : ReadOnlyCollection<T>
{
    internal HiveMQContentList(T[] items)
        : base(items)
    {
    }

    /// <summary>The items, separated by semicolons.</summary>
    public override string ToString() => string.Join("; ", this);
}
