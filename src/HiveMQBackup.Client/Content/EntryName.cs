namespace HiveMQBackup.Client.Content;

/// <summary>The name of an entry of a backup file, which says what it holds and from which node it is.</summary>
/// <param name="Part">What it holds.</param>
/// <param name="Node">The name of the node; null for a folder and for an unknown entry.</param>
internal readonly record struct EntryName(Part Part, string? Node)
{
    private static readonly (string Folder, Part Part)[] Known =
    [
        ("retained-messages/", Part.RetainedMessages),
        ("client-sessions/", Part.ClientSession),
        ("shared-subscriptions/", Part.SharedSubscription),
    ];

    /// <summary>Reads a name.</summary>
    internal static EntryName Of(string name)
    {
        foreach (var (folder, part) in Known)
        {
            if (name == folder) return new EntryName(Part.Folder, null);
            if (name.StartsWith(folder, StringComparison.Ordinal)) return InFolder(name.AsSpan(folder.Length), part);
        }
        return new EntryName(Part.Unknown, null);
    }

    private static EntryName InFolder(ReadOnlySpan<char> name, Part part)
    {
        var end = name.IndexOf('-');
        var isKnown = end > 0 && name.EndsWith(".xml", StringComparison.Ordinal) && name.IndexOfAny('/', '\\') < 0;
        return isKnown ? new EntryName(part, name[..end].ToString()) : new EntryName(Part.Unknown, null);
    }
}

/// <summary>What an entry of a backup file holds.</summary>
internal enum Part
{
    /// <summary>Something that this version does not know.</summary>
    Unknown,

    /// <summary>A folder that entries lie in.</summary>
    Folder,

    /// <summary>Retained messages.</summary>
    RetainedMessages,

    /// <summary>One client session.</summary>
    ClientSession,

    /// <summary>One shared subscription.</summary>
    SharedSubscription,
}
