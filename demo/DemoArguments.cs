namespace HiveMQBackup.Demo;

/// <summary>What the demo was asked to do.</summary>
/// <param name="UseSimulator">Whether a simulated cluster is started, or the kubeconfig in use is taken.</param>
/// <param name="Interactive">Whether the user gets a prompt after the commands.</param>
/// <param name="Commands">The commands to run instead of the demo's own.</param>
internal sealed record DemoArguments(bool UseSimulator, bool Interactive, IReadOnlyList<string> Commands)
{
    private const string NoSimulator = "--no-simulator";
    private const string Prompt = "--interactive";

    internal static DemoArguments Parse(string[] args) =>
        new(!args.Contains(NoSimulator), args.Contains(Prompt), [.. args.Where(a => a is not (NoSimulator or Prompt))]);
}
