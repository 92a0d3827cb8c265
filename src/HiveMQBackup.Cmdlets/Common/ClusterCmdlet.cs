using System.Management.Automation;
using System.Security;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Cmdlets.Common.Errors;
using HiveMQBackup.Cmdlets.Common.Parameters;
using HiveMQBackup.Cmdlets.Completion;
using HiveMQBackup.Cmdlets.Hosting;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>What all cmdlets of the module have in common: the cluster, the credentials, and how errors are reported.</summary>
[OneOf(Choice.Credential, Choice.Token)]
public abstract class ClusterCmdlet : SanitizingCmdlet
{
    private static readonly TimeSpan SilentSearch = TimeSpan.FromSeconds(1);

    private readonly CommandLog _log;

    private protected ClusterCmdlet() => _log = new CommandLog(this);

    /// <summary>The broker's namespace.</summary>
    [Without(Choice.Uri, Choice.AllNamespaces)]
    [Alias("n")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNullOrEmpty]
#pragma warning disable CA1716 // The parameter's name is kubectl's; only this assembly derives from the class.
    public virtual string? Namespace { get; set; }
#pragma warning restore CA1716

    /// <summary>The kubeconfig's context.</summary>
    [Without(Choice.Uri)]
    [ArgumentCompleter(typeof(ContextCompleter))]
    [ValidateNotNullOrEmpty]
    public virtual string? Context { get; set; }

    /// <summary>The kubeconfig's path.</summary>
    [Without(Choice.Uri)]
    [ValidateNotNullOrEmpty]
    public virtual string? KubeConfig { get; set; }

    /// <summary>The way to the broker's pods: a port-forward, the API server's proxy, or the better of the two.</summary>
    [Without(Choice.Uri)]
    public virtual BrokerTransport Transport { get; set; }

    /// <summary>The REST listener uses TLS.</summary>
    [Without(Choice.Uri)]
    public virtual SwitchParameter UseTls { get; set; }

    /// <summary>Skips validation of the REST listener's certificate.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>User name and password for a broker with REST authentication.</summary>
    [Without(Choice.Token)]
    [CredentialOrNone]
    public virtual PSCredential? Credential { get; set; }

    /// <summary>A bearer token for a broker with REST authentication.</summary>
    [With(Choice.Token, Mandatory = true)]
    [AllowNull]
    public virtual SecureString? Token { get; set; }

    /// <summary>Lets credentials go over plain http to another machine.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>Receives the messages of the calls to the client.</summary>
    private protected Log Log => _log.Log;

    /// <summary>Writes a line for the user, from any thread.</summary>
    private protected void Tell(string line) => _log.Post(() => WriteHost(line));

    /// <summary>The cmdlet's work for one pipeline object.</summary>
    private protected abstract Task ProcessRecordAsync(CancellationToken cancel);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(cancel => ReportErrorsAsync(async () =>
    {
        await ProcessRecordAsync(cancel);
        await Beside.WriteEndedAsync();
    }));

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(_ => ReportErrorsAsync(Beside.WriteAllAsync));

    private async Task ReportErrorsAsync(Func<Task> work)
    {
        try
        {
            _log.Begin();
            await work();
        }
        catch (HiveMQBackupException e)
        {
            ThrowIfModuleIsDamaged();
            await LetOthersEndAsync();
            ThrowTerminatingError(ErrorRecords.Record(e, About(e.Code)));
        }
    }

    // What is already running may be about another broker.
    private async Task LetOthersEndAsync()
    {
        Beside.Close();
        while (!Beside.IsEmpty)
        {
            try
            {
                await Beside.WriteAllAsync();
            }
            catch (HiveMQBackupException e)
            {
                WriteError(e, About(e.Code));
            }
        }
    }

    /// <summary>The target of an error of the whole command.</summary>
    private protected virtual object About(ErrorCode code) => code switch
    {
        ErrorCode.KubeConfigNotFound when KubeConfig is not null && KubeConfigSource.IsContent(KubeConfig) => nameof(KubeConfig),
        ErrorCode.KubeConfigNotFound or ErrorCode.KubeConfigInvalid => KubeConfig ?? "KUBECONFIG",
        ErrorCode.KubeContextNotFound => Context ?? "current-context",
        ErrorCode.AuthenticationInvalid => Token is null ? nameof(Credential) : nameof(Token),
        _ => Named,
    };

    /// <summary>What names the broker, or the place to search.</summary>
    private protected virtual string Named => Namespace ?? "";

    /// <summary>The connection to a broker.</summary>
    private protected Task<BrokerSession> OpenTargetAsync(BrokerTarget target, CancellationToken cancel) =>
        WithSearchProgressAsync(BrokerSessions.OfThisRunspace.GetAsync(target, Folder, Log, cancel), target, cancel);

    /// <summary>Shows the progress of a search that takes longer than it should.</summary>
    private protected async Task<T> WithSearchProgressAsync<T>(Task<T> search, BrokerTarget target, CancellationToken cancel)
    {
        if (await Task.WhenAny(search, Task.Delay(SilentSearch, cancel)) != search)
        {
            using var progress = new SearchProgress(this, target);
            await Task.WhenAny(search);
        }
        return await search;
    }

    /// <summary>The folder that relative paths start from.</summary>
    private protected string Folder => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    /// <summary>Shows the defaults that were applied: all in one line for the user, and as verbose output why each.</summary>
    private protected void Announce(IReadOnlyCollection<AppliedDefault> applied)
    {
        if (applied.Count == 0) return;
        WriteHost($"🎯 {string.Join(" / ", applied.Select(a => a.Label))}");
        foreach (var (what, value, why) in applied) WriteVerbose($"Default {what} {value}: {why}.");
    }

    /// <summary>The cluster, the namespace, and how to connect to the REST API, as far as the parameters say.</summary>
    private protected BrokerTarget ClusterTarget()
    {
        EnsureConsistent();
        return new BrokerTarget
        {
            KubeConfig = KubeConfig is null ? null : DiskPath.Resolve(this, KubeConfigSource.EnsurePath(KubeConfig), NoKubeConfig),
            Context = Context,
            Namespace = Namespace,
            Transport = (Transport)Transport,
            UseTls = UseTls,
            SkipCertificateCheck = SkipCertificateCheck,
            Credentials = RestCredentials(),
            AllowUnencryptedAuthentication = AllowUnencryptedAuthentication,
        };
    }

    private HiveMQBackupException NoKubeConfig(string why, Exception? cause) => new(
        ErrorCode.KubeConfigNotFound,
        $"The kubeconfig '{TerminalText.Shorten(KubeConfig, 500)}' cannot be used: {why}",
        inner: cause);

    /// <summary>The credentials given as parameters, or null.</summary>
    private protected RestCredentials? RestCredentials() => Authentication.Of(Credential, Token);

    private void EnsureConsistent()
    {
        if (Transport != BrokerTransport.Proxy) return;
        // The API server's proxy drops the Authorization header.
        OnlyOneOf(nameof(Credential), nameof(Transport));
        OnlyOneOf(nameof(Token), nameof(Transport));
    }

    /// <summary>Rejects parameters that contradict each other.</summary>
    private protected void OnlyOneOf(params string[] parameters)
    {
        // A credential or token of $null counts as none.
        var given = parameters.Where(p => MyInvocation.BoundParameters.TryGetValue(p, out var value) && value is not null).ToList();
        if (given.Count < 2) return;
        ThrowTerminatingError(ErrorRecords.Argument(
            nameof(ErrorCode.ConflictingParameters),
            $"-{given[0]} and -{given[1]} cannot be combined.",
            given[1]));
    }
}
