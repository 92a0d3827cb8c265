using System.Globalization;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;
using Microsoft.AspNetCore.Http;

namespace HiveMQBackup.Engine.Support;

/// <summary>Several brokers in one cluster, b0, b1 and so on, each with one pod and one backup; counts the requests that are under way at once.</summary>
internal sealed class Fleet
{
    internal const string Backup = "20260101-020000";

    private readonly Lock _lock = new();
    private readonly SimulatedPod[] _pods;
    private int _underWay;

    private Fleet(SimulatedPod[] pods) => _pods = pods;

    /// <summary>The most requests that were under way at once, of those that <see cref="Handle"/> handles.</summary>
    internal int Most { get; private set; }

    internal static Fleet AddTo(TestEnvironment test, int brokers, Action<BackupStore>? configure = null)
    {
        for (var i = 0; i < brokers; i++)
        {
            var backups = new BackupStore { BackupDuration = TimeSpan.Zero, NewBackupSize = 1000 };
            backups.Add(Backup, TestEnvironment.At(1), 200_000 + i);
            configure?.Invoke(backups);
            test.Cluster.AddStatefulSet(new StatefulSetOptions { Name = NameOf(i), Replicas = 1, Node = new HiveMQNodeOptions { Backups = backups } });
        }
        return new Fleet([.. test.Cluster.Pods.Where(pod => pod.Name.StartsWith('b') && char.IsDigit(pod.Name[1]))]);
    }

    internal static string NameOf(int broker) => string.Create(CultureInfo.InvariantCulture, $"b{broker}");

    /// <summary>The broker's only node.</summary>
    internal HiveMQNode Node(int broker) => _pods.Single(pod => pod.Name == $"{NameOf(broker)}-0").Node;

    /// <summary>Runs around each request of these: the broker, what aborts the request, and what continues it.</summary>
    internal void Handle(Func<HttpRequest, bool> which, Func<int, CancellationToken, Func<Task>, Task> handle)
    {
        for (var i = 0; i < _pods.Length; i++)
        {
            var broker = i;
            Node(broker).Faults.Intercept = async (context, next) =>
            {
                if (!which(context.Request))
                {
                    await next();
                    return;
                }
                lock (_lock) Most = Math.Max(Most, ++_underWay);
                try
                {
                    await handle(broker, context.RequestAborted, next);
                }
                finally
                {
                    lock (_lock) _underWay--;
                }
            };
        }
    }

    internal static bool IsDownload(HttpRequest request) => request.Path.Value!.Contains("/files/", StringComparison.Ordinal);

    internal static bool IsList(HttpRequest request) => request.Method == "GET" && request.Path.Value!.EndsWith("/backups", StringComparison.Ordinal);

    internal static bool IsCreate(HttpRequest request) => request.Method == "POST";

    /// <summary>Holds each until so many are under way at once; then all continue.</summary>
    internal static Func<int, CancellationToken, Func<Task>, Task> Together(int count)
    {
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = 0;
        return async (_, aborted, next) =>
        {
            if (Interlocked.Increment(ref arrived) == count) together.SetResult();
            await together.Task.WaitAsync(aborted);
            await next();
        };
    }
}
