using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using HiveMQBackup.Client.Files;
using HiveMQBackup.Client.Zip;

namespace HiveMQBackup.Client.Content;

/// <summary>
/// Reads a backup file from its beginning to its end: the structure of the archive, length and CRC-32 of every entry, and all XML. What is
/// wrong with the file is a problem of its report, never an exception.
/// </summary>
public sealed class BackupTest
{
    // In milliseconds.
    private const int ReportInterval = 50;

    private readonly Archive _archive;
    private readonly Findings _findings = new();
    private readonly ConcurrentBag<Findings> _underWay = [];
    private readonly IProgress<TestProgress>? _progress;
    private readonly object _reporting = new();
    private long _bytes;
    private long _due;

    private BackupTest(Archive archive, IProgress<TestProgress>? progress)
    {
        _archive = archive;
        _progress = progress;
    }

    /// <summary>Tests a file. Uses all processors.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="progress">Reported several times a second, on any thread.</param>
    /// <param name="cancel">Ends the test.</param>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>: the file cannot be read.</exception>
    public static Task<BackupReport> RunAsync(string path, IProgress<TestProgress>? progress, CancellationToken cancel) => Task.Run(
        () => InputFile.Read(path, () =>
        {
            InputFile.EnsureRegular(path);
            using var archive = Archive.Open(path);
            var test = new BackupTest(archive, progress);
            var sha256 = test.Run(hash: true, cancel);
            if (ChecksumFile.FindProblem(path, sha256) is { } problem) test._findings.Add(new Problem(null, 0, problem));
            return test.Report(path, sha256);
        }),
        cancel);

    /// <summary>Tests a file that is open and not yet complete under its name, without its SHA-256.</summary>
    internal static BackupReport Run(Archive archive, string path, IProgress<TestProgress>? progress, CancellationToken cancel)
    {
        var test = new BackupTest(archive, progress);
        return test.Report(path, test.Run(hash: false, cancel));
    }

    private string Run(bool hash, CancellationToken cancel)
    {
        using var batches = new EntryBatches(_archive, _findings, hash);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel };
        // Each thread takes a batch when it is done with the last one: their cost varies.
        var shared = Partitioner.Create(batches.Read(cancel), EnumerablePartitionerOptions.NoBuffering);
        var readers = new ConcurrentBag<EntryReader>();
        try
        {
            Parallel.ForEach(shared, options, Reader, (batch, _, reader) => Read(batch, reader, cancel), readers.Add);
        }
        catch (AggregateException e)
        {
            // The batches of other threads end with the first fault.
            ExceptionDispatchInfo.Throw(e.InnerExceptions.FirstOrDefault(inner => inner is not OperationCanceledException) ?? e.InnerExceptions[0]);
        }
        ReportProgress();
        foreach (var reader in readers) _findings.Add(reader.Findings);
        return batches.Sha256();
    }

    private EntryReader Reader()
    {
        var reader = new EntryReader(_archive, static _ => false, Take);
        _underWay.Add(reader.Findings);
        return reader;
    }

    private static EntryReader Read(IReadOnlyList<Entry> batch, EntryReader reader, CancellationToken cancel)
    {
        foreach (var entry in batch)
        {
            foreach (var _ in reader.Read(entry, cancel))
            {
                // The reader counts.
            }
        }
        return reader;
    }

    private void Take(int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        if (_progress is null || Environment.TickCount64 < Interlocked.Read(ref _due) || !Monitor.TryEnter(_reporting)) return;
        try
        {
            Interlocked.Exchange(ref _due, Environment.TickCount64 + ReportInterval);
            ReportProgress();
        }
        finally
        {
            Monitor.Exit(_reporting);
        }
    }

    private void ReportProgress()
    {
        var counts = new ContentCounts();
        foreach (var findings in _underWay) counts.Add(findings.Counts);
        _progress?.Report(new TestProgress(Interlocked.Read(ref _bytes), _archive.Length, counts));
    }

    private BackupReport Report(string path, string sha256) => new()
    {
        Path = path,
        Length = _archive.Length,
        Sha256 = sha256,
        Problems = Problems(),
        Counts = _findings.Counts,
        HiveMQVersions = [.. _findings.Versions],
        Nodes = [.. _findings.Nodes],
        ExportedAt = _findings.ExportedAt,
        ExportedUntil = _findings.ExportedUntil,
    };

    private List<Problem> Problems()
    {
        var problems = _findings.Problems.OrderBy(problem => problem.Offset).ToList();
        var more = _findings.ProblemCount - problems.Count;
        if (more > 0) problems.Add(new Problem(null, _archive.Length, $"There are {more} more problems."));
        return problems;
    }
}
