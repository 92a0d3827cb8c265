using System.Diagnostics;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Backups.Download;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Kubernetes.Config;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ.Files;
using HiveMQBackup.Simulator.Kubernetes;

namespace HiveMQBackup.Faults.Download;

/// <summary>Two hundred downloads with faults at random places: every file is complete, or absent with a reason.</summary>
public sealed class RandomDownloadTests
{
    private const string SeedVariable = "HIVEMQBACKUP_FAULT_SEED";
    private const int DefaultSeed = 20260301;
    private const int Downloads = 200;
    // One for each way of a port-forward that carries SPDY.
    private const int Lanes = 2;
    private static readonly TimeSpan HeaderStall = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(45);

    [Fact(Timeout = 120_000)]
    public async Task Two_hundred_downloads_with_faults_are_complete_or_end_with_a_clear_error()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var given) ? given : DefaultSeed;
        RunLog.Print($"{SeedVariable}={seed}");
        var lanes = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => new Lane(seed + lane, (PortForwardWay)lane).RunAsync(Downloads / Lanes, Test.Cancel))));
        var results = lanes.SelectMany(lane => lane).ToList();

        RunLog.Print(CountTable.Counts($"{Downloads} downloads, seed {seed}", results.Select(result => result.Outcome)));
        RunLog.Print(CountTable.Counts("Complete files by how often they were resumed", results.Where(r => r.Outcome == "complete").Select(r => $"{r.ResumeCount} times")));
        RunLog.Print(CountTable.Counts("Faults armed", results.SelectMany(result => result.Faults).Select(fault => fault.Split(" at ")[0])));
        RunLog.Print($"slowest download: {results.Max(r => r.Took).TotalSeconds:0.0} s");
        Assert.Equal(Downloads, results.Count);
        Assert.Contains(results, result => result is { Outcome: "complete", ResumeCount: > 1 });
    }

    private sealed record Result(string Outcome, int ResumeCount, IReadOnlyList<string> Faults, TimeSpan Took);

    /// <summary>One broker, and downloads from it one after the other.</summary>
    private sealed class Lane(int seed, PortForwardWay way)
    {
        private static readonly string?[] Names =
        [
            null, "attachment", "attachment; filename=\"x.tar.gz\"", "attachment; filename*=UTF-8''caf%C3%A9.tgz", "attachment; filename=\"../../etc/passwd\"",
            "attachment; filename=CON", ";;;===", "inline; filename=\"a/b\\\\c:d.bak\"", "attachment; filename=\".\"", $"attachment; filename={new string('n', 300)}",
        ];

        private static readonly ErrorCode[] Clear =
        [
            ErrorCode.DownloadIncomplete, ErrorCode.SizeMismatch, ErrorCode.HiveMQUnavailable, ErrorCode.PortForwardFailed, ErrorCode.NoReadyPod,
            ErrorCode.KubernetesUnreachable, ErrorCode.BackupNotFound,
        ];

        private readonly Random _random = new(seed);
        private readonly StallingClock _clock = new();
        private readonly List<string> _armed = [];

        public async Task<List<Result>> RunAsync(int downloads, CancellationToken cancel)
        {
            var node = new HiveMQNodeOptions();
            await using var cluster = await SimulatedCluster.StartAsync(way.ApplyTo(new() { Time = _clock, StatefulSets = [new() { Node = node }] }), cancel);
            using var settings = new TempFolder();
            cluster.WriteKubeConfig(settings["config"]);
            var source = KubeConfigSource.Find(settings["config"], settings.Path, _ => null);
            var results = new List<Result>();
            for (var i = 0; i < downloads; i++)
            {
                node.Ranges = _random.Next(3) > 0;
                var name = Names[_random.Next(Names.Length)];
                node.ContentDisposition = name is not null;
                node.ContentDispositionValue = name;
                results.Add(await DownloadAsync(cluster, source, $"20260301-{i:000000}", cancel));
            }
            return results;
        }

        private async Task<Result> DownloadAsync(SimulatedCluster cluster, KubeConfigSource source, string id, CancellationToken cancel)
        {
            var length = Length();
            cluster.StatefulSets[0].Backups.Add(id, CompleteBackup.CreatedAt, length);
            var backup = new Backup(id, CompleteBackup.CreatedAt, _random.Next(5) == 0 ? null : length, "COMPLETED", null);
            using var folder = new TempFolder();
            using var session = await BrokerSession.OpenAsync(new BrokerTarget(), source, _clock, Log.None, cancel);
            _armed.Clear();
            var faults = _random.Next(4);
            for (var i = 0; i < faults; i++) Arm(cluster, length);
            var progress = new Latest();
            var watch = Stopwatch.StartNew();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(HangLimit);
            // A stall before the headers of the only node that is left is up to the call's own limit.
            await using var passing = new Timer(_ => PassCallLimit(), null, HeaderStall, HeaderStall);
            var what = $"seed {seed}, {id}, {length} bytes, {string.Join(", ", _armed)}";
            try
            {
                var saved = await new BackupDownload(session.Api).SaveAsync(backup, new SaveOptions(folder.Path, null, false), progress, limit.Token);
                Assert.True(saved.Sha256 == SimulatedFile.OfLength(id, length).Sha256(), $"Wrong content: {what}");
                SavedFileAssert.IsBackup(folder.Path, saved, id, length);
                return new Result("complete", progress.Value.ResumeCount, [.. _armed], watch.Elapsed);
            }
            catch (HiveMQBackupException e)
            {
                Assert.True(Clear.Contains(e.Code), $"{e.Code}: {what}: {e}");
                Assert.True(folder.Names.Count == 0, $"{string.Join(", ", folder.Names)} left: {what}");
                return new Result($"{e.Code}", progress.Value.ResumeCount, [.. _armed], watch.Elapsed);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                Assert.Fail($"Hangs after {progress.Value}: {what}");
                throw;
            }
            finally
            {
                Disarm(cluster, id);
            }
        }

        private void PassCallLimit()
        {
            _armed.Add("(call limit passed)");
            _clock.Advance(TimeSpan.FromSeconds(31));
        }

        private int Length() => _random.Next(8) switch
        {
            0 => 0,
            1 => 1 + _random.Next(100),
            2 => 64 * 1024 * (1 + _random.Next(8)) + _random.Next(3) - 1,
            3 => 512 * 1024 * (1 + _random.Next(4)) + _random.Next(3) - 1,
            _ => _random.Next(3_000_000),
        };

        private void Arm(SimulatedCluster cluster, int length)
        {
            var pods = cluster.StatefulSets[0].Pods;
            var pod = pods[_random.Next(4) == 0 ? 1 : 0];
            var at = _random.Next(length + 1);
            var times = 1 + _random.Next(3);
            switch (_random.Next(9))
            {
                case 0 or 1:
                    var end = _random.Next(2) == 0 ? DownloadCut.Reset : DownloadCut.EarlyEnd;
                    pod.Node.Faults.CutDownloadAfter(at, end, times);
                    Note($"node {end} at {at} x{times}");
                    break;
                case 2 or 3 or 4:
                    var cut = (TunnelCut)_random.Next(3);
                    cluster.Faults.CutTunnelAfter(at, cut, times);
                    Note($"tunnel {cut} at {at} x{times}");
                    break;
                case 5:
                    // Beyond the headers; a stall in them waits for the system's clock, and is in the table.
                    cluster.Faults.CutTunnelAfter(5000 + at, TunnelCut.Stall, which: _ =>
                    {
                        ThreadPool.QueueUserWorkItem(_ => _clock.Stall());
                        return true;
                    });
                    Note($"tunnel stall at {5000 + at}");
                    break;
                case 6:
                    pod.Node.Faults.FailNext(503, times * 2);
                    Note("503");
                    break;
                case 7:
                    cluster.Faults.RefuseUpgrade(_random.Next(2) == 0 ? 500 : 404, "refused by the test", times);
                    Note("upgrade refused");
                    break;
                default:
                    DeleteAt(pod, at, isAlone: _random.Next(3) == 0 ? pods : [pod]);
                    break;
            }
        }

        // The pod, or all of them, are deleted at some byte of its next file, and recreated in the client's next pause.
        private void DeleteAt(SimulatedPod pod, int at, IReadOnlyList<SimulatedPod> isAlone)
        {
            Note(isAlone.Count > 1 ? "all pods deleted" : "pod deleted");
            var struck = 0;
            pod.Node.Faults.Intercept = (context, next) => context.Kind() != RequestKind.File || Interlocked.Exchange(ref struck, 1) == 1 ? next()
                : context.RespondUpToAsync(next, at, () =>
                {
                    _clock.InNextPause(() => Task.Run(() => Recreate(isAlone)));
                    foreach (var each in isAlone) each.Delete();
                    return Task.CompletedTask;
                });
        }

        private static void Recreate(IReadOnlyList<SimulatedPod> pods)
        {
            foreach (var pod in pods.Where(pod => !pod.Exists)) pod.Recreate();
        }

        private void Note(string fault) => _armed.Add(fault);

        private void Disarm(SimulatedCluster cluster, string id)
        {
            cluster.Faults.Clear();
            _clock.Reset();
            foreach (var pod in cluster.StatefulSets[0].Pods) pod.Node.Faults.Clear();
            Recreate(cluster.StatefulSets[0].Pods);
            cluster.StatefulSets[0].Backups.Remove(id);
        }
    }

    private sealed class Latest : IProgress<DownloadProgress>
    {
        public DownloadProgress Value { get; private set; }

        public void Report(DownloadProgress value) => Value = value;
    }
}
