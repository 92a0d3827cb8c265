using System.Globalization;
using System.Net.Sockets;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>What a kubelet with containerd writes on the error channel of a port-forward.</summary>
internal static class KubeletErrors
{
    public static string ConnectionRefused(SimulatedPod pod, int port) => Prefix(pod, port) + string.Create(
        CultureInfo.InvariantCulture,
        $"failed to connect to localhost:{port} inside namespace \"{Sandbox(pod)}\", "
        + $"IPv4: dial tcp4 127.0.0.1:{port}: connect: connection refused "
        + $"IPv6 dial tcp6 [::1]:{port}: connect: connection refused ");

    public static string ConnectionBroken(SimulatedPod pod, int port, SocketException error)
    {
        var words = error.SocketErrorCode == SocketError.ConnectionReset ? "connection reset by peer" : error.Message;
        return Prefix(pod, port) + string.Create(
            CultureInfo.InvariantCulture, $"read tcp4 127.0.0.1:41234->127.0.0.1:{port}: read: {words}");
    }

    private static string Prefix(SimulatedPod pod, int port) => string.Create(
        CultureInfo.InvariantCulture,
        $"error forwarding port {port} to pod {Sandbox(pod)}, uid : failed to execute portforward in network namespace "
        + $"\"/var/run/netns/cni-{pod.Uid}\": ");

    // The id of a pod's sandbox is 64 hexadecimal digits.
    private static string Sandbox(SimulatedPod pod) => (pod.Uid + pod.Uid).Replace("-", "", StringComparison.Ordinal);
}
