namespace HiveMQBackup.Client.Net;

/// <summary>What accompanies a call down to the requests that it causes: its log, and the time limits that it runs under.</summary>
/// <param name="Log">Receives the call's messages.</param>
/// <param name="Limit">The innermost time limit, or null if there is none.</param>
internal sealed record CallScope(Log Log, TimeLimit? Limit = null)
{
    private static readonly HttpRequestOptionsKey<CallScope> Key = new("HiveMQBackup.CallScope");

    /// <summary>Makes the scope known to the handlers of a request.</summary>
    internal void AttachTo(HttpRequestMessage request) => request.Options.Set(Key, this);

    /// <summary>The scope of the call that a request belongs to.</summary>
    internal static CallScope Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var scope) ? scope : throw new InvalidOperationException("The request belongs to no call.");

    /// <summary>Stops the clocks of all limits that the call runs under until the result is disposed.</summary>
    internal IDisposable? PauseClocks() => Limit?.Pause();
}
