namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>The permissions of the Enterprise Security Extension that the calls require.</summary>
internal static class RestPermission
{
    private const string All = "HIVEMQ_SUPER_ADMIN";

    public static bool IsGranted(IReadOnlyCollection<string>? granted, string method, string[] path) =>
        granted is null || Of(method, path) is not { } required || granted.Contains(required) || granted.Contains(All);

    private static string? Of(string method, string[] path) => path switch
    {
        ["backups"] => "HIVEMQ_MANAGEMENT_BACKUPS_" + method,
        ["files", "backups", _] or ["backups", _, "file"] => "HIVEMQ_MANAGEMENT_FILES_BACKUPS_BACKUPID_" + method,
        ["backups", _, ..] => "HIVEMQ_MANAGEMENT_BACKUPS_BACKUPID_" + method,
        _ => null,
    };
}
