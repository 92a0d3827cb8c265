namespace HiveMQBackup.Client.Content;

/// <summary>Something that is wrong with a backup file.</summary>
/// <param name="Entry">The name of the entry; null if the problem is about the file.</param>
/// <param name="Offset">Where in the file, in bytes from its beginning: the entry's, unless a more exact place is known.</param>
/// <param name="Message">What is wrong.</param>
public sealed record Problem(string? Entry, long Offset, string Message);
