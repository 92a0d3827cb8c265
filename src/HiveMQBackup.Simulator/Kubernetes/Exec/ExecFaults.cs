using HiveMQBackup.Simulator.Hosting;

namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>The faults of commands in pods. Thread-safe; each fault is used up by the command that meets it.</summary>
public sealed class ExecFaults
{
    private readonly ArmedFaults<Refusal> _refusals = new();
    private readonly ArmedFaults<KubeletError> _errors = new();
    private readonly ArmedFaults<Cut> _cuts = new();
    private readonly ArmedFaults<LostStatus> _lostStatuses = new();

    /// <summary>Refuses the next upgrades with a Status of this code and message.</summary>
    public void Refuse(int status, string message, int times = 1, Func<SimulatedPod, bool>? which = null) =>
        _refusals.Arm(new Refusal(new ClusterFaults.Refusal(status, message), which), times);

    /// <summary>Ends the next commands with an error of the kubelet instead of running them.</summary>
    public void Fail(string message, int times = 1, Func<SimulatedPod, bool>? which = null) =>
        _errors.Arm(new KubeletError(message, which), times);

    /// <summary>Breaks the connection of the next commands whose input reaches so many bytes; 0: before the first.</summary>
    /// <remarks>The command gets the input until there, and then its end; it is not killed.</remarks>
    public void CutAfter(long inputBytes, int times = 1, Func<SimulatedPod, bool>? which = null) =>
        _cuts.Arm(new Cut(inputBytes, which), times);

    /// <summary>Breaks the connection of the next commands after they have ended and before the client knows how.</summary>
    public void LoseStatus(int times = 1, Func<SimulatedPod, bool>? which = null) => _lostStatuses.Arm(new LostStatus(which), times);

    /// <summary>Clears all faults that are still armed.</summary>
    public void Clear()
    {
        _refusals.Clear();
        _errors.Clear();
        _cuts.Clear();
        _lostStatuses.Clear();
    }

    internal ClusterFaults.Refusal? TakeRefusal(SimulatedPod pod) =>
        _refusals.TryTake(refusal => refusal.IsAt(pod), out var refusal) ? refusal.Response : null;

    internal string? TakeError(SimulatedPod pod) => _errors.TryTake(error => error.IsAt(pod), out var error) ? error.Message : null;

    /// <summary>The cut that the next bytes of input reach, as the number of them that still pass; null: all pass.</summary>
    internal int? TakeCut(SimulatedPod pod, long received, int next) =>
        _cuts.TryTake(cut => cut.Bytes >= received && cut.Bytes <= received + next && cut.IsAt(pod), out var cut) ? (int)(cut.Bytes - received) : null;

    internal bool TakeLostStatus(SimulatedPod pod) => _lostStatuses.TryTake(lost => lost.IsAt(pod), out _);

    private abstract record Fault(Func<SimulatedPod, bool>? Which)
    {
        public bool IsAt(SimulatedPod pod) => Which?.Invoke(pod) ?? true;
    }

    private sealed record Refusal(ClusterFaults.Refusal Response, Func<SimulatedPod, bool>? Which) : Fault(Which);

    private sealed record KubeletError(string Message, Func<SimulatedPod, bool>? Which) : Fault(Which);

    private sealed record Cut(long Bytes, Func<SimulatedPod, bool>? Which) : Fault(Which);

    private sealed record LostStatus(Func<SimulatedPod, bool>? Which) : Fault(Which);
}
