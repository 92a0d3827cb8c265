namespace HiveMQBackup.Client.HiveMQ;

/// <summary>The permission of HiveMQ's Enterprise Security Extension that a call of the REST API needs.</summary>
internal static class RestPermission
{
    /// <summary>The one that includes all others.</summary>
    internal const string All = "HIVEMQ_SUPER_ADMIN";

    private const string Prefix = "HIVEMQ_MANAGEMENT_";

    /// <summary>The permission for a call, in either dialect.</summary>
    /// <param name="method">The call's method.</param>
    /// <param name="path">Its path below the base address.</param>
    internal static string Of(HttpMethod method, string path)
    {
        // HiveMQ documents no call with another method, and no permission for it.
        if (method != HttpMethod.Get && method != HttpMethod.Post) return All;
        return Prefix + path.Split('?')[0][Dialect.Root.Length..].Split('/') switch
        {
            ["backups"] => $"BACKUPS_{method}",
            ["files", ..] or ["backups", _, "file"] => "FILES_BACKUPS_BACKUPID_GET",
            _ => $"BACKUPS_BACKUPID_{method}",
        };
    }
}
