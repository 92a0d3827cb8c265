using System.Diagnostics;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Benchmarks;

/// <summary>The least that a list of backups can take: an HttpClient over a port-forward that is already open.</summary>
internal static class PlainGet
{
    private const int Times = 21;

    /// <returns>The median time of a GET, in seconds.</returns>
    internal static async Task<double> MeasureAsync()
    {
        var source = KubeConfigSource.Find(null, "/", Environment.GetEnvironmentVariable);
        using var cluster = ClusterConnection.Connect(KubeConfig.Load(source).Context(null), TimeProvider.System, Log.None);
        using var connections = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) => await cluster.OpenPortForwardAsync(cluster.Namespace!, "broker-0", 8081, new CallScope(Log.None), cancel),
        };
        using var http = new HttpClient(connections);
        var seconds = new List<double>();
        for (var i = 0; i < Times; i++)
        {
            var watch = Stopwatch.StartNew();
            await http.GetStringAsync(new Uri("http://broker-0:8081/api/v1/management/backups"));
            seconds.Add(watch.Elapsed.TotalSeconds);
        }
        return seconds.Order().ElementAt(Times / 2);
    }
}
