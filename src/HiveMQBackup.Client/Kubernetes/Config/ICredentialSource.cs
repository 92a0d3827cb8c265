namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>Where one part of a user's credentials comes from: the header, or the client certificate.</summary>
internal interface ICredentialSource<out T>
{
    /// <summary>What is valid now.</summary>
    /// <exception cref="HiveMQBackupException">It has expired, and this source cannot refresh it.</exception>
    T Get();

    /// <summary>Looks at once whether there is something else: the server does not accept this.</summary>
    void Refresh();
}
