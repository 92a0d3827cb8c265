using System.Text.Json;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Faults.Fuzz;

public sealed class BackupJsonFuzzTests
{
    [Fact(Timeout = Test.Limit)]
    public void No_tree_of_JSON_makes_the_reader_of_backups_throw()
    {
        var random = new Random(RandomText.Seed);
        for (var i = 0; i < 20_000; i++)
        {
            var json = Json(random, 4);
            try
            {
                using var document = JsonDocument.Parse(json);
                foreach (var backup in BackupJson.List(document.RootElement)?.Backups ?? []) Assert.NotEmpty(backup.Id);
                BackupJson.One(document.RootElement);
                BackupJson.One(document.RootElement, "given");
                BackupJson.Error(document.RootElement);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{json}: {e}");
            }
        }
    }

    private static string Json(Random random, int depth)
    {
        string[] names =
        [
            "items", "backups", "backup", "id", "backupId", "createdAt", "timestamp", "bytes", "size", "state", "status", "failReason", "reason",
            "_links", "next", "href", "errors", "title", "detail", "message", "error", "", "x", "ID",
        ];
        string[] scalars =
        [
            "null", "true", "false", "0", "-1", "1.5", "1e400", "9223372036854775807", "9223372036854775808", "253402300800000", "\"\"", "\"a\"", "\"COMPLETED\"",
            "\"2026-03-01T12:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"", "\"123\"", "\"-5\"", "\"http://x/\"", "\"\\ud800\"", "\"\\udc00x\"",
        ];
        var kind = depth == 0 ? 0 : random.Next(4);
        if (kind == 0) return random.Next(3) == 0 ? JsonSerializer.Serialize(RandomText.Next(random, 10)) : scalars[random.Next(scalars.Length)];
        var parts = Enumerable.Range(0, random.Next(6)).ToList();
        return kind == 1
            ? $"[{string.Join(',', parts.Select(_ => Json(random, depth - 1)))}]"
            : $"{{{string.Join(',', parts.Select(_ => $"\"{names[random.Next(names.Length)]}\":{Json(random, depth - 1)}"))}}}";
    }
}
