using Microsoft.Win32.SafeHandles;

namespace HiveMQBackup.Client.Zip;

/// <summary>A part of a file as a stream; several can be read at the same time.</summary>
/// <param name="file">The file.</param>
/// <param name="offset">Where the part begins.</param>
/// <param name="length">Its length in bytes.</param>
/// <param name="taken">Receives the number of bytes of each read.</param>
internal sealed class FileRange(SafeFileHandle file, long offset, long length, Action<int> taken) : ForwardStream
{
    private long _at = offset;
    private long _left = length;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var most = (int)Math.Min(buffer.Length, _left);
        var read = most == 0 ? 0 : RandomAccess.Read(file, buffer[..most], _at);
        _at += read;
        _left -= read;
        taken(read);
        return read;
    }
}
