namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>What a request to run a command asks for.</summary>
internal sealed record ExecRequest(string? Container, string[] Command, bool Stdin, bool Stdout, bool Stderr)
{
    /// <summary>How many streams the client opens over SPDY; one is for the status.</summary>
    public int Streams => 1 + (Stdin ? 1 : 0) + (Stdout ? 1 : 0) + (Stderr ? 1 : 0);

    public static ExecRequest Of(HttpContext context)
    {
        var query = context.Request.Query;
        string[] command = [.. query["command"].Select(part => part ?? "")];
        var container = query["container"].ToString();
        return new ExecRequest(container.Length == 0 ? null : container, command, IsOn("stdin"), IsOn("stdout"), IsOn("stderr"));

        bool IsOn(string name) => query[name].ToString() is "true" or "1";
    }

    /// <summary>Why a pod does not run this, in the words of Kubernetes, or null.</summary>
    public string? ReasonToRefuse(SimulatedPod pod)
    {
        if (pod.Phase is "Succeeded" or "Failed")
            return $"cannot exec into a container in a completed pod; current phase is {pod.Phase}";
        string[] ordinary = [.. Containers(pod, init: false)];
        string[] init = [.. Containers(pod, init: true)];
        if (Container is null && ordinary.Length > 1)
            return $"a container name must be specified for pod {pod.Name}, choose one of: [{string.Join(' ', ordinary)}]{OrInit(init)}";
        if (Container is not null && !ordinary.Contains(Container) && !init.Contains(Container))
            return $"container {Container} is not valid for pod {pod.Name}";
        if (!Stdin && !Stdout && !Stderr)
            return "you must specify at least 1 of stdin, stdout, stderr";
        return Command.Length == 0 ? "you must specify a command" : null;
    }

    private static IEnumerable<string> Containers(SimulatedPod pod, bool init) =>
        pod.Ports.Where(port => port.Kind == ContainerKind.Ordinary != init).Select(port => port.Container).Distinct();

    private static string OrInit(string[] init) =>
        init.Length == 0 ? "" : $" or one of the init containers: [{string.Join(' ', init)}]";
}
