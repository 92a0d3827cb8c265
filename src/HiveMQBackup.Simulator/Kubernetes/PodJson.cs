using System.Text.Json.Nodes;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A pod as the API server writes it.</summary>
internal static class PodJson
{
    private const string HostIP = "10.0.0.10";

    public static JsonObject Of(SimulatedPod pod)
    {
        var metadata = KubernetesJson.Metadata(pod.Name, pod.Namespace, pod.Uid, pod.CreatedAt, pod.Labels);
        if (pod.DeletionTimestamp is { } deletion)
        {
            metadata["deletionTimestamp"] = KubernetesJson.Time(deletion);
            metadata["deletionGracePeriodSeconds"] = 30;
        }
        if (pod.Owner is { } owner)
            metadata["ownerReferences"] = new JsonArray(Owner(owner));
        return new JsonObject { ["metadata"] = metadata, ["spec"] = Spec(pod), ["status"] = Status(pod) };
    }

    private static JsonObject Owner(OwnerReference owner) => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = owner.Kind,
        ["name"] = owner.Name,
        ["uid"] = owner.Uid,
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    private static JsonObject Spec(SimulatedPod pod)
    {
        var spec = KubernetesJson.PodSpec(pod.Ports);
        spec["restartPolicy"] = "Always";
        spec["serviceAccountName"] = "default";
        if (pod.Phase != "Pending")
            spec["nodeName"] = "node-1";
        return spec;
    }

    private static JsonObject Status(SimulatedPod pod)
    {
        var status = new JsonObject { ["phase"] = pod.Phase };
        var ready = pod.Ready && pod.Phase == "Running";
        status["conditions"] = new JsonArray(
            Condition(pod, "Initialized", true),
            Condition(pod, "Ready", ready),
            Condition(pod, "ContainersReady", ready),
            Condition(pod, "PodScheduled", pod.Phase != "Pending"));
        if (pod.Phase != "Pending")
        {
            status["hostIP"] = HostIP;
            status["podIP"] = pod.IP;
            status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = pod.IP });
            status["startTime"] = KubernetesJson.Time(pod.CreatedAt);
        }
        status["containerStatuses"] = new JsonArray([.. pod.Ports.Select(port => port.Container).Distinct().Select(
            container => ContainerStatus(pod, container, ready))]);
        status["qosClass"] = "BestEffort";
        return status;
    }

    private static JsonObject Condition(SimulatedPod pod, string type, bool value)
    {
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = value ? "True" : "False",
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = KubernetesJson.Time(pod.CreatedAt),
        };
        if (!value)
        {
            condition["reason"] = "ContainersNotReady";
            condition["message"] = "containers with unready status: [hivemq]";
        }
        return condition;
    }

    private static JsonObject ContainerStatus(SimulatedPod pod, string container, bool ready) => new()
    {
        ["name"] = container,
        ["state"] = StateOf(pod),
        ["lastState"] = new JsonObject(),
        ["ready"] = ready,
        ["restartCount"] = 0,
        ["image"] = "hivemq/hivemq4:latest",
        ["imageID"] = "",
        ["started"] = pod.Phase == "Running",
    };

    private static JsonObject StateOf(SimulatedPod pod)
    {
        var startedAt = new JsonObject { ["startedAt"] = KubernetesJson.Time(pod.CreatedAt) };
        return pod.Phase switch
        {
            "Running" => new JsonObject { ["running"] = startedAt },
            "Pending" => new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "ContainerCreating" } },
            _ => new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = pod.Phase == "Failed" ? 1 : 0 } },
        };
    }
}
