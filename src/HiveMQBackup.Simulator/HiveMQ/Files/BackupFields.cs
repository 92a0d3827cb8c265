using System.Text;

namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>The fields of all templates of a backup.</summary>
internal static class BackupFields
{
    private const long Day = 86_400_000;

    // Messages, subscriptions and sessions were written within this time.
    private const long Minute = 60_000;

    public static IReadOnlyDictionary<string, Field> Of(BackupIdentity identity)
    {
        var time = identity.Milliseconds;
        return new Dictionary<string, Field>(StringComparer.Ordinal)
        {
            ["node"] = Field.OneOf([.. identity.Nodes.Select(Encoding.ASCII.GetBytes)]),
            ["number"] = Field.Number(8, index => index),
            ["publish-id"] = Field.Number(8, index => 10_000_000 + (index % 90_000_000)),
            ["exported"] = Field.Number(13, index => time + (index % Minute)),
            ["timestamp"] = Field.Number(13, index => time - 1 - (index * 7919 % Day)),
            ["disconnected"] = Field.Number(13, index => time - 1 - (index * 104_729 % Day)),
            ["plant"] = Field.Number(1, index => 1 + (index % 9)),
            ["unit"] = Field.Number(2, index => 10 + (index / 9 % 90)),
            ["qos"] = Field.Number(1, index => index % 3),
            ["queued-qos"] = Field.Number(1, index => 1 + (index % 2)),
        };
    }
}
