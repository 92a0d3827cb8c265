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
    /// <param name="log">Receives why the file cannot be read.</param>
    /// <exception cref="IOException">The file cannot be read or holds no token, and there is no other.</exception>
    internal TokenFile(string path, string? inline, TimeProvider time, Log log)
    {
        _path = path;
        _time = time;
        _token = inline is null ? Read() : TryRead(log) ?? inline;
        _readAt = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public AuthenticationHeaderValue Get(Log log)
    {
        lock (_lock)
        {
            if (_time.GetElapsedTime(_readAt) >= Period) Reload(log);
            return BearerToken.Header(_token);
        }
    }

    /// <inheritdoc/>
    public void Refresh(Log log)
    {
        lock (_lock) Reload(log);
    }

    // A file that is being replaced is complete at the next reading.
    private void Reload(Log log)
    {
        _token = TryRead(log) ?? _token;
        _readAt = _time.GetTimestamp();
    }

    private string? TryRead(Log log)
    {
        try
        {
            return Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Tell($"{e.Message} Using the last known token.");
            return null;
        }
    }

    private string Read()
    {
        if (!File.Exists(_path)) throw new FileNotFoundException($"The token file {_path} does not exist.");
        var token = File.ReadAllText(_path).Trim();
        if (token.Length == 0) throw new IOException($"The token file {_path} is empty.");
        return BearerToken.IsValid(token) ? token : throw new IOException($"The token file {_path} contains characters that are not allowed in a token.");
    }
}
