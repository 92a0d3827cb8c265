using System.Globalization;
using System.Text.Json.Nodes;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>The cluster's objects as the API server writes them.</summary>
internal static class KubernetesJson
{
    /// <summary>A list; as in the real thing, its items carry neither kind nor apiVersion.</summary>
    public static JsonObject List(string kind, string apiVersion, IEnumerable<JsonObject> items) => new()
    {
        ["kind"] = kind + "List",
        ["apiVersion"] = apiVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = "1000" },
        ["items"] = new JsonArray([.. items]),
    };

    /// <summary>One object by itself, with kind and apiVersion.</summary>
    public static JsonObject Item(string kind, string apiVersion, JsonObject item)
    {
        item.Insert(0, "kind", kind);
        item.Insert(1, "apiVersion", apiVersion);
        return item;
    }

    public static JsonObject Namespace(string name) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["uid"] = UidOf(name),
            ["resourceVersion"] = "1",
            ["labels"] = new JsonObject { ["kubernetes.io/metadata.name"] = name },
        },
        ["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") },
        ["status"] = new JsonObject { ["phase"] = "Active" },
    };

    public static JsonObject Workload(SimulatedWorkload workload)
    {
        var exist = workload.Pods.Count(pod => pod.Exists);
        var ready = workload.Pods.Count(pod => pod.IsServing);
        return new JsonObject
        {
            ["metadata"] = Metadata(workload.Name, workload.Namespace, workload.Uid, workload.CreatedAt, workload.Selector),
            ["spec"] = Spec(workload),
            ["status"] = new JsonObject
            {
                ["observedGeneration"] = 1,
                ["replicas"] = exist,
                ["readyReplicas"] = ready,
                ["updatedReplicas"] = exist,
                ["availableReplicas"] = ready,
            },
        };
    }

    public static JsonObject Metadata(
        string name, string ns, string uid, DateTimeOffset createdAt, IReadOnlyDictionary<string, string> labels) => new()
        {
            ["name"] = name,
            ["namespace"] = ns,
            ["uid"] = uid,
            ["resourceVersion"] = "1000",
            ["creationTimestamp"] = Time(createdAt),
            ["labels"] = Labels(labels),
        };

    public static JsonObject Labels(IReadOnlyDictionary<string, string> labels) =>
        new(labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value)));

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The containers that the ports belong to, in the order of their first port.</summary>
    /// <summary>The part of a pod's spec that lists its containers.</summary>
    public static JsonObject PodSpec(IEnumerable<ContainerPort> ports)
    {
        var containers = ports.ToLookup(port => port.Kind == ContainerKind.Ordinary);
        var spec = new JsonObject { ["containers"] = Containers(containers[true]) };
        if (containers[false].Any())
            spec["initContainers"] = Containers(containers[false]);
        return spec;
    }

    private static JsonArray Containers(IEnumerable<ContainerPort> ports) => new([.. ports.GroupBy(port => port.Container).Select(
        container =>
        {
            var json = new JsonObject
            {
                ["name"] = container.Key,
                ["image"] = "hivemq/hivemq4:latest",
                ["ports"] = new JsonArray([.. container.Select(Port)]),
                ["resources"] = new JsonObject(),
                ["imagePullPolicy"] = "IfNotPresent",
            };
            if (container.First().Kind == ContainerKind.Sidecar)
                json["restartPolicy"] = "Always";
            return json;
        })]);

    private static JsonObject Spec(SimulatedWorkload workload)
    {
        var spec = new JsonObject
        {
            ["replicas"] = workload.Replicas,
            ["selector"] = new JsonObject { ["matchLabels"] = Labels(workload.Selector) },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = Labels(workload.Selector) },
                ["spec"] = PodSpec(workload.Ports),
            },
        };
        if (workload is SimulatedStatefulSet)
        {
            spec["serviceName"] = workload.Name;
            spec["podManagementPolicy"] = "Parallel";
        }
        return spec;
    }

    private static JsonObject Port(ContainerPort port)
    {
        var json = new JsonObject();
        if (port.Name is not null)
            json["name"] = port.Name;
        json["containerPort"] = port.Number;
        if (port.Protocol is not null)
            json["protocol"] = port.Protocol;
        return json;
    }

    private static string UidOf(string name) =>
        new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToString();
}
