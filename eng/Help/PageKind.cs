namespace HiveMQBackup.Help;

/// <summary>What a page is, by its name.</summary>
internal enum PageKind
{
    /// <summary>About a cmdlet: Verb-Noun.</summary>
    Cmdlet,

    /// <summary>About the module: about_Topic.</summary>
    About,

    /// <summary>What holds for several cmdlets: any name in lower case.</summary>
    Shared,
}
