namespace HiveMQBackup.Cmdlets.Common.Parameters;

/// <summary>The options that exclude each other; a parameter set has one of each choice.</summary>
internal static class Choice
{
    // The backups, or the broker that the parameters name and those that are piped in.
    internal const string Parameters = nameof(Parameters);
    internal const string Latest = nameof(Latest);
    internal const string Id = nameof(Id);
    internal const string InputObject = nameof(InputObject);
    internal const string Broker = nameof(Broker);
    internal const string Path = nameof(Path);
    internal const string LiteralPath = nameof(LiteralPath);

    // The broker; what is piped in has its own.
    internal const string Own = nameof(Own);
    internal const string StatefulSet = nameof(StatefulSet);
    internal const string LabelSelector = nameof(LabelSelector);
    internal const string Pod = nameof(Pod);
    internal const string Uri = nameof(Uri);

    // The namespaces to search.
    internal const string Namespace = nameof(Namespace);
    internal const string AllNamespaces = nameof(AllNamespaces);

    // The authentication.
    internal const string Credential = nameof(Credential);
    internal const string Token = nameof(Token);
}
