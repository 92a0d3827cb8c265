using HiveMQBackup.Simulator.Hosting;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The faults of one HiveMQ node. Thread-safe; each fault is used up by the requests that meet it.</summary>
public sealed class NodeFaults
{
    private readonly ArmedFaults<CannedResponse> _responses = new();
    private readonly ArmedFaults<LostResponse> _lostCreates = new();
    private readonly ArmedFaults<LostResponse> _lostRestores = new();
    private readonly ArmedFaults<DownloadFault> _cuts = new();
    private readonly ArmedFaults<LengthFault> _lengths = new();

    /// <summary>Runs around every request, before anything else; call the function to go on.</summary>
    public Func<HttpContext, Func<Task>, Task>? Intercept { get; set; }

    /// <summary>Fails the next requests; without a body, as the published API description has it for a 503.</summary>
    public void FailNext(int status, int times = 1, string? pathContains = null, string? retryAfter = null, string? body = null, string? method = null) =>
        _responses.Arm(
            new CannedResponse(status, "application/json", body ?? RestErrors.PublishedUnavailable, pathContains, retryAfter, method), times);

    /// <summary>Responds to the next requests with this.</summary>
    public void RespondNext(int status, string contentType, string body, int times = 1, string? pathContains = null, string? method = null) =>
        _responses.Arm(new CannedResponse(status, contentType, body, pathContains, null, method), times);

    /// <summary>Aborts the connection of the next create request, before the backup is started or after.</summary>
    public void LoseResponseOfNextCreate(bool beforeProcessing) => _lostCreates.Arm(new LostResponse(beforeProcessing), 1);

    /// <summary>Aborts the connection of the next restore request, before the restore is started or after.</summary>
    public void LoseResponseOfNextRestore(bool beforeProcessing) => _lostRestores.Arm(new LostResponse(beforeProcessing), 1);

    /// <summary>Cuts the next downloads after so many bytes of the response's body; shorter responses are not affected.</summary>
    public void CutDownloadAfter(long bytes, DownloadCut how, int times = 1) => _cuts.Arm(new DownloadFault(bytes, how), times);

    /// <summary>Makes the next downloads differ from the listed size: header and body agree, and are this much longer.</summary>
    public void WrongContentLength(long delta, int times = 1) => _lengths.Arm(new LengthFault(delta), times);

    /// <summary>Clears all faults that are still armed.</summary>
    public void Clear()
    {
        Intercept = null;
        _responses.Clear();
        _lostCreates.Clear();
        _lostRestores.Clear();
        _cuts.Clear();
        _lengths.Clear();
    }

    internal CannedResponse? TakeResponse(string method, string path) => _responses.TryTake(
        response => (response.Method ?? method) == method && path.Contains(response.PathContains ?? "", StringComparison.Ordinal), out var response) ? response : null;

    internal bool TakeLostCreate(bool beforeProcessing) =>
        _lostCreates.TryTake(lost => lost.BeforeProcessing == beforeProcessing, out _);

    internal bool TakeLostRestore(bool beforeProcessing) =>
        _lostRestores.TryTake(lost => lost.BeforeProcessing == beforeProcessing, out _);

    internal DownloadFault? TakeCut(long bodyLength) =>
        _cuts.TryTake(cut => cut.Bytes < bodyLength, out var cut) ? cut : null;

    internal long TakeLengthDelta() => _lengths.TryTake(_ => true, out var length) ? length.Delta : 0;

    internal sealed record CannedResponse(int Status, string ContentType, string Body, string? PathContains, string? RetryAfter, string? Method);

    internal sealed record DownloadFault(long Bytes, DownloadCut How);

    private sealed record LostResponse(bool BeforeProcessing);

    private sealed record LengthFault(long Delta);
}

/// <summary>How a node ends a download before its time.</summary>
public enum DownloadCut
{
    /// <summary>The TCP connection is reset; bytes still on their way are lost.</summary>
    Reset,

    /// <summary>The connection is closed without a reset, short of the announced Content-Length.</summary>
    EarlyEnd,

    /// <summary>No more bytes; the connection stays open until the client closes it.</summary>
    Stall,
}
