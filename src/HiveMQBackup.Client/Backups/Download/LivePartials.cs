using System.Runtime.InteropServices;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>
/// The partial files that this process writes and would not keep: they are removed when it is told to end, by a signal or from inside,
/// while a download is under way. Then the process ends as it would have ended.
/// </summary>
internal static class LivePartials
{
    // What ends a session: a scheduler or Kubernetes, and a terminal that is closed.
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
            // Outside of downloads the process's signals are none of the module's business.
            if (_registrations.Length == 0) _registrations = Array.ConvertAll(Signals, signal => PosixSignalRegistration.Create(signal, End));
        }
    }

    /// <summary>The file has got its name, or is gone.</summary>
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
        // The kernel ends the first process of a container by no signal that is left to its default.
        if (Environment.ProcessId != 1) return;
        context.Cancel = true;
        Environment.Exit(128 + (context.Signal == PosixSignal.SIGHUP ? 1 : 15));
    }
}
