using System.Management.Automation;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>Resolves paths against PowerShell's location and drives; wildcard characters are literal.</summary>
internal static class DiskPath
{
    /// <summary>The absolute path on a file system drive.</summary>
    /// <param name="cmdlet">Has the location and the drives.</param>
    /// <param name="path">The path.</param>
    /// <param name="invalid">The error for a path that cannot be used, from the reason and the exception behind it.</param>
    internal static string Resolve(PSCmdlet cmdlet, string path, Func<string, Exception?, Exception> invalid)
    {
        try
        {
            var full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem" ? Path.GetFullPath(full) : throw invalid($"it is on a drive of the {provider.Name} provider, not on a disk.", null);
        }
        catch (Exception e) when (e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ArgumentException or NotSupportedException)
        {
            throw invalid(e.Message, e);
        }
    }

    /// <summary>The absolute paths of what matches a path with wildcards, on a file system drive.</summary>
    /// <param name="cmdlet">Has the location and the drives.</param>
    /// <param name="path">The path.</param>
    /// <param name="invalid">The error for a path that cannot be used, from the reason and the exception behind it.</param>
    internal static IReadOnlyList<string> Matches(PSCmdlet cmdlet, string path, Func<string, Exception?, Exception> invalid)
    {
        try
        {
            var found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            return provider.Name == "FileSystem" ? [.. found.Select(Path.GetFullPath)] : throw invalid($"it is on a drive of the {provider.Name} provider, not on a disk.", null);
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ArgumentException or NotSupportedException)
        {
            throw invalid(e.Message, e);
        }
    }
}
