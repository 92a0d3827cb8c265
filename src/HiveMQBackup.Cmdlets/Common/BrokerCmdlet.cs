using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Cmdlets.Common.Errors;
using HiveMQBackup.Cmdlets.Common.Parameters;
using HiveMQBackup.Cmdlets.Completion;

namespace HiveMQBackup.Cmdlets.Common;

/// <summary>A cmdlet about the backups of one broker, or of several that are piped in.</summary>
[OneOf(Choice.StatefulSet, Choice.LabelSelector, Choice.Pod, Choice.Uri, Unless = new[] { Choice.InputObject, Choice.Broker, Choice.Path })]
[OneOf(Choice.StatefulSet, Choice.LabelSelector, Choice.Pod, When = new[] { Choice.Path })]
[OneOf(Choice.Own, Choice.Uri, When = new[] { Choice.InputObject, Choice.Broker })]
public abstract class BrokerCmdlet : ClusterCmdlet
{
    private readonly HashSet<string> _warned = [];
    private bool _announced;

    /// <summary>The broker's StatefulSet.</summary>
    [With(Choice.StatefulSet, Choice.Own)]
    [Alias("sts")]
    [ArgumentCompleter(typeof(StatefulSetCompleter))]
    [ValidateNotNullOrEmpty]
    public virtual string? StatefulSet { get; set; }

    /// <summary>The labels of the broker's pods, instead of a StatefulSet.</summary>
    [With(Choice.LabelSelector, Mandatory = true)]
    [With(Choice.Own)]
    [ValidateNotNullOrEmpty]
    public virtual string? LabelSelector { get; set; }

    /// <summary>One pod, instead of a StatefulSet.</summary>
    [With(Choice.Pod, Mandatory = true)]
    [With(Choice.Own)]
    [ArgumentCompleter(typeof(PodCompleter))]
    [ValidateNotNullOrEmpty]
    public virtual string? Pod { get; set; }

    /// <summary>The REST API's container port, instead of discovery.</summary>
    [Without(Choice.Uri)]
    [ValidateRange(1, 65535)]
    public virtual int ApiPort { get; set; }

    /// <summary>The REST API's base address, without Kubernetes.</summary>
    [With(Choice.Uri, Mandatory = true)]
    [Address]
    [ValidateNotNull]
    public virtual Uri? Uri { get; set; }

    /// <summary>Whether the command cannot be undone: parameters that name another broker than the piped object are an error then.</summary>
    private protected virtual bool IsIrreversible => false;

    private protected override string Named => StatefulSet ?? LabelSelector ?? Pod ?? Uri?.ToString() ?? Namespace ?? BrokerTarget.DefaultStatefulSet;

    /// <summary>Finds the broker that the parameters name.</summary>
    internal async Task<BrokerSession> OpenAsync(CancellationToken cancel)
    {
        var session = await OpenTargetAsync(Target(), cancel);
        if (!_announced) Announce(session.Defaults);
        _announced = true;
        return session;
    }

    /// <summary>
    /// Finds the broker that an object came from. Credentials given as parameters override the remembered ones; parameters that
    /// name another broker cause a warning, or an error.
    /// </summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.BrokerMismatch"/>, and any error from finding a broker.</exception>
    internal Task<BrokerSession> OpenAsync(BrokerTarget remembered, CancellationToken cancel)
    {
        RejectOthers(remembered);
        return OpenTargetAsync(
            remembered with
            {
                Credentials = RestCredentials() ?? remembered.Credentials,
                SkipCertificateCheck = SkipCertificateCheck || remembered.SkipCertificateCheck,
                AllowUnencryptedAuthentication = AllowUnencryptedAuthentication || remembered.AllowUnencryptedAuthentication,
            },
            cancel);
    }

    /// <summary>
    /// Finds the broker of an object that has left its session. The object fills in what the parameters leave open; a
    /// broker that differs from the object's own is an error.
    /// </summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.BrokerMismatch"/>, and any error from finding a broker.</exception>
    internal async Task<BrokerSession> OpenAsync(RecordedBroker recorded, CancellationToken cancel)
    {
        var session = await OpenTargetAsync(recorded.Complete(Target()), cancel);
        recorded.EnsureIs(session.Broker);
        return session;
    }

    private Task<BrokerSession> OpenAsync(HiveMQBroker broker, CancellationToken cancel) => broker.Target is { } live
        ? OpenAsync(live, cancel)
        : OpenAsync(new RecordedBroker(broker.ToString(), broker.Context), cancel);

    /// <summary>Does the work for each of the brokers; an error for one broker does not stop the others.</summary>
    internal async Task EachAsync(IEnumerable<HiveMQBroker> brokers, Func<BrokerSession, Task> work, CancellationToken cancel)
    {
        foreach (var broker in brokers)
        {
            try
            {
                await work(await OpenAsync(broker, cancel));
            }
            catch (HiveMQBackupException e)
            {
                WriteError(e, broker);
            }
        }
    }

    private void RejectOthers(BrokerTarget remembered)
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
            if (value is null || value.Equals(own)) continue;
            if (IsIrreversible) throw new HiveMQBackupException(ErrorCode.BrokerMismatch, $"The piped object has its own broker, and -{parameter} names another one.");
            if (_warned.Add(parameter)) WriteWarning($"-{parameter} is not used: the piped object has its own broker.");
        }
    }

    private BrokerTarget Target()
    {
        EnsureValid();
        return ClusterTarget() with
        {
            StatefulSet = StatefulSet,
            LabelSelector = LabelSelector,
            Pod = Pod,
            ApiPort = ApiPort == 0 ? null : ApiPort,
            Uri = Uri,
        };
    }

    private void EnsureValid()
    {
        // The sets of piped objects have all three: a set for each would reach PowerShell's limit of 32.
        OnlyOneOf(nameof(StatefulSet), nameof(LabelSelector), nameof(Pod));
        if (Uri is { } uri && WhyInvalid(uri) is { } why) ThrowTerminatingError(ErrorRecords.Argument(ErrorCatalog.UriInvalid, why, null));
    }

    // An address with a password in it is not repeated.
    private static string? WhyInvalid(Uri uri) => uri switch
    {
        { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") } => "-Uri is not an http or https address.",
        // After the host as well: there it is a password that has not been escaped.
        _ when uri.OriginalString.Contains('@', StringComparison.Ordinal) => "-Uri contains a user name.",
        _ => null,
    };
}
