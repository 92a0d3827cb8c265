namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>A Deployment of HiveMQ nodes; by default as the legacy operator makes it: port "api" 8888, its labels.</summary>
public sealed class DeploymentOptions : WorkloadOptions
{
    /// <summary>Creates the options of the legacy operator's Deployment.</summary>
    public DeploymentOptions()
    {
        Name = "hivemq-cluster1";
        Labels = new Dictionary<string, string> { ["app"] = "hivemq", ["hivemq-cluster"] = "cluster1" };
        Ports = [new("api", 8888), new("mqtt", 1883), new("health", 9090)];
        ApiPortNumber = 8888;
    }
}
