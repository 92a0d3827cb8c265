namespace HiveMQBackup.Tests.Support;

/// <summary>What a relay does with a piece of a request.</summary>
/// <param name="Forward">Whether it is forwarded to the server.</param>
/// <param name="Reply">What the client gets as the response, without the server.</param>
/// <param name="CutResponseAfter">After how many bytes of the response the connection is reset; 0: at once.</param>
/// <param name="Close">Whether the connection is closed at once, without a reset.</param>
internal sealed record RelayAction(bool Forward, string? Reply = null, long? CutResponseAfter = null, bool Close = false)
{
    internal static readonly RelayAction Pass = new(true);
    internal static readonly RelayAction Drop = new(false);
}
