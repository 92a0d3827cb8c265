namespace HiveMQBackup.Client;

internal static class ClientVersion
{
    /// <summary>How this client names itself to the API server and the broker.</summary>
    internal static string UserAgent { get; } = $"HiveMQBackup/{typeof(ClientVersion).Assembly.GetName().Version?.ToString(3)}";
}
