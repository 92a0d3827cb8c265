using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>What follows from a backup's id: the time of the backup, the names of the nodes, and where its payloads come from.</summary>
internal sealed record BackupIdentity(ulong Seed, DateTime Time, IReadOnlyList<string> Nodes)
{
    private const string IdFormat = "yyyyMMdd-HHmmss";
    private const string NodeLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int NodeNameLength = 5;
    private const int NodeCount = 2;

    /// <summary>When the backup was written, in milliseconds since 1970.</summary>
    public long Milliseconds { get; } = new DateTimeOffset(Time).ToUnixTimeMilliseconds() + (long)(Seed % 1000);

    public static BackupIdentity Of(string id)
    {
        var seed = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
        return new BackupIdentity(seed, TimeOf(id, seed), [.. Enumerable.Range(1, NodeCount).Select(node => NodeName(seed + (ulong)node))]);
    }

    // ZIP knows no time before 1980. An id of any other form has some time of 2026.
    private static DateTime TimeOf(string id, ulong seed)
    {
        var text = id.Length > IdFormat.Length ? id[..IdFormat.Length] : id;
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTime.TryParseExact(text, IdFormat, CultureInfo.InvariantCulture, utc, out var time) && time.Year is >= 1980 and < 2108
            ? time
            : new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(seed % 31_536_000);
    }

    private static string NodeName(ulong seed)
    {
        var number = SplitMix64.Mix(seed);
        return string.Create(NodeNameLength, number, static (name, rest) =>
        {
            for (var i = 0; i < name.Length; i++, rest /= (ulong)NodeLetters.Length)
                name[i] = NodeLetters[(int)(rest % (ulong)NodeLetters.Length)];
        });
    }
}
