using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Client.Net;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Faults.Fuzz;

/// <summary>Kubeconfigs that are damaged, or have entries that cannot be used.</summary>
public sealed class KubeConfigFuzzTests
{
    [Fact(Timeout = Test.Limit)]
    public async Task Every_kubeconfig_is_usable_or_a_clear_error()
    {
        await using var cluster = await SimulatedCluster.StartAsync(new() { ClientCertificate = true }, Test.Cancel);
        using var folder = new TempFolder();
        var good = cluster.KubeConfig + "# end\n";
        good = good.Replace("contexts:", "- name: other\n  user:\n    tokenFile: token\n    client-certificate: cert.pem\ncontexts:", StringComparison.Ordinal);
        var random = new Random(RandomText.Seed);
        var outcomes = new List<string>();
        var wrong = new Dictionary<string, string>();
        for (var i = 0; i < 1500; i++)
        {
            var text = good;
            for (var mutations = random.Next(1, 4); mutations > 0; mutations--) text = Mutate(random, text);
            await File.WriteAllTextAsync(folder["config"], text, Test.Cancel);
            try
            {
                outcomes.Add(await LoadAsync(folder));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                outcomes.Add($"{e.GetType()}");
                wrong.TryAdd($"{e.GetType()}", $"{e}{Environment.NewLine}in the {i}th:{Environment.NewLine}{string.Join('\n', text.Split('\n').Select(line => line[..Math.Min(line.Length, 100)]))}");
            }
        }
        RunLog.Print(CountTable.Counts("Mutated kubeconfigs", outcomes));
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong.Values));
        Assert.Contains("usable", outcomes);
        Assert.Contains($"{ErrorCode.KubeConfigInvalid}", outcomes);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("tokenFile: \"a\\0b\"")]
    [InlineData("client-certificate: \"a\\0b\"")]
    [InlineData("client-certificate-data: AAAA")]
    [InlineData("client-key-data: \"!\"")]
    [InlineData("token: \"a\\nb\"")]
    [InlineData("token: \"\u00e9\"")]
    [InlineData("token: {a: b}")]
    [InlineData("username: \"a:b\"")]
    public async Task A_users_entry_that_cannot_be_used_is_a_clear_error(string entry)
    {
        await using var cluster = await SimulatedCluster.StartAsync(new() { BearerToken = null }, Test.Cancel);
        using var folder = new TempFolder();
        var text = cluster.KubeConfig.Replace("  user: {}", $"  user:\n    {entry}", StringComparison.Ordinal);
        Assert.Contains(entry, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["config"], text, Test.Cancel);

        await LoadAsync(folder, andUse: true);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("certificate-authority: \"a\\0b\"")]
    [InlineData("certificate-authority-data: AAAA")]
    [InlineData("certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBQUEKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=")]
    [InlineData("proxy-url: nonsense")]
    [InlineData("proxy-url: ftp://x")]
    [InlineData("tls-server-name: \"a b\"")]
    public async Task A_clusters_entry_that_cannot_be_used_is_a_clear_error(string entry)
    {
        await using var cluster = await SimulatedCluster.StartAsync(new() { Tls = false }, Test.Cancel);
        using var folder = new TempFolder();
        var text = cluster.KubeConfig.Replace("users:", $"    {entry}\nusers:", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["config"], text, Test.Cancel);

        await LoadAsync(folder);
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData("nonsense")]
    [InlineData("/relative")]
    [InlineData("file:///etc/passwd")]
    [InlineData("mailto:a@b")]
    [InlineData("ftp://localhost/")]
    [InlineData("https://")]
    [InlineData("https://exa mple")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("localhost:6443")]
    [InlineData("127.0.0.1:6443")]
    public async Task A_servers_address_that_cannot_be_used_is_a_clear_error(string server)
    {
        await using var cluster = await SimulatedCluster.StartAsync(new() { Tls = false }, Test.Cancel);
        using var folder = new TempFolder();
        var text = cluster.KubeConfig.Replace(cluster.Server.GetLeftPart(UriPartial.Authority), $"\"{server}\"", StringComparison.Ordinal);
        Assert.Contains(server, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["config"], text, Test.Cancel);

        await LoadAsync(folder, andUse: true);
    }

    private static async Task<string> LoadAsync(TempFolder folder, bool andUse = false)
    {
        try
        {
            var source = KubeConfigSource.Find(folder["config"], folder.Path, _ => null);
            // Nothing is sent: a mutated address may exist.
            using var cluster = ClusterConnection.Connect(KubeConfig.Load(source).Context(null), TimeProvider.System, Log.None);
            if (andUse) await cluster.Api.ListStatefulSetsAsync("hivemq", new CallScope(Log.None), Test.Cancel);
            return "usable";
        }
        catch (HiveMQBackupException e)
        {
            return $"{e.Code}";
        }
    }

    private static string Mutate(Random random, string text)
    {
        string[] tokens =
        [
            ":", "- ", "\t", "&a ", "*a", "!!binary ", "!!map ", "{", "}", "[", "]", "|\n", ">\n", "'", "\"", "#", "? ", "<<: *a", "---\n", "...\n", "null", "~", "\0", "\\0",
            "%TAG ! tag:\n", "\ufeff", "\u0085", "é", "\r\n", ",", "@", "`", "0x1F", "\n", " ", "true", "\"\\ud800\"", "\"\\0\"", "https://", "../../..", "\"\\x\"",
        ];
        var at = random.Next(text.Length);
        var lines = text.Split('\n').ToList();
        var line = random.Next(lines.Count);
        switch (random.Next(8))
        {
            case 0:
                return text.Insert(at, tokens[random.Next(tokens.Length)]);
            case 1:
                return text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at));
            case 2:
                return text[..at];
            case 3:
                lines.RemoveAt(line);
                break;
            case 4:
                lines.Insert(random.Next(lines.Count), lines[line]);
                break;
            case 5:
                lines[line] = new string(' ', random.Next(6)) + lines[line].TrimStart();
                break;
            case 6:
                lines[line] = lines[line].Split(':')[0] + ": " + tokens[random.Next(tokens.Length)];
                break;
            default:
                return text[..at] + (char)random.Next(1, 256) + text[(at + 1)..];
        }
        return string.Join('\n', lines);
    }
}
