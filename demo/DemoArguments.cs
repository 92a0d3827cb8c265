namespace HiveMQBackup.Demo;

/// <summary>The arguments of the demo.</summary>
/// <param name="UseSimulator">Whether to start a simulated cluster, or to use the current kubeconfig.</param>
/// <param name="Interactive">Whether to show a prompt after the commands.</param>
/// <param name="Commands">The commands to run instead of the demo's own.</param>
internal sealed record DemoArguments(bool UseSimulator, bool Interactive, IReadOnlyList<string> Commands)
{
    private const string NoSimulator = "--no-simulator";
    private const string Prompt = "--interactive";

    internal static DemoArguments Parse(string[] args) =>
        new(!args.Contains(NoSimulator), args.Contains(Prompt), [.. args.Where(a => a is not (NoSimulator or Prompt))]);
}
