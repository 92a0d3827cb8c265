namespace HiveMQBackup.Client.Zip;

/// <summary>A ZIP archive is damaged, or has something that no backup has.</summary>
/// <param name="offset">Where in the file.</param>
/// <param name="message">What is wrong: a whole sentence.</param>
internal sealed class ArchiveException(long offset, string message) : Exception(message)
{
    /// <summary>Where in the file, in bytes from its beginning.</summary>
    internal long Offset => offset;
}
