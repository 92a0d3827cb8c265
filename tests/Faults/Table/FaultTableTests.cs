using System.Collections.Concurrent;
using System.Diagnostics;

namespace HiveMQBackup.Faults.Table;

/// <summary>Every fault in every phase ends with the result of the call, or with an error that says why not.</summary>
public sealed class FaultTableTests
{
    // What must come out. "-": the two cannot meet, see FaultCell.NotApplicable. Where several are named, either is
    // correct: whether the API server is back in time is chance, and a page is not a file under either name.
    private const string Expected = """
        fault         | Resolve               | Connect                  | CreateBefore      | CreateAfter | RestoreBefore     | RestoreAfter | Poll | List                     | Headers                  | FirstByte                          | Middle                             | LastByte                           | Upload
        TunnelAbort   | -                     | ok                       | CreateUncertain   | ok          | RestoreUncertain  | ok           | ok   | ok                       | ok                       | ok                                 | ok                                 | ok                                 | ok
        TunnelError   | -                     | ok                       | CreateUncertain   | ok          | RestoreUncertain  | ok           | ok   | ok                       | ok                       | ok                                 | ok                                 | ok                                 | ok
        TunnelClose   | -                     | ok                       | CreateUncertain   | ok          | RestoreUncertain  | ok           | ok   | ok                       | ok                       | ok                                 | ok                                 | ok                                 | ok
        TunnelStall   | -                     | ok                       | CreateUncertain   | ok          | RestoreUncertain  | ok           | ok   | ok                       | ok                       | ok                                 | ok                                 | ok                                 | -
        NodeReset     | -                     | ok                       | CreateUncertain   | ok          | RestoreUncertain  | ok           | ok   | ok                       | ok                       | ok                                 | ok                                 | ok                                 | -
        NodeClose     | -                     | -                        | CreateUncertain   | ok          | RestoreUncertain  | ok           | ok   | HiveMQUnavailable        | -                        | ok                                 | ok                                 | ok                                 | -
        NodeStall     | -                     | -                        | CreateUncertain   | ok          | RestoreUncertain  | ok           | ok   | HiveMQUnavailable        | -                        | ok                                 | ok                                 | ok                                 | -
        Short503      | ok                    | -                        | HiveMQUnavailable | -           | HiveMQUnavailable | -            | ok   | ok                       | ok                       | ok                                 | ok                                 | ok                                 | -
        Long503       | KubernetesUnreachable | -                        | HiveMQUnavailable | -           | HiveMQUnavailable | -            | ok   | ok                       | ok                       | ok                                 | ok                                 | ok                                 | -
        LengthLonger  | -                     | -                        | -                 | -           | -                 | -            | -    | -                        | SizeMismatch             | ok/SizeMismatch                    | ok/SizeMismatch                    | ok/SizeMismatch                    | -
        LengthShorter | -                     | -                        | -                 | ok          | -                 | ok           | ok   | UnexpectedResponse       | SizeMismatch             | ok/SizeMismatch/UnexpectedResponse | ok/SizeMismatch/UnexpectedResponse | ok/SizeMismatch/UnexpectedResponse | -
        PodDeleted    | ok                    | ok                       | CreateUncertain   | ok          | RestoreUncertain  | ok           | ok   | ok                       | ok                       | ok                                 | ok                                 | ok                                 | ok
        PodRecreated  | ok                    | ok                       | CreateUncertain   | ok          | RestoreUncertain  | ok           | ok   | ok                       | ok                       | ok                                 | ok                                 | ok                                 | ok
        ApiRestart    | KubernetesUnreachable | ok/KubernetesUnreachable | CreateUncertain   | ok          | RestoreUncertain  | ok           | ok   | ok/KubernetesUnreachable | ok/KubernetesUnreachable | ok                                 | ok                                 | ok                                 | ok
        Upgrade500    | -                     | ok                       | ok                | ok          | ok                | ok           | ok   | ok                       | ok                       | ok                                 | ok                                 | ok                                 | ok
        Upgrade404    | -                     | ok                       | ok                | ok          | ok                | ok           | ok   | ok                       | ok                       | ok                                 | ok                                 | ok                                 | ok
        Garbage       | KubernetesUnreachable | ok                       | CreateUncertain   | ok          | RestoreUncertain  | ok           | ok   | UnexpectedResponse       | ok                       | ok/SizeMismatch/UnexpectedResponse | ok/SizeMismatch/UnexpectedResponse | ok/SizeMismatch/UnexpectedResponse | -
        NoResponse    | KubernetesUnreachable | ok                       | CreateUncertain   | ok          | RestoreUncertain  | ok           | ok   | ok                       | ok                       | ok                                 | ok                                 | ok                                 | -
        """;

    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(60);

    [Fact(Timeout = 150_000)]
    public async Task Every_fault_in_every_phase_ends_with_success_or_with_a_clear_error_over_each_protocol()
    {
        var cells = Parse();
        var tunnel = cells.Where(pair => pair.Key.Item1.IsOfTunnel).ToDictionary();
        // Side by side: most of the time, each waits for the system's clock.
        await Task.WhenAll(CheckAsync(PortForwardWay.Spdy, cells), CheckAsync(PortForwardWay.SpdyInWebSocket, tunnel), CheckAsync(PortForwardWay.Channels, tunnel));
    }

    private static async Task CheckAsync(PortForwardWay way, Dictionary<(Fault, Phase), string> expected)
    {
        var outcomes = new ConcurrentDictionary<(Fault, Phase), string>();
        // Those that wait for the system's clock go first, side by side; they cost nothing but time.
        var waiting = expected.Keys.Where(IsSlow).Select(cell => RunAsync(cell, way, outcomes)).ToList();
        await Parallel.ForEachAsync(expected.Keys.Where(cell => !IsSlow(cell)), new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = Test.Cancel },
            async (cell, _) => await RunAsync(cell, way, outcomes));
        await Task.WhenAll(waiting);

        Print(way, outcomes);
        var wrong = expected.Where(pair => !pair.Value.Split('/').Contains(outcomes[pair.Key]))
            .Select(pair => $"{pair.Key.Item1} x {pair.Key.Item2}: expected {pair.Value}, got {outcomes[pair.Key]}").ToList();
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong.Prepend($"{way}:")));
    }

    private static bool IsSlow((Fault Fault, Phase Phase) cell) => cell.Fault is Fault.NoResponse or Fault.TunnelStall;

    private static async Task RunAsync((Fault Fault, Phase Phase) cell, PortForwardWay way, ConcurrentDictionary<(Fault, Phase), string> outcomes)
    {
        if (FaultCell.NotApplicable(cell.Fault, cell.Phase) is not null)
        {
            outcomes[cell] = "-";
            return;
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        limit.CancelAfter(HangLimit);
        var watch = Stopwatch.StartNew();
        try
        {
            outcomes[cell] = await new FaultCell(cell.Fault, cell.Phase, way).RunAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            outcomes[cell] = "HANGS";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            outcomes[cell] = "WRONG";
            RunLog.Print($"{cell.Fault} x {cell.Phase}: {e.Message.ReplaceLineEndings(" ")}");
        }
        if (watch.Elapsed > TimeSpan.FromSeconds(5)) RunLog.Print($"{cell.Fault} x {cell.Phase}: {watch.Elapsed.TotalSeconds:0.0} s");
    }

    private static Dictionary<(Fault, Phase), string> Parse()
    {
        var lines = Expected.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();
        var phases = lines[0].Skip(1).Select(Enum.Parse<Phase>).ToList();
        Assert.Equal(Enum.GetValues<Phase>(), phases);
        Assert.Equal(Enum.GetNames<Fault>(), lines.Skip(1).Select(line => line[0]));
        var cells = new Dictionary<(Fault, Phase), string>();
        foreach (var line in lines.Skip(1))
        {
            for (var i = 0; i < phases.Count; i++) cells.Add((Enum.Parse<Fault>(line[0]), phases[i]), line[i + 1]);
        }
        Assert.All(cells, cell => Assert.Equal(cell.Value == "-", FaultCell.NotApplicable(cell.Key.Item1, cell.Key.Item2) is not null));
        return cells;
    }

    private static void Print(PortForwardWay way, IReadOnlyDictionary<(Fault, Phase), string> outcomes)
    {
        var phases = Enum.GetValues<Phase>();
        var rows = outcomes.Keys.Select(cell => cell.Item1).Distinct().Order().Select(fault => (IReadOnlyList<string>)[$"{fault}", .. phases.Select(phase => outcomes[(fault, phase)])]);
        RunLog.Print(CountTable.Format($"Fault x phase, {way}", ["fault", .. phases.Select(phase => $"{phase}")], rows));
        var missing = outcomes.Keys.Where(cell => outcomes[cell] == "-").GroupBy(cell => FaultCell.NotApplicable(cell.Item1, cell.Item2)!)
            .Select(group => $"- {group.Key}: {string.Join(", ", group.Select(cell => $"{cell.Item1} x {cell.Item2}").Order(StringComparer.Ordinal))}");
        RunLog.Print($"n/a (-):{Environment.NewLine}{string.Join(Environment.NewLine, missing)}");
        RunLog.Print(CountTable.Counts("Cells", outcomes.Values.Select(outcome => outcome == "-" ? "n/a" : outcome)));
    }
}
