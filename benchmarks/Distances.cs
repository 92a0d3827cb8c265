using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace HiveMQBackup.Benchmarks;

/// <summary>How long the first list takes when the API server is far away, against a script around kubectl.</summary>
internal sealed class Distances(Options options, string kubeConfig, string folder, Table table)
{
    private static readonly (int Milliseconds, string Goal)[] RoundTrips = [(0, "<= 1.0"), (50, "<= 0.6"), (150, "<= 0.55")];

    internal async Task MeasureAsync()
    {
        foreach (var (milliseconds, goal) in RoundTrips)
        {
            var config = await FlatConfigAsync();
            var server = new Uri((string)config["clusters"]![0]!["cluster"]!["server"]!);
            await using var relay = new DelayingRelay(server.Host, server.Port, TimeSpan.FromMilliseconds(milliseconds));
            Measure(milliseconds, goal, Redirected(config, server, relay.Port));
        }
    }

    private void Measure(int milliseconds, string goal, string far)
    {
        var ways = Measured.Interleave(
            options.Runs,
            [
                () => Measured.Child(far, "shell", Starts.Import, Starts.List),
                .. Kubectl.Modes.Select(mode => (Func<Measured>)(() => Measured.Child(far, "shell", $"$env:{mode.Variable.Replace("=", " = '", StringComparison.Ordinal)}'", Starts.ByHand))),
            ]);
        for (var mode = 0; mode < Kubectl.Modes.Length; mode++)
        {
            table.Share(
                string.Create(CultureInfo.InvariantCulture, $"first list after the import, round trip {milliseconds} ms"),
                ways[0].Inner, $"kubectl ({Kubectl.Modes[mode].Name}), HttpClient", ways[mode + 1].Inner, goal);
        }
    }

    private async Task<JsonNode> FlatConfigAsync()
    {
        var start = new ProcessStartInfo("kubectl", ["config", "view", "--raw", "--flatten", "--minify", "-o", "json"]) { RedirectStandardOutput = true };
        start.Environment["KUBECONFIG"] = kubeConfig;
        using var process = Process.Start(start)!;
        var json = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return JsonNode.Parse(json)!;
    }

    // The certificate is still that of the server.
    private string Redirected(JsonNode config, Uri server, int port)
    {
        var cluster = config["clusters"]![0]!["cluster"]!;
        cluster["tls-server-name"] ??= server.Host;
        cluster["server"] = string.Create(CultureInfo.InvariantCulture, $"{server.Scheme}://127.0.0.1:{port}{server.AbsolutePath.TrimEnd('/')}");
        var path = Path.Combine(folder, "far.kubeconfig");
        File.WriteAllText(path, config.ToJsonString());
        return path;
    }
}
