using HiveMQBackup.Client.Kubernetes.Streaming;

namespace HiveMQBackup.Client.Kubernetes.Exec;

/// <summary>A command in a pod over SPDY/3.1, as kubectl runs it: a stream each for input, output, error output and status.</summary>
/// <remarks>Source: k8s.io/client-go/tools/remotecommand/v4.go, k8s.io/kubelet/pkg/cri/streaming/remotecommand/httpstream.go.</remarks>
internal sealed class SpdyExec : IExecStreams
{
    private const int Status = 1;
    private const int Input = 3;
    private const int Output = 5;
    private const int ErrorOutput = 7;
    private static readonly (int Id, string Type)[] Streams = [(Status, "error"), (Input, "stdin"), (Output, "stdout"), (ErrorOutput, "stderr")];

    private readonly SpdyConnection _spdy;
    private readonly HashSet<int> _accepted = [];
    private readonly HashSet<int> _ended = [];

    private SpdyExec(Stream connection, TimeProvider time) =>
        _spdy = new SpdyConnection(connection, PodResource.Exec, time);

    /// <summary>Opens the streams, and waits until the kubelet has accepted them.</summary>
    /// <param name="connection">The upgraded connection; owned from now on.</param>
    /// <param name="time">The clock for the signs of life.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="PodStreamException">The kubelet refused, or the connection ended.</exception>
    internal static async Task<IExecStreams> OpenAsync(Stream connection, TimeProvider time, CancellationToken cancel)
    {
        var exec = new SpdyExec(connection, time);
        try
        {
            var frames = Streams.SelectMany(s => SpdyFrame.Open(s.Id, [("streamtype", s.Type)], isFirst: s.Id == Status)).ToArray();
            await exec._spdy.SendAsync(frames, cancel).ConfigureAwait(false);
            while (exec._accepted.Count < Streams.Length && exec._spdy.DataLeft == 0) await exec.ReadFrameAsync(cancel).ConfigureAwait(false);
            return exec;
        }
        catch
        {
            exec.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ExecPiece> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (_spdy.DataLeft == 0)
        {
            // The end of the status is the end of the command: the kubelet sends it last.
            if (_ended.Contains(Status)) return new(ExecChannel.End, 0);
            await ReadFrameAsync(cancel).ConfigureAwait(false);
        }
        var channel = ChannelOf(_spdy.StreamId);
        return new(channel, await _spdy.ReadDataAsync(buffer, cancel).ConfigureAwait(false));
    }

    private async ValueTask ReadFrameAsync(CancellationToken cancel)
    {
        switch (await _spdy.ReadFrameAsync(cancel).ConfigureAwait(false))
        {
            case SpdyEvent.Accepted:
                _accepted.Add(_spdy.StreamId);
                break;
            // A reset is how a kubelet closes the connection, and what it does to the input that a command has not read.
            case SpdyEvent.Data when _spdy.IsLast:
            case SpdyEvent.Reset:
                _ended.Add(_spdy.StreamId);
                break;
            default:
                break;
        }
    }

    private ExecChannel ChannelOf(int stream) => stream switch
    {
        Output => ExecChannel.Output,
        ErrorOutput => ExecChannel.ErrorOutput,
        Status => ExecChannel.Status,
        _ => throw _spdy.NotSpdy(),
    };

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancel) => _spdy.SendDataAsync(Input, input, cancel);

    /// <inheritdoc/>
    public ValueTask CompleteInputAsync(CancellationToken cancel) => _spdy.SendAsync(SpdyFrame.Fin(Input), cancel);

    /// <inheritdoc/>
    public void Dispose() => _spdy.Dispose();
}
