using System.Globalization;
using System.Net;
using HiveMQBackup.Simulator.HiveMQ;
using HiveMQBackup.Simulator.HiveMQ.Files;
using HiveMQBackup.Simulator.Kubernetes.Exec;

namespace HiveMQBackup.Simulator.CommandLine;

/// <summary>What the program was started with.</summary>
internal sealed record SimulatorArguments
{
    public const string Usage = """
        Simulates a Kubernetes API server with HiveMQ brokers behind it, on this machine only.

        Usage: HiveMQBackup.Simulator [options]

          --kubeconfig PATH          where to write the kubeconfig (default: ./simulator.kubeconfig)
          --port N                   the port of the API server (default: a free one)
          --no-tls                   http instead of https
          --pods N                   how many brokers there are (default: 2)
          --no-spdy                  refuse SPDY, as a proxy that lets only WebSockets through
          --no-spdy-in-websocket     know only v4.channel.k8s.io, as API servers before Kubernetes 1.31
          --no-exec                  forbid exec
          --no-sha256sum             the pods have no sha256sum
          --read-only-folder         commands in the pods cannot change the backup folder
          --free-space SIZE          how much is free in the backup folder of each pod
          --cut-exec-after SIZE      break the connection of each exec whose input reaches this size

        One broker alone, as it runs in a pod of a real cluster:

          --hivemq-only              no API server, one HiveMQ node
          --port N                   its port (default: 8081)
          --address IP               its address (default: 0.0.0.0)
          --store DIR                keep the backups in this directory, shared between processes

          The node lists what lies in the folder that HIVEMQ_BACKUP_FOLDER names.

        Both:

          --nested-dialect             state and file below the backup, as some gateways offer them
          --backup-size SIZE         of the newest example and of new backups: 25MB (default), 1GB, or bytes
          --sessions N               how many sessions those backups have, instead of a size
          --queued N                 how many queued messages each of the sessions has (default: 0)
          --retained N               how many retained messages they have, instead of a size
          --download-rate SIZE       how much of a download is sent each second (default: as much as possible)
          --backup-duration SECONDS  how long a new backup or a restore takes (default: 3)
          --ignore-folder            do not list what appears in the backup folder
          --deletes                  DELETE removes a backup
          --user NAME --password P   require Basic authentication at the REST API
          --token T                  require a Bearer token at the REST API
          --help                     this text
        """;

    public bool Help { get; init; }

    public bool HiveMQOnly { get; init; }

    public string KubeConfig { get; init; } = "simulator.kubeconfig";

    public int? Port { get; init; }

    public IPAddress Address { get; init; } = IPAddress.Any;

    public bool Tls { get; init; } = true;

    public int Pods { get; init; } = 2;

    public string? Store { get; init; }

    public RestDialect Dialect { get; init; } = RestDialect.Published;

    public long? BackupSize { get; init; }

    public BackupShape? BackupShape { get; init; }

    public long? DownloadRate { get; init; }

    public TimeSpan BackupDuration { get; init; } = TimeSpan.FromSeconds(3);

    public bool Spdy { get; init; } = true;

    public bool SpdyInWebSocket { get; init; } = true;

    public bool Exec { get; init; } = true;

    public PodShell Shell { get; init; } = new();

    public long? CutExecAfter { get; init; }

    public bool ListsFolder { get; init; } = true;

    public bool Deletes { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    public string? Token { get; init; }

    /// <summary>Parses the command line.</summary>
    /// <exception cref="FormatException">An argument is unknown, lacks its value, or has one that means nothing.</exception>
    public static SimulatorArguments Parse(IReadOnlyList<string> args)
    {
        var arguments = new SimulatorArguments();
        var rest = new Queue<string>(args);
        while (rest.TryDequeue(out var option))
            arguments = arguments.With(option, () => rest.TryDequeue(out var value) ? value : throw Missing(option));
        if ((arguments.User is null) != (arguments.Password is null))
            throw new FormatException("--user and --password need each other.");
        if (arguments.BackupSize is not null && arguments.BackupShape is not null)
            throw new FormatException("--backup-size excludes --sessions, --queued and --retained.");
        return arguments;
    }

    // What is not chosen is none, so that a number means what it says.
    private BackupShape Shape => BackupShape ?? new BackupShape();

    private SimulatorArguments With(string option, Func<string> value) => option switch
    {
        "--help" or "-h" => this with { Help = true },
        "--hivemq-only" => this with { HiveMQOnly = true },
        "--no-tls" => this with { Tls = false },
        "--nested-dialect" => this with { Dialect = RestDialect.Nested },
        "--kubeconfig" => this with { KubeConfig = value() },
        "--port" => this with { Port = Number(option, value(), 0, ushort.MaxValue) },
        "--address" => this with { Address = AddressOf(option, value()) },
        "--pods" => this with { Pods = Number(option, value(), 1, 100) },
        "--store" => this with { Store = value() },
        "--backup-size" => this with { BackupSize = Size(option, value()) },
        "--sessions" => this with { BackupShape = Shape with { Sessions = Number(option, value(), 0, int.MaxValue) } },
        "--queued" => this with { BackupShape = Shape with { QueuedPerSession = Number(option, value(), 0, 1_000_000) } },
        "--retained" => this with { BackupShape = Shape with { RetainedMessages = Number(option, value(), 0, int.MaxValue) } },
        "--download-rate" => this with { DownloadRate = Size(option, value()) },
        "--backup-duration" => this with { BackupDuration = Seconds(option, value()) },
        "--no-spdy" => this with { Spdy = false },
        "--no-spdy-in-websocket" => this with { SpdyInWebSocket = false },
        "--no-exec" => this with { Exec = false },
        "--no-sha256sum" => this with { Shell = Shell with { MissingCommands = ["sha256sum"] } },
        "--read-only-folder" => this with { Shell = Shell with { ReadOnlyFolder = true } },
        "--free-space" => this with { Shell = Shell with { FreeBytes = Size(option, value()) } },
        "--cut-exec-after" => this with { CutExecAfter = Size(option, value()) },
        "--ignore-folder" => this with { ListsFolder = false },
        "--deletes" => this with { Deletes = true },
        "--user" => this with { User = value() },
        "--password" => this with { Password = value() },
        "--token" => this with { Token = value() },
        _ => throw new FormatException($"Unknown argument '{option}'."),
    };

    private static int Number(string option, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Invalid(option, text);

    private static IPAddress AddressOf(string option, string text) =>
        IPAddress.TryParse(text, out var address) ? address : throw Invalid(option, text);

    private static TimeSpan Seconds(string option, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1e9
            ? TimeSpan.FromSeconds(seconds)
            : throw Invalid(option, text);

    private static long Size(string option, string text)
    {
        var digits = text.TrimEnd('K', 'M', 'G', 'B', 'k', 'm', 'g', 'b');
        var factor = text[digits.Length..].ToUpperInvariant() switch
        {
            "" or "B" => 1L,
            "KB" => 1_000L,
            "MB" => 1_000_000L,
            "GB" => 1_000_000_000L,
            _ => throw Invalid(option, text),
        };
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue / factor
            ? number * factor
            : throw Invalid(option, text);
    }

    private static FormatException Missing(string option) => new($"{option} needs a value.");

    private static FormatException Invalid(string option, string text) => new($"'{text}' is no value for {option}.");
}
