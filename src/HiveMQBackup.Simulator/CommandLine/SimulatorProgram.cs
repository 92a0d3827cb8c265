using System.Runtime.InteropServices;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Simulator.CommandLine;

/// <summary>Runs the servers of the command line until Ctrl+C or SIGTERM.</summary>
internal static class SimulatorProgram
{
    private const int DefaultNodePort = 8081;

    public static async Task RunAsync(SimulatorArguments arguments)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        if (arguments.HiveMQOnly)
            await RunNodeAsync(arguments, stopped.Task);
        else
            await RunClusterAsync(arguments, stopped.Task);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopped.TrySetResult();
        }
    }

    private static async Task RunClusterAsync(SimulatorArguments arguments, Task stopped)
    {
        await using var cluster = await SimulatedCluster.StartAsync(new SimulatedClusterOptions
        {
            Port = arguments.Port ?? 0,
            Tls = arguments.Tls,
            Spdy = arguments.Spdy ? SpdySupport.Taken : SpdySupport.RefusedByProxy,
            Subprotocols = arguments.SpdyInWebSocket ? [PortForwardSubprotocols.Spdy, PortForwardSubprotocols.Channels] : [PortForwardSubprotocols.Channels],
            StatefulSets = [new() { Replicas = arguments.Pods, Node = NodeOptions(arguments), Shell = arguments.Shell }],
        });
        if (!arguments.Exec) cluster.Faults.Deny("*", "pods/exec");
        if (arguments.CutExecAfter is { } bytes) cluster.Faults.Exec.CutAfter(bytes, times: int.MaxValue);
        ExampleBackups.AddTo(cluster.StatefulSets[0].Backups);
        var kubeConfig = Path.GetFullPath(arguments.KubeConfig);
        cluster.WriteKubeConfig(kubeConfig);
        Console.WriteLine($"Kubernetes API server: {cluster.Server.GetLeftPart(UriPartial.Authority)}");
        Console.WriteLine(
            $"Namespace hivemq, StatefulSet broker, {arguments.Pods} pods, {cluster.StatefulSets[0].Backups.List().Count} backups.");
        Console.WriteLine("In a shell, one of:");
        Console.WriteLine($"    export KUBECONFIG='{kubeConfig}'");
        Console.WriteLine($"    $env:KUBECONFIG = '{kubeConfig}'");
        Console.WriteLine("Ctrl+C stops it.");
        await stopped;
    }

    private static async Task RunNodeAsync(SimulatorArguments arguments, Task stopped)
    {
        var options = NodeOptions(arguments);
        options.Address = arguments.Address;
        options.Port = arguments.Port ?? DefaultNodePort;
        options.Tls = false;
        options.BackupFolder = BackupFolder();
        await using var node = await HiveMQNode.StartAsync(options);
        ExampleBackups.AddTo(node.Backups);
        Console.WriteLine($"HiveMQ REST API: {node.Address.GetLeftPart(UriPartial.Authority)}, {node.Backups.List().Count} backups.");
        Console.WriteLine("Ctrl+C stops it.");
        await stopped;
    }

    // HiveMQ's default folder would be shared by all nodes on this machine.
    private static string? BackupFolder() => Environment.GetEnvironmentVariable("HIVEMQ_BACKUP_FOLDER") is { Length: > 0 } folder
        ? Directory.CreateDirectory(folder).FullName
        : null;

    private static HiveMQNodeOptions NodeOptions(SimulatorArguments arguments)
    {
        var store = arguments.Store is null ? new BackupStore() : BackupStore.InDirectory(arguments.Store);
        store.BackupDuration = arguments.BackupDuration;
        store.NewBackupSize = arguments.BackupSize ?? store.NewBackupSize;
        store.NewBackupShape = arguments.BackupShape;
        store.ListsFolder = arguments.ListsFolder;
        return new HiveMQNodeOptions
        {
            Dialect = arguments.Dialect,
            Deletes = arguments.Deletes ? DeleteSupport.NoContent : DeleteSupport.MethodNotAllowed,
            DownloadRate = arguments.DownloadRate,
            UserName = arguments.User,
            Password = arguments.Password,
            Token = arguments.Token,
            Backups = store,
        };
    }
}
