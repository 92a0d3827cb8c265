using System.Net;
using System.Security.Cryptography;
using System.Text;
using HiveMQBackup.Simulator.HiveMQ;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>Makes pods, each with a running HiveMQ node, and workloads of them.</summary>
internal sealed class PodFactory(string defaultNamespace, TimeProvider time)
{
    // The letters that Kubernetes makes names of.
    private const string NameLetters = "bcdfghjklmnpqrstvwxz2456789";

    private int _pods;

    public async Task<SimulatedStatefulSet> StatefulSetAsync(StatefulSetOptions options, CancellationToken cancel)
    {
        var pods = await PodsAsync(options, index => $"{options.PodName ?? options.Name}-{index}", cancel);
        var set = new SimulatedStatefulSet(options, NamespaceOf(options), pods) { CreatedAt = time.GetUtcNow() };
        Own(pods, new OwnerReference("StatefulSet", set.Name, set.Uid));
        return set;
    }

    public async Task<SimulatedDeployment> DeploymentAsync(DeploymentOptions options, CancellationToken cancel)
    {
        var replicaSet = $"{options.PodName ?? options.Name}-{RandomName(options.Name, 10)}";
        var pods = await PodsAsync(options, index => $"{replicaSet}-{RandomName($"{replicaSet}-{index}", 5)}", cancel);
        var deployment = new SimulatedDeployment(options, NamespaceOf(options), pods) { CreatedAt = time.GetUtcNow() };
        Own(pods, new OwnerReference("ReplicaSet", replicaSet, Guid.NewGuid().ToString()));
        return deployment;
    }

    public Task<SimulatedPod> PodAsync(PodOptions options, CancellationToken cancel) =>
        PodAsync(options, options.Name, options.LabelsOrDefault(), options.Node.StoreOrNew(time), cancel);

    private async Task<IReadOnlyList<SimulatedPod>> PodsAsync(WorkloadOptions options, Func<int, string> nameOf, CancellationToken cancel)
    {
        var pods = new List<SimulatedPod>();
        var shared = options.SharedBackups ? options.Node.StoreOrNew(time) : null;
        for (var index = 0; index < options.Replicas; index++)
        {
            var labels = new SortedDictionary<string, string>(options.LabelsOrDefault().ToDictionary(), StringComparer.Ordinal);
            if (options is StatefulSetOptions)
                labels["statefulset.kubernetes.io/pod-name"] = nameOf(index);
            var pod = await PodAsync(options, nameOf(index), labels.AsReadOnly(), shared ?? options.Node.StoreOrNew(time), cancel);
            pod.Node.HoldsFiles = !options.FilesOnOneNodeOnly || index == options.Replicas - 1;
            pods.Add(pod);
        }
        return pods.AsReadOnly();
    }

    private async Task<SimulatedPod> PodAsync(
        PodOptions options, string name, IReadOnlyDictionary<string, string> labels, BackupStore backups, CancellationToken cancel)
    {
        var node = await HiveMQNode.StartAsync(options.Node, new IPEndPoint(IPAddress.Loopback, 0), backups, cancel);
        var number = Interlocked.Increment(ref _pods);
        var pod = new SimulatedPod(name, NamespaceOf(options), options, node, time)
        {
            Labels = labels,
            IP = $"10.244.{number / 250}.{(number % 250) + 2}",
        };
        backups.AddFolder(new BackupFolder($"{pod.Namespace}/{name}", pod.Folder.Backups, () => node.HoldsFiles));
        return pod;
    }

    private string NamespaceOf(PodOptions options) => options.Namespace ?? defaultNamespace;

    private static void Own(IReadOnlyList<SimulatedPod> pods, OwnerReference owner)
    {
        foreach (var pod in pods)
            pod.Owner = owner;
    }

    // The same at every run, so that examples can be repeated.
    private static string RandomName(string seed, int length)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(seed));
        Span<char> name = stackalloc char[length];
        for (var i = 0; i < length; i++)
            name[i] = NameLetters[bytes[i] % NameLetters.Length];
        return name.ToString();
    }
}
