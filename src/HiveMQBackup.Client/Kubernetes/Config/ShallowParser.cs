using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>Parses YAML that is nested no deeper than any kubeconfig: YamlDotNet reads by recursion, and a full stack ends the process.</summary>
/// <param name="inner">Parses the text.</param>
internal sealed class ShallowParser(IParser inner) : IParser
{
    private const int Deepest = 200;

    private int _depth;

    /// <inheritdoc/>
    public ParsingEvent? Current => inner.Current;

    /// <inheritdoc/>
    /// <exception cref="YamlException">It is nested too deeply.</exception>
    public bool MoveNext()
    {
        if (!inner.MoveNext()) return false;
        var read = inner.Current!;
        _depth += read.NestingIncrease;
        return _depth <= Deepest ? true : throw new YamlException(read.Start, read.End, "Nested too deeply.");
    }
}
