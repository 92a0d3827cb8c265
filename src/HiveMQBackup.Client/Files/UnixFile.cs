using System.Runtime.InteropServices;
using System.Text;

namespace HiveMQBackup.Client.Files;

/// <summary>What Unix says about a file: its kind, its owner, and which file it is under every name.</summary>
/// <remarks>
/// .NET shows none of this, so its own native library is called: the C library's <c>struct stat</c> differs between systems and processors,
/// and this one does not. Only fields that have had their place since .NET 7 are read.
/// </remarks>
internal sealed class UnixFile
{
    private const string Native = "libSystem.Native";
    private const int StatusLength = 256;
    private const int ModeAt = 4;
    private const int OwnerAt = 8;
    // Device and inode: the same bytes, the same file.
    private static readonly Range Identity = 88..112;

    private const uint SyncFileRangeWrite = 2;

    private const int KindMask = 0xF000;
    private const int Folder = 0x4000;
    private const int Regular = 0x8000;
    private const int SymbolicLink = 0xA000;

    private readonly byte[] _status;

    private UnixFile(byte[] status) => _status = status;

    /// <summary>The user that new files of this process belong to.</summary>
    [DllImport("libc", EntryPoint = "geteuid")]
    internal static extern uint CurrentUser();

    /// <summary>What a name refers to, the link itself instead of its target; null if there is nothing visible.</summary>
    internal static UnixFile? At(string path)
    {
        var status = new byte[StatusLength];
        return LStat(Terminated(path), status) == 0 ? new UnixFile(status) : null;
    }

    /// <summary>What a name refers to, through all links; null if there is nothing visible.</summary>
    internal static UnixFile? Behind(string path)
    {
        var status = new byte[StatusLength];
        return Stat(Terminated(path), status) == 0 ? new UnixFile(status) : null;
    }

    /// <summary>The file that is open.</summary>
    internal static UnixFile Of(FileStream file)
    {
        var status = new byte[StatusLength];
        return FStat(file.SafeFileHandle, status) == 0 ? new UnixFile(status) : throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    /// <summary>The kind of the entry.</summary>
    internal EntryKind Kind => (BitConverter.ToInt32(_status, ModeAt) & KindMask) switch
    {
        Regular => EntryKind.File,
        Folder => EntryKind.Folder,
        SymbolicLink => EntryKind.Link,
        _ => EntryKind.Special,
    };

    /// <summary>The user that owns it.</summary>
    internal uint Owner => BitConverter.ToUInt32(_status, OwnerAt);

    /// <summary>Whether both are the same file.</summary>
    internal bool IsSameAs(UnixFile other) => _status.AsSpan(Identity).SequenceEqual(other._status.AsSpan(Identity));

    /// <summary>Writes a folder's list of names to the disk.</summary>
    /// <exception cref="IOException">The folder cannot be opened, or its file system does not support that.</exception>
    internal static void FlushFolder(string folder)
    {
        var descriptor = Open(Terminated(folder), 0);
        if (descriptor < 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        try
        {
            if (FSync(descriptor) != 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Lets the disk begin to write a part of a file; only on Linux.</summary>
    /// <remarks>A hint: what fails here fails again when the file is flushed, which reports it.</remarks>
    internal static void BeginWriting(FileStream file, long offset, long length)
    {
        if (OperatingSystem.IsLinux()) _ = SyncFileRange(file.SafeFileHandle, offset, length, SyncFileRangeWrite);
    }

    private static byte[] Terminated(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport(Native, EntryPoint = "SystemNative_LStat", SetLastError = true)]
    private static extern int LStat(byte[] path, [Out] byte[] status);

    [DllImport(Native, EntryPoint = "SystemNative_Stat", SetLastError = true)]
    private static extern int Stat(byte[] path, [Out] byte[] status);

    [DllImport(Native, EntryPoint = "SystemNative_FStat", SetLastError = true)]
    private static extern int FStat(SafeHandle file, [Out] byte[] status);

    // Flag 0 is reading, on every Unix.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    // Of .NET's library as well: it repeats a call that a signal has interrupted.
    [DllImport(Native, EntryPoint = "SystemNative_FSync", SetLastError = true)]
    private static extern int FSync(nint descriptor);

    [DllImport("libc", EntryPoint = "sync_file_range")]
    private static extern int SyncFileRange(SafeHandle file, long offset, long length, uint flags);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
