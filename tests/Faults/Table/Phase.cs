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

    /// <summary>At the restore request, which the broker does not process.</summary>
    RestoreBefore,

    /// <summary>At the restore request, which the broker has processed.</summary>
    RestoreAfter,

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

    /// <summary>In the middle of a file that is copied into a pod, or at the command that receives it.</summary>
    Upload,
}

internal static class PhaseExtensions
{
    extension(Phase phase)
    {
        public bool IsBody => phase is Phase.FirstByte or Phase.Middle or Phase.LastByte;

        /// <summary>Whether the request is sent only once.</summary>
        public bool IsOnce => phase is Phase.CreateBefore or Phase.CreateAfter or Phase.RestoreBefore or Phase.RestoreAfter;

        /// <summary>Whether such a request is not processed.</summary>
        public bool IsBefore => phase is Phase.CreateBefore or Phase.RestoreBefore;
    }
}
