using HiveMQBackup.Client.Retention;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>What happened to the files of a folder, in one line.</summary>
internal sealed class RemovalSummary(string folder)
{
    private int _files;
    private int _removed;
    private long _bytes;
    private bool _isReal;

    /// <summary>Counts a file.</summary>
    /// <param name="done">What was done about it.</param>
    /// <param name="isConfirmed">Whether it was to be removed for real.</param>
    internal void Add(KeepDecision done, bool isConfirmed)
    {
        _files++;
        _isReal |= isConfirmed;
        if (done.IsKept) return;
        _removed++;
        _bytes += done.File.Length;
    }

    /// <summary>For example "Removed 4 of 9 files in /bk, 3.2 GB."</summary>
    public override string ToString() => _removed == 0
        ? $"Kept {(_files == 1 ? "the only file" : $"all {_files} files")} in {folder}."
        : $"{(_isReal ? "Removed" : "Would remove")} {_removed} of {_files} files in {folder}, {BackupView.Size(_bytes)}.";
}
