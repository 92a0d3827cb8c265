using System.Net.Http.Headers;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>A bearer token in a file that another process updates. Like client-go, reads it again every minute.</summary>
internal sealed class TokenFile : ICredentialSource<AuthenticationHeaderValue>
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly object _lock = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    private string _token;
    private long _readAt;

    /// <param name="path">The file.</param>
    /// <param name="inline">The token to use until the file can be read, or null.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">The file cannot be read or holds no token, and there is no other.</exception>
    internal TokenFile(string path, string? inline, TimeProvider time)
    {
        _path = path;
        _time = time;
        _token = inline is null ? Read() : TryRead() ?? inline;
        _readAt = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public AuthenticationHeaderValue Get()
    {
        lock (_lock)
        {
            if (_time.GetElapsedTime(_readAt) >= Period) Reload();
            return BearerToken.Header(_token);
        }
    }

    /// <inheritdoc/>
    public void Refresh()
    {
        lock (_lock) Reload();
    }

    // A file that is being replaced is complete at the next reading.
    private void Reload()
    {
        _token = TryRead() ?? _token;
        _readAt = _time.GetTimestamp();
    }

    private string? TryRead()
    {
        try
        {
            return Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Notice.Tell($"{e.Message} The last token that is known is used.");
            return null;
        }
    }

    private string Read()
    {
        if (!File.Exists(_path)) throw new FileNotFoundException($"The token file {_path} does not exist.");
        var token = File.ReadAllText(_path).Trim();
        if (token.Length == 0) throw new IOException($"The token file {_path} is empty.");
        return BearerToken.IsValid(token) ? token : throw new IOException($"The token file {_path} holds characters that no token can have.");
    }
}
