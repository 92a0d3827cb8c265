using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;
using HiveMQBackup.Client.Rest;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HiveMQBackup.Benchmarks;

/// <summary>The inner parts, by BenchmarkDotNet.</summary>
public class Inner
{
    private readonly byte[] _block = new byte[512 * 1024];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly string _date = "2026-01-01T00:00:00.123456789+0200";
    private byte[] _list = [];

    internal static int Run(string[] args)
    {
        BenchmarkRunner.Run<Inner>(args: args);
        return 0;
    }

    /// <summary>Makes a list of 10,000 backups.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var items = Enumerable.Range(0, 10_000).Select(i => $$"""{"id":"2026-{{i}}","createdAt":"2026-01-01T00:00:00.123Z","bytes":{{i}},"state":"COMPLETED"}""");
        _list = Encoding.UTF8.GetBytes($$"""{"items":[{{string.Join(',', items)}}]}""");
    }

    /// <summary>One block of a download through the checksum.</summary>
    [Benchmark]
    public void Hash512KB() => _hash.AppendData(_block);

    /// <summary>A list of 10,000 backups from bytes to objects.</summary>
    [Benchmark]
    public object? Parse10000Backups()
    {
        using var json = JsonDocument.Parse(_list);
        return BackupJson.List(json.RootElement);
    }

    /// <summary>One date.</summary>
    [Benchmark]
    public DateTimeOffset? ParseDate() => IsoDate.Parse(_date);
}
