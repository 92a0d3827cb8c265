using System.Diagnostics;
using System.Net.WebSockets;

namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>One command in a pod, and what it reads and writes.</summary>
internal sealed class ExecSession(IExecWire wire, HttpContext context, SimulatedPod pod, ExecFaults faults)
{
    // This much lets the status arrive before the connection closes.
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);

    public async Task RunAsync(ExecRequest request)
    {
        using (_ended)
        {
            if (faults.TakeError(pod) is { } error)
                await EndAsync(ExecStatus.OfError(error), FeedAsync(null));
            else if (PodCommand.Start(request.Command, pod) is { } process)
                await RunAsync(request, process);
            else
                await EndAsync(ExecStatus.OfError(PodCommand.NotFound(request.Command[0])), FeedAsync(null));
        }
    }

    private async Task RunAsync(ExecRequest request, Process process)
    {
        using (process)
        {
            pod.Processes.Add(process);
            try
            {
                // A pod that was deleted meanwhile has not seen this process.
                if (!pod.Exists) pod.Processes.Kill();
                if (!request.Stdin) process.StandardInput.Close();
                var feeding = FeedAsync(request.Stdin ? process.StandardInput.BaseStream : null);
                await Task.WhenAll(
                    PumpAsync(process.StandardOutput.BaseStream, request.Stdout ? ExecOutput.Out : null),
                    PumpAsync(process.StandardError.BaseStream, request.Stderr ? ExecOutput.Error : null));
                await process.WaitForExitAsync(CancellationToken.None);
                await EndAsync(faults.TakeLostStatus(pod) ? null : ExecStatus.OfExitCode(process.ExitCode), feeding);
            }
            finally
            {
                pod.Processes.Remove(process);
            }
        }
    }

    /// <summary>Carries the client's input to the command, as fast as it reads; after the command, or without one, drops it.</summary>
    private async Task FeedAsync(Stream? input)
    {
        var buffer = new byte[PortForwardTunnel.FrameLength];
        var total = 0L;
        try
        {
            while (await ReceiveAsync(buffer) is { } count)
            {
                var cut = input is null ? null : faults.TakeCut(pod, total, count);
                if (count > 0) await WriteAsync(input, buffer.AsMemory(0, cut ?? count));
                else input?.Close();
                if (cut is not null)
                {
                    context.Abort();
                    return;
                }
                total += count;
            }
        }
        finally
        {
            // The command of a lost connection reads the end of its input, and goes on.
            input?.Close();
        }
    }

    private async Task PumpAsync(Stream output, ExecOutput? channel)
    {
        var buffer = new byte[PortForwardTunnel.FrameLength];
        int count;
        while ((count = await output.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            if (channel is { } known && !await SendAsync(known, buffer.AsMemory(0, count))) channel = null;
        }
    }

    // Without a status, the connection breaks instead.
    private async Task EndAsync(byte[]? status, Task feeding)
    {
        if (status is null || !await TrySendAsync(status)) context.Abort();
        else if (wire.ClientClosesLast) await feeding.WaitAsync(CloseGrace, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ended.CancelAsync();
        await feeding;
    }

    private async Task<bool> TrySendAsync(byte[] status)
    {
        try
        {
            await wire.EndAsync(status, _ended.Token);
            return true;
        }
        catch (Exception error) when (IsGone(error))
        {
            // The client does not learn how its command ended.
            return false;
        }
    }

    private async Task<int?> ReceiveAsync(Memory<byte> buffer)
    {
        try
        {
            return await wire.ReceiveAsync(buffer, _ended.Token);
        }
        catch (Exception error) when (IsGone(error))
        {
            return null;
        }
    }

    // False: the client has closed the connection; the command goes on without it.
    private async Task<bool> SendAsync(ExecOutput channel, ReadOnlyMemory<byte> data)
    {
        try
        {
            await wire.SendAsync(channel, data, _ended.Token);
            return true;
        }
        catch (Exception error) when (IsGone(error))
        {
            return false;
        }
    }

    private static async Task WriteAsync(Stream? input, ReadOnlyMemory<byte> data)
    {
        if (input is not { CanWrite: true }) return;
        try
        {
            await input.WriteAsync(data, CancellationToken.None);
            await input.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // The command reads no more: a kubelet drops the rest as well.
            input.Close();
        }
    }

    private static bool IsGone(Exception error) =>
        error is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException;
}
