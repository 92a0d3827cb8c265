using System.Text;
using HiveMQBackup.Client.Kubernetes.Streaming;

namespace HiveMQBackup.Client.Kubernetes.Exec;

/// <summary>The outcome of a command that has run in a pod.</summary>
/// <param name="ExitCode">The command's exit code.</param>
/// <param name="Output">The first 64 KB of its standard output.</param>
/// <param name="ErrorOutput">The first 4 KB of its standard error.</param>
internal sealed record PodCommandResult(int ExitCode, string Output, string ErrorOutput);

/// <summary>Runs one command in a pod: writes its input while it reads what the command sends.</summary>
internal static class PodCommand
{
    private const int LongestOutput = 64 * 1024;
    private const int LongestErrorOutput = 4 * 1024;
    private const int LongestStatus = 64 * 1024;

    /// <summary>Runs the command to its end.</summary>
    /// <param name="streams">The command's streams.</param>
    /// <param name="input">Writes the command's standard input; null if it reads none.</param>
    /// <param name="cancel">Ends the connection, and with it the command's input.</param>
    /// <exception cref="PodStreamException">The connection was lost, or the kubelet could not run the command.</exception>
    internal static async Task<PodCommandResult> RunAsync(
        IExecStreams streams, Func<Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>, CancellationToken, Task>? input, CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reading = ReadAsync(streams, cancel);
        var writing = input?.Invoke(streams.WriteAsync, ended.Token) ?? Task.CompletedTask;
        // A command that fails early does not read the rest of its input.
        var first = await Task.WhenAny(reading, writing).ConfigureAwait(false);
        if (first == writing && writing.IsFaulted && writing.Exception.InnerException is not PodStreamException) await writing.ConfigureAwait(false);
        try
        {
            return await reading.ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<PodCommandResult> ReadAsync(IExecStreams streams, CancellationToken cancel)
    {
        var (output, errorOutput, status) = (new MemoryStream(), new MemoryStream(), new MemoryStream());
        var buffer = new byte[32 * 1024];
        while (true)
        {
            var piece = await streams.ReadAsync(buffer, cancel).ConfigureAwait(false);
            switch (piece.Channel)
            {
                case ExecChannel.Output:
                    Append(output, buffer.AsSpan(0, piece.Length), LongestOutput);
                    break;
                case ExecChannel.ErrorOutput:
                    Append(errorOutput, buffer.AsSpan(0, piece.Length), LongestErrorOutput);
                    break;
                case ExecChannel.Status:
                    Append(status, buffer.AsSpan(0, piece.Length), LongestStatus);
                    break;
                default:
                    return new(ExecStatus.ExitCode(Text(status)), Text(output), Text(errorOutput));
            }
        }
    }

    private static void Append(MemoryStream text, ReadOnlySpan<byte> piece, int longest) =>
        text.Write(piece[..Math.Min(piece.Length, longest - (int)text.Length)]);

    private static string Text(MemoryStream text) => Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
}
