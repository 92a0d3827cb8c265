using System.Text;
using System.Text.Json;
using HiveMQBackup.Client;

namespace HiveMQBackup.Faults.Fuzz;

public sealed class BackupIdFuzzTests
{
    [Fact(Timeout = Test.Limit)]
    public async Task A_backups_id_arrives_as_it_is()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Node.Faults.Intercept = (context, _) => context.Request.Path.Value!.Contains("/files/", StringComparison.Ordinal)
            ? context.RespondAsync(200, "application/octet-stream", "")
            : context.RespondAsync(200, "application/json", """{"state":"COMPLETED"}""");
        var random = new Random(RandomText.Seed);
        for (var i = 0; i < 500; i++)
        {
            // No half characters, which JSON cannot carry, and no NUL, which no server takes in a path.
            var id = new string([.. RandomText.Next(random, 40).EnumerateRunes().Where(rune => rune.Value != 0 && rune != Rune.ReplacementChar).SelectMany(rune => rune.ToString())]);
            if (id is "" or "." or "..") continue;

            using (await broker.Api.OpenFileAsync(id, 0, null, failOver: false, Test.Cancel))
            {
                SameId(id, broker.Node.Requests[^1].PathAndQuery, "/api/v1/management/files/backups/");
            }
            Assert.Equal(id, (await broker.Api.GetBackupAsync(id, Test.Cancel)).Id);
            SameId(id, broker.Node.Requests[^1].PathAndQuery, "/api/v1/management/backups/");
        }
        foreach (var dialect in Client.HiveMQ.Dialect.All)
        {
            Assert.Throws<HiveMQBackupException>(() => dialect.FilePath(".."));
            Assert.Throws<HiveMQBackupException>(() => dialect.OnePath("."));
        }
    }

    private static void SameId(string id, string path, string before)
    {
        Assert.StartsWith(before, path, StringComparison.Ordinal);
        var segment = path[before.Length..];
        Assert.True(segment.IndexOfAny(['/', '?', '#']) < 0 && Uri.UnescapeDataString(segment) == id, $"{JsonSerializer.Serialize(id)} came as {path}");
    }
}
