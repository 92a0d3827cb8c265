using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Cmdlets;

/// <summary>
/// The broker of an object that has left its session, in a file, a job or a remote session, as its properties spell it. The
/// kubeconfig and the credentials stayed behind; those of the command are used.
/// </summary>
/// <param name="Broker">"namespace/name" or an address, or null.</param>
/// <param name="Context">The kubeconfig's context, or null.</param>
internal sealed record RecordedBroker(string? Broker, string? Context)
{
    /// <summary>The target from the parameters, with this broker for what they leave open.</summary>
    internal BrokerTarget Complete(BrokerTarget given)
    {
        if (given.Uri is not null) return given;
        var named = given with { Context = given.Context ?? Context };
        var isChosen = (given.StatefulSet ?? given.LabelSelector ?? given.Pod) is not null;
        if (Address is { } address) return isChosen || (given.Context ?? given.Namespace) is not null ? given : given with { Uri = address };
        if (Broker?.Split('/', 2) is not [var ns, var name]) return named;
        named = named with { Namespace = given.Namespace ?? ns };
        if (isChosen) return named;
        return IsSelector(name) ? named with { LabelSelector = name } : named with { StatefulSet = name };
    }

    /// <summary>Makes sure that the broker that was found is this one.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.BrokerMismatch"/>.</exception>
    internal void EnsureIs(BrokerInfo found)
    {
        if ((Broker is null || Broker == found.ToString()) && (Context ?? "") == (found.Context ?? "")) return;
        throw new HiveMQBackupException(
            ErrorCode.BrokerMismatch,
            $"The piped object belongs to {Text(Broker, Context)}, but the parameters select {Text(found.ToString(), found.Context)}.");
    }

    private Uri? Address => Uri.TryCreate(Broker, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    // No name in Kubernetes holds one of these.
    private static bool IsSelector(string name) => name.IndexOfAny(['=', '!', ',', '(', ' ']) >= 0;

    private static string Text(string? broker, string? context) =>
        $"{(broker is null ? "a broker" : $"the broker {TerminalText.Shorten(broker)}")}{(context is null ? "" : $" (context '{TerminalText.Shorten(context)}')")}";
}
