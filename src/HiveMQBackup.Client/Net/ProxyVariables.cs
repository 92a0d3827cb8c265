namespace HiveMQBackup.Client.Net;

/// <summary>
/// The environment's variables about proxies, as they are at one moment. Equal as long as none of them changes, so that a kept connection is
/// not used after a change: kubectl reads them for each command.
/// </summary>
public sealed class ProxyVariables : IEquatable<ProxyVariables>
{
    private readonly string?[] _values;

    private ProxyVariables(string?[] values) => _values = values;

    /// <summary>Those of this process.</summary>
    public static ProxyVariables Current => new([.. ProxyEnvironment.Variables.Select(Environment.GetEnvironmentVariable)]);

    /// <inheritdoc/>
    public bool Equals(ProxyVariables? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ProxyVariables);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in _values) hash.Add(value);
        return hash.ToHashCode();
    }
}
