namespace HiveMQBackup.Faults.Table;

/// <summary>When the fault happens.</summary>
internal enum Phase
{
    /// <summary>While the broker is resolved.</summary>
    Resolve,

    /// <summary>At the first tunnel.</summary>
    Connect,

    /// <summary>At the create request, which the broker does not process.</summary>
    CreateBefore,

    /// <summary>At the create request, which the broker has processed.</summary>
    CreateAfter,

    /// <summary>While the client waits for a backup.</summary>
    Poll,

    /// <summary>At the list of backups.</summary>
    List,

    /// <summary>At a file's request, before its first byte.</summary>
    Headers,

    /// <summary>After the file's first byte.</summary>
    FirstByte,

    /// <summary>In the middle of the file; the fault of a response follows a cut there.</summary>
    Middle,

    /// <summary>Before the file's last byte.</summary>
    LastByte,
}

internal static class PhaseExtensions
{
    extension(Phase phase)
    {
        public bool IsBody => phase is Phase.FirstByte or Phase.Middle or Phase.LastByte;

        public bool IsCreate => phase is Phase.CreateBefore or Phase.CreateAfter;
    }
}
