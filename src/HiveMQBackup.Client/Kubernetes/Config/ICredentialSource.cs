namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>Where one part of a user's credentials comes from: the header, or the client certificate.</summary>
internal interface ICredentialSource<out T>
{
    /// <summary>The credential that is valid now.</summary>
    /// <exception cref="HiveMQBackupException">It has expired, and this source cannot refresh it.</exception>
    T Get(Log log);

    /// <summary>Refreshes at once: the server does not accept the current credential.</summary>
    void Refresh(Log log);
}
