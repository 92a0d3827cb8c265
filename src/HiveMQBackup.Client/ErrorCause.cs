namespace HiveMQBackup.Client;

/// <summary>What the code of an error leaves open, where the next step depends on it. Holds the facts that the next step needs, and no secret.</summary>
public abstract record ErrorCause
{
    /// <summary>An environment variable names no kubeconfig that exists.</summary>
    /// <param name="Name">The variable's name.</param>
    /// <param name="Value">Its value.</param>
    public sealed record KubeConfigVariable(string Name, string Value) : ErrorCause
    {
        /// <summary>The variable's value, safe for a terminal.</summary>
        public string Value { get; } = TerminalText.Sanitize(Value);
    }

    /// <summary>A kubeconfig's file is not valid.</summary>
    public sealed record KubeConfigFile : ErrorCause;

    /// <summary>A kubeconfig's file cannot be accessed.</summary>
    public sealed record KubeConfigAccess : ErrorCause;

    /// <summary>The service account of the pod that this process runs in cannot be used.</summary>
    public sealed record ServiceAccount : ErrorCause;

    /// <summary>A proxy did not open the connection.</summary>
    /// <param name="Variable">The environment variable that names the proxy; null for the kubeconfig's proxy-url.</param>
    public sealed record Proxy(string? Variable) : ErrorCause;

    /// <summary>The TLS handshake failed, in most cases because of the server's certificate.</summary>
    public sealed record Certificate : ErrorCause;

    /// <summary>The server limits its clients, and asked for more time than the call had.</summary>
    public sealed record Throttled : ErrorCause;

    /// <summary>The server responded with an error status.</summary>
    public sealed record ErrorStatus : ErrorCause;

    /// <summary>The server did not respond in time.</summary>
    public sealed record NoResponse : ErrorCause;

    /// <summary>The server that responds is not a Kubernetes API server.</summary>
    public sealed record NotKubernetes : ErrorCause;

    /// <summary>The token of an auth-provider expired; only kubectl refreshes it.</summary>
    public sealed record ExpiredToken : ErrorCause;

    /// <summary>An exec plugin of the kubeconfig provided no credentials.</summary>
    /// <param name="InstallHint">The kubeconfig's installHint, safe for a terminal, or null.</param>
    public sealed record ExecPlugin(string? InstallHint) : ErrorCause;

    /// <summary>A permission in the cluster is missing.</summary>
    /// <param name="Verb">The verb.</param>
    /// <param name="Resource">The resource, with its group or subresource.</param>
    /// <param name="Namespace">The namespace, or null for all namespaces.</param>
    /// <param name="Context">The kubeconfig's context.</param>
    public sealed record VerbForbidden(string Verb, string Resource, string? Namespace, string Context) : ErrorCause
    {
        /// <summary>The namespace, safe for a terminal, or null for all namespaces.</summary>
        public string? Namespace { get; } = Namespace is null ? null : TerminalText.Sanitize(Namespace);

        /// <summary>The kubeconfig's context, safe for a terminal.</summary>
        public string Context { get; } = TerminalText.Sanitize(Context);
    }

    /// <summary>One of the permissions 'get' and 'create' on a subresource of pods is missing, and both are required.</summary>
    /// <param name="Resource">The resource, with its subresource.</param>
    /// <param name="Namespace">The namespace.</param>
    /// <param name="Context">The kubeconfig's context.</param>
    public sealed record GetOrCreateForbidden(string Resource, string Namespace, string Context) : ErrorCause
    {
        /// <summary>The namespace, safe for a terminal.</summary>
        public string Namespace { get; } = TerminalText.Sanitize(Namespace);

        /// <summary>The kubeconfig's context, safe for a terminal.</summary>
        public string Context { get; } = TerminalText.Sanitize(Context);
    }

    /// <summary>An admission webhook or policy of the cluster denied the request; no role grants it.</summary>
    public sealed record DeniedByPolicy : ErrorCause;

    /// <summary>There is no pod of that name.</summary>
    public sealed record NoSuchPod : ErrorCause;

    /// <summary>No pod matches the labels.</summary>
    /// <param name="Namespace">The namespace.</param>
    public sealed record NoMatchingPod(string Namespace) : ErrorCause
    {
        /// <summary>The namespace, safe for a terminal.</summary>
        public string Namespace { get; } = TerminalText.Sanitize(Namespace);
    }

    /// <summary>A pod's name is not one that Kubernetes allows.</summary>
    public sealed record InvalidPodName : ErrorCause;

    /// <summary>The broker has no pod that is ready.</summary>
    /// <param name="Namespace">The namespace.</param>
    public sealed record PodsNotReady(string Namespace) : ErrorCause
    {
        /// <summary>The namespace, safe for a terminal.</summary>
        public string Namespace { get; } = TerminalText.Sanitize(Namespace);
    }

    /// <summary>Both protocols of a port-forward are blocked on the way to the pod.</summary>
    public sealed record BlockedProtocols : ErrorCause;

    /// <summary>The pod refused the connection, or ended it.</summary>
    public sealed record RefusedByPod : ErrorCause;

    /// <summary>The broker's user lacks a permission of the Enterprise Security Extension.</summary>
    /// <param name="Permission">The permission that the call requires.</param>
    /// <param name="Including">The permission that includes it.</param>
    public sealed record CallForbidden(string Permission, string Including) : ErrorCause;

    /// <summary>The list of backups links to a page that cannot be read.</summary>
    public sealed record InvalidPageLink : ErrorCause;

    /// <summary>The backup is still running.</summary>
    /// <param name="Id">The backup's id.</param>
    /// <param name="Waited">How long the call waited for it, or null if it did not.</param>
    public sealed record BackupRunning(string Id, TimeSpan? Waited) : ErrorCause
    {
        /// <summary>The backup's id, safe for a terminal.</summary>
        public string Id { get; } = TerminalText.Shorten(Id);
    }

    /// <summary>A restore is running.</summary>
    /// <param name="Id">The id of the backup that is being restored.</param>
    public sealed record RestoreRunning(string Id) : ErrorCause
    {
        /// <summary>The backup's id, safe for a terminal.</summary>
        public string Id { get; } = TerminalText.Shorten(Id);
    }

    /// <summary>The path is not that of a folder of saved files.</summary>
    public sealed record FolderInvalid : ErrorCause;

    /// <summary>The same command has saved another backup to the file.</summary>
    public sealed record SavedBefore : ErrorCause;

    /// <summary>The path leads to a device, a pipe or a socket.</summary>
    public sealed record SpecialFile : ErrorCause;

    /// <summary>The partial file is not a regular file of this user.</summary>
    public sealed record ForeignFile : ErrorCause;

    /// <summary>What was downloaded so far is in a partial file.</summary>
    public sealed record PartialFileKept : ErrorCause;

    /// <summary>The broker lists the backup as empty.</summary>
    public sealed record EmptyBackup : ErrorCause;

    /// <summary>Neither the list nor the response says how long the file is.</summary>
    public sealed record UnknownLength : ErrorCause;

    /// <summary>The credentials would cross the network to the Kubernetes API server unencrypted.</summary>
    public sealed record UnencryptedCluster : ErrorCause;

    /// <summary>The API server's pod proxy drops the broker's credentials.</summary>
    public sealed record CredentialsOverProxy : ErrorCause;
}
