using System.Runtime.InteropServices;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>
/// The partial files that this process writes and does not keep: they are removed if the process ends, by a signal or by itself,
/// during a download. Then the process ends as usual.
/// </summary>
internal static class LivePartials
{
    // The signals that end a session: from a scheduler or Kubernetes, and from a closed terminal.
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private static readonly object Gate = new();
    private static readonly HashSet<PartialFile> Files = [];
    private static PosixSignalRegistration[] _registrations = [];

    static LivePartials() => AppDomain.CurrentDomain.ProcessExit += (_, _) => RemoveAll();

    /// <summary>Removes this file, too, when the process ends.</summary>
    internal static void Add(PartialFile file)
    {
        lock (Gate)
        {
            Files.Add(file);
            // Outside of downloads the module does not handle the process's signals.
            if (_registrations.Length == 0) _registrations = Array.ConvertAll(Signals, signal => PosixSignalRegistration.Create(signal, End));
        }
    }

    /// <summary>The file has its final name, or is gone.</summary>
    internal static void Remove(PartialFile file)
    {
        lock (Gate)
        {
            if (!Files.Remove(file) || Files.Count > 0) return;
            foreach (var registration in _registrations) registration.Dispose();
            _registrations = [];
        }
    }

    private static void RemoveAll()
    {
        lock (Gate)
        {
            foreach (var file in Files) file.RemoveAtEnd();
        }
    }

    private static void End(PosixSignalContext context)
    {
        RemoveAll();
        // The kernel does not end a container's first process by a signal with the default action.
        if (Environment.ProcessId != 1) return;
        context.Cancel = true;
        Environment.Exit(128 + (context.Signal == PosixSignal.SIGHUP ? 1 : 15));
    }
}
