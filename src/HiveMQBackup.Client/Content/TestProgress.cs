namespace HiveMQBackup.Client.Content;

/// <summary>The progress of the test of a file.</summary>
/// <param name="Bytes">The number of bytes that were read.</param>
/// <param name="Total">The file's length in bytes.</param>
/// <param name="Counts">What was found so far.</param>
public sealed record TestProgress(long Bytes, long Total, ContentCounts Counts);
