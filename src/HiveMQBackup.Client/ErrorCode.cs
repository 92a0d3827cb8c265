namespace HiveMQBackup.Client;

/// <summary>The kinds of errors; users see the names as ErrorId, and they are part of the module's contract.</summary>
public enum ErrorCode
{
    /// <summary>No kubeconfig was found, and the process does not run in a pod.</summary>
    KubeConfigNotFound,

    /// <summary>A kubeconfig was found, but it is not usable.</summary>
    KubeConfigInvalid,

    /// <summary>The kubeconfig has no context of that name, or no current context.</summary>
    KubeContextNotFound,

    /// <summary>The Kubernetes API server did not respond, or its certificate is not trusted.</summary>
    KubernetesUnreachable,

    /// <summary>The API server responded with 401.</summary>
    KubernetesUnauthorized,

    /// <summary>The API server responded with 403: a permission is missing.</summary>
    KubernetesForbidden,

    /// <summary>No StatefulSet, pod or label matches the parameters.</summary>
    BrokerNotFound,

    /// <summary>An object that has left its session names another broker than the command.</summary>
    BrokerMismatch,

    /// <summary>The broker's pods exist, but none is Running and Ready.</summary>
    NoReadyPod,

    /// <summary>No container port of the pod looks like the REST API's.</summary>
    ApiPortNotFound,

    /// <summary>The port-forward was refused, reported an error, or was lost.</summary>
    PortForwardFailed,

    /// <summary>A command could not be run in a pod.</summary>
    ExecFailed,

    /// <summary>The broker responded with 401.</summary>
    HiveMQUnauthorized,

    /// <summary>The broker responded with 403.</summary>
    HiveMQForbidden,

    /// <summary>The broker responded with 503 or a similar status, or not at all.</summary>
    HiveMQUnavailable,

    /// <summary>A server responds on the port, but it has no backup API.</summary>
    RestApiNotFound,

    /// <summary>The response does not match the REST API's documentation.</summary>
    UnexpectedResponse,

    /// <summary>The broker has no backup with that id.</summary>
    BackupNotFound,

    /// <summary>The backup's state has no file to download.</summary>
    BackupNotDownloadable,

    /// <summary>The broker has no backup at all, or none that matches the filter.</summary>
    NoBackup,

    /// <summary>The broker says that the backup failed.</summary>
    BackupFailed,

    /// <summary>Another backup, or a restore, is running; the broker runs one backup at a time.</summary>
    BackupAlreadyRunning,

    /// <summary>It is not known whether the create request started a backup.</summary>
    CreateUncertain,

    /// <summary>The backup's state has nothing to restore.</summary>
    BackupNotRestorable,

    /// <summary>The broker says that the restore failed.</summary>
    RestoreFailed,

    /// <summary>It is not known whether the restore request started a restore.</summary>
    RestoreUncertain,

    /// <summary>The id cannot be the name of a folder at the broker.</summary>
    BackupIdInvalid,

    /// <summary>The broker has another backup with that id.</summary>
    BackupExists,

    /// <summary>A backup folder has too little free disk space.</summary>
    DiskSpaceLow,

    /// <summary>The backup folder in the pod is missing or not writable.</summary>
    BrokerFolderNotWritable,

    /// <summary>The file did not arrive whole in the pod.</summary>
    UploadIncomplete,

    /// <summary>The file to restore is missing, empty or not readable.</summary>
    InputFileInvalid,

    /// <summary>The file is not a whole, readable backup.</summary>
    BackupCorrupt,

    /// <summary>The pod has no container of that name.</summary>
    ContainerNotFound,

    /// <summary>The file arrived, but the broker does not list it.</summary>
    UploadNotListed,

    /// <summary>The backup cannot be deleted at the broker.</summary>
    BackupNotRemovable,

    /// <summary>The wait timed out; the backup continues.</summary>
    WaitTimeout,

    /// <summary>The file already exists, and overwriting was not requested.</summary>
    OutputFileExists,

    /// <summary>The output folder or file name cannot be used.</summary>
    OutputPathInvalid,

    /// <summary>The file could not be written.</summary>
    WriteFailed,

    /// <summary>A saved file, or its checksum file, cannot be removed.</summary>
    FileNotRemoved,

    /// <summary>The download ended before the file was complete.</summary>
    DownloadIncomplete,

    /// <summary>The file arrived, but its length differs from the one that the broker reports.</summary>
    SizeMismatch,

    /// <summary>The credential or the token cannot be sent in a header.</summary>
    AuthenticationInvalid,

    /// <summary>Credentials would go over an unencrypted connection to another machine.</summary>
    UnencryptedAuthentication,

    /// <summary>Two parameters exclude each other.</summary>
    ConflictingParameters,
}
