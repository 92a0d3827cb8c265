namespace HiveMQBackup.Simulator.Hosting;

/// <summary>One request that a simulated server received.</summary>
public sealed class RecordedRequest
{
    private volatile int _status;

    internal RecordedRequest(string method, string pathAndQuery, bool hasAuthorization, string? range, IReadOnlyList<string> impersonation)
    {
        Method = method;
        PathAndQuery = pathAndQuery;
        HasAuthorization = hasAuthorization;
        Range = range;
        Impersonation = impersonation;
    }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The request target as it was sent, escapes included.</summary>
    public string PathAndQuery { get; }

    /// <summary>Whether the request carried an Authorization header.</summary>
    public bool HasAuthorization { get; }

    /// <summary>The Impersonate headers, each line as "name: value", sorted.</summary>
    public IReadOnlyList<string> Impersonation { get; }

    /// <summary>The Range header, if there was one.</summary>
    public string? Range { get; }

    /// <summary>The Host header.</summary>
    public string? Host { get; init; }

    /// <summary>The server name of the TLS handshake (SNI), or null where there was none.</summary>
    public string? ServerName { get; init; }

    /// <summary>The status of the response; 0 as long as there is none.</summary>
    public int Status { get => _status; internal set => _status = value; }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {PathAndQuery} {Status}";
}
