namespace HiveMQBackup.Client.Net;

internal static class UserAgent
{
    /// <summary>How this client names itself to the API server and the broker.</summary>
    internal static string Value { get; } = $"HiveMQBackup/{typeof(UserAgent).Assembly.GetName().Version?.ToString(3)}";
}
