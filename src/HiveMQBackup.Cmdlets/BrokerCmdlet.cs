using System.Management.Automation;
using System.Net;
using System.Security;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Broker;
using HiveMQBackup.Cmdlets.Hosting;

namespace HiveMQBackup.Cmdlets;

/// <summary>What all cmdlets of the module have in common: which broker is meant, and how failures are told.</summary>
public abstract class BrokerCmdlet : AsyncCmdlet
{
    private static readonly TimeSpan SilentSearch = TimeSpan.FromSeconds(1);

    private readonly HashSet<BrokerSession> _announced = [];
    private readonly HashSet<string> _warned = [];

    /// <summary>The broker's namespace.</summary>
    [Parameter]
    [Alias("n")]
    [ValidateNotNullOrEmpty]
    public string? Namespace { get; set; }

    /// <summary>The broker's StatefulSet.</summary>
    [Parameter]
    [Alias("sts")]
    [ValidateNotNullOrEmpty]
    public string? StatefulSet { get; set; }

    /// <summary>The labels of the broker's pods, instead of a StatefulSet.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LabelSelector { get; set; }

    /// <summary>One pod, instead of a StatefulSet.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Pod { get; set; }

    /// <summary>The REST API's container port, instead of discovery.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int ApiPort { get; set; }

    /// <summary>The kubeconfig's context.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Context { get; set; }

    /// <summary>The kubeconfig's path.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KubeConfig { get; set; }

    /// <summary>The REST API's base address, without Kubernetes.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Uri { get; set; }

    /// <summary>The way to the broker's pods: a port-forward, the API server's proxy, or the better of the two.</summary>
    [Parameter]
    public BrokerTransport Transport { get; set; }

    /// <summary>The REST listener speaks TLS.</summary>
    [Parameter]
    public SwitchParameter UseTls { get; set; }

    /// <summary>Takes the REST listener's certificate unseen.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>User name and password for a broker with REST authentication.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>A bearer token for a broker with REST authentication.</summary>
    [Parameter]
    public SecureString? Token { get; set; }

    /// <summary>Lets credentials go over plain http to another machine.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>The cmdlet's work for one pipeline object.</summary>
    private protected abstract Task ProcessRecordAsync(CancellationToken cancel);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(async cancel =>
    {
        try
        {
            using var notices = new NoticeWriter(this);
            await ProcessRecordAsync(cancel);
        }
        catch (HiveMQBackupException e)
        {
            ThrowTerminatingError(Errors.Record(e, About(e.Failure)));
        }
    });

    /// <summary>What an error of the whole command is about.</summary>
    private protected virtual object About(Failure failure) => failure switch
    {
        Failure.KubeConfigNotFound or Failure.KubeConfigInvalid => KubeConfig ?? "KUBECONFIG",
        Failure.KubeContextNotFound => Context ?? "current-context",
        _ => StatefulSet ?? LabelSelector ?? Pod ?? Uri?.ToString() ?? Namespace ?? BrokerTarget.DefaultStatefulSet,
    };

    /// <summary>Finds the broker that the parameters mean.</summary>
    private protected async Task<BrokerSession> OpenAsync(CancellationToken cancel)
    {
        var session = await OpenTargetAsync(Target(), cancel);
        if (_announced.Add(session)) Announce(session);
        return session;
    }

    /// <summary>
    /// Finds the broker that an object came from. A sign-in that is given goes before the one it remembers; parameters that
    /// name another broker are warned of.
    /// </summary>
    private protected Task<BrokerSession> OpenAsync(BrokerTarget remembered, CancellationToken cancel)
    {
        WarnOfOthers(remembered);
        return OpenTargetAsync(
            remembered with
            {
                SignIn = SignIn() ?? remembered.SignIn,
                SkipCertificateCheck = SkipCertificateCheck || remembered.SkipCertificateCheck,
            },
            cancel);
    }

    private void WarnOfOthers(BrokerTarget remembered)
    {
        var given = Target();
        (string Parameter, object? Given, object? Own)[] parameters =
        [
            (nameof(KubeConfig), given.KubeConfig, remembered.KubeConfig), (nameof(Context), given.Context, remembered.Context),
            (nameof(Namespace), given.Namespace, remembered.Namespace), (nameof(StatefulSet), given.StatefulSet, remembered.StatefulSet),
            (nameof(LabelSelector), given.LabelSelector, remembered.LabelSelector), (nameof(Pod), given.Pod, remembered.Pod),
            (nameof(ApiPort), given.ApiPort, remembered.ApiPort), (nameof(Uri), given.Uri, remembered.Uri),
        ];
        foreach (var (parameter, value, own) in parameters)
        {
            if (value is not null && !value.Equals(own) && _warned.Add(parameter)) WriteWarning($"-{parameter} is not used: the backup that is piped in belongs to the broker that it came from.");
        }
    }

    private async Task<BrokerSession> OpenTargetAsync(BrokerTarget target, CancellationToken cancel)
    {
        var opening = BrokerSessions.OfThisRunspace.GetAsync(target, SessionState.Path.CurrentFileSystemLocation.ProviderPath, cancel);
        if (await Task.WhenAny(opening, Task.Delay(SilentSearch, cancel)) != opening)
        {
            using var progress = new SearchProgress(this, target);
            await Task.WhenAny(opening);
        }
        return await opening;
    }

    private void Announce(BrokerSession session)
    {
        foreach (var applied in session.Defaults) WriteHost($"🎯 {applied.What} {applied.Value} ({applied.Why})");
    }

    /// <summary>Writes a line for people, on the information stream.</summary>
    private protected void WriteHost(string line) => WriteInformation(new HostInformationMessage { Message = line }, ["PSHOST"]);

    /// <summary>Writes an error about one of several objects; the command goes on.</summary>
    private protected void WriteError(HiveMQBackupException failure, object about) => WriteError(Errors.Record(failure, about));

    private BrokerTarget Target()
    {
        EnsureConsistent();
        return new BrokerTarget
        {
            KubeConfig = KubeConfig is null ? null : GetUnresolvedProviderPathFromPSPath(KubeConfig),
            Context = Context,
            Namespace = Namespace,
            StatefulSet = StatefulSet,
            LabelSelector = LabelSelector,
            Pod = Pod,
            ApiPort = ApiPort == 0 ? null : ApiPort,
            Uri = Uri,
            Transport = (Transport)Transport,
            UseTls = UseTls,
            SkipCertificateCheck = SkipCertificateCheck,
            SignIn = SignIn(),
            AllowUnencryptedAuthentication = AllowUnencryptedAuthentication,
        };
    }

    private SignIn? SignIn() => Credential is not null ? Client.Broker.SignIn.Basic(Credential.GetNetworkCredential())
        : Token is not null ? Client.Broker.SignIn.Bearer(new NetworkCredential("", Token).Password)
        : null;

    private void EnsureConsistent()
    {
        OnlyOneOf(nameof(StatefulSet), nameof(LabelSelector), nameof(Pod), nameof(Uri));
        OnlyOneOf(nameof(Credential), nameof(Token));
        foreach (var parameter in new[] { nameof(Namespace), nameof(ApiPort), nameof(Context), nameof(KubeConfig), nameof(Transport), nameof(UseTls) })
        {
            OnlyOneOf(nameof(Uri), parameter);
        }
        if (Transport == BrokerTransport.Proxy)
        {
            // The API server's proxy drops the Authorization header.
            OnlyOneOf(nameof(Credential), nameof(Transport));
            OnlyOneOf(nameof(Token), nameof(Transport));
        }
        if (Uri is { } uri && WhyInvalid(uri) is { } why) ThrowTerminatingError(Errors.Argument("UriInvalid", why, "Give the base address, for example http://localhost:8888", null));
    }

    // An address may carry a password: then it is not repeated.
    private static string? WhyInvalid(Uri uri) => uri switch
    {
        { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") } => "-Uri is no http or https address.",
        { UserInfo.Length: > 0 } => "-Uri holds a user name; say it with -Credential instead.",
        _ => null,
    };

    private void OnlyOneOf(params string[] parameters)
    {
        var given = parameters.Where(MyInvocation.BoundParameters.ContainsKey).ToList();
        if (given.Count < 2) return;
        ThrowTerminatingError(Errors.Argument(
            "ConflictingParameters",
            $"-{given[0]} and -{given[1]} do not go together.",
            "Give only one of them.",
            given[1]));
    }
}
