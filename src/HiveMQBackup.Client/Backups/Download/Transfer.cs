using System.Net;
using HiveMQBackup.Client.Content;
using HiveMQBackup.Client.Files;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Client.Net;
using HiveMQBackup.Client.Zip;

namespace HiveMQBackup.Client.Backups.Download;

/// <summary>The transfer of one backup into one file, over as many connections as needed.</summary>
internal sealed class Transfer(
    BackupApi api, Backup backup, SaveOptions options, string? identity, PartialFile? left, IProgress<DownloadProgress>? progress) : IDisposable
{
    private PartialFile? _file = left;
    private string? _target;
    private long? _expected = backup.Bytes;
    private string? _entityTag;
    private bool _takesParts = true;
    private int _takenUp;
    private long _lengthBefore;
    private bool _endWasFramed;
    private Exception? _trouble;

    /// <summary>Whether the last attempt got further than all earlier ones.</summary>
    internal bool HasMadeProgress { get; private set; }

    /// <summary>The delay that the server asks for before the next attempt, or zero.</summary>
    internal TimeSpan RequestedPause => (_trouble as HiveMQBackupException)?.RetryAfter ?? TimeSpan.Zero;

    private string Broker => api.Broker.ToString();

    private long Received => _file?.Length ?? 0;

    /// <summary>Opens the backup's file and copies as much of it as the connection delivers.</summary>
    /// <returns>Whether the file is complete; false if another attempt may succeed.</returns>
    /// <exception cref="HiveMQBackupException">A retry would not help.</exception>
    internal async Task<bool> TryAsync(CancellationToken cancel)
    {
        _lengthBefore = Math.Max(_lengthBefore, Received);
        try
        {
            using var response = await OpenAsync(cancel).ConfigureAwait(false);
            await ReceiveAsync(response, cancel).ConfigureAwait(false);
            _trouble = WhatIsMissing();
        }
        catch (Exception e) when (_target is not null && IsTransient(e))
        {
            _trouble = e;
        }
        catch (TooLongException)
        {
            _file!.Discard();
            throw DownloadErrors.Size(backup.Id, Broker, "more bytes than expected", _expected!.Value, backup.Bytes is not null);
        }
        HasMadeProgress = Received > _lengthBefore;
        return _trouble is null;
    }

    // The size in the list is proof. That of the response is, and a body that marks its own end, unless the archive's end is missing.
    private IOException? WhatIsMissing()
    {
        if (Received == 0) return new IOException("the response has no content, and a backup is never empty");
        if (Received < _expected) return new IOException("the connection ended too early");
        if (backup.Bytes is not null) return null;
        if (_file!.LacksEnd)
        {
            // A gateway may have properly ended a body that it had received only in part, or named the length of that.
            _expected = null;
            return new IOException(EndRecord.MissingText);
        }
        if (_expected is not null || _endWasFramed || _file.IsWholeZip) return null;
        throw DownloadErrors.Unprovable(backup.Id, Broker, Received);
    }

    private Task<HttpResponseMessage> OpenAsync(CancellationToken cancel)
    {
        if (Received > _expected) _file!.StartOver();
        var from = IsWhole || !_takesParts ? 0 : Received;
        return api.OpenFileAsync(backup.Id, from, _entityTag, failOver: _trouble is not null && !HasMadeProgress, cancel);
    }

    // A file that was there a moment ago is back when its node is.
    private static bool IsTransient(Exception e) => e is IOException or HttpRequestException
        || e is HiveMQBackupException { IsTransient: true } or HiveMQBackupException { Code: ErrorCode.BackupNotFound or ErrorCode.UnexpectedResponse };

    private bool IsWhole => Received > 0 && Received == _expected;

    private async Task ReceiveAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var encoded = response.Content.Headers.ContentEncoding.Count > 0;
        EnsureLength(response, encoded);
        if (_target is null) Begin(response);
        if (IsWhole) return; // An earlier call downloaded all of it, but ended before it could rename it.
        EnsureFits(response, encoded);
        // Of an encoded body only the encoded length is known, and not every decoder detects a truncated body.
        _endWasFramed = !encoded && response.StatusCode != HttpStatusCode.PartialContent && response.Headers.TransferEncodingChunked == true;
        var body = await EncodedContent.OpenAsync(response.Content, cancel).ConfigureAwait(false);
        var copy = new BodyCopy(_file!, _expected, options.StallLimit, api.Time, length => progress?.Report(new DownloadProgress(length, _expected, _takenUp)));
        await copy.RunAsync(body, cancel).ConfigureAwait(false);
    }

    private void EnsureLength(HttpResponseMessage response, bool encoded)
    {
        // Whether a partial response belongs to this file is checked below.
        var announced = encoded || response.StatusCode == HttpStatusCode.PartialContent ? null : response.Content.Headers.ContentLength;
        if (announced is { } length && _expected is { } expected && length != expected)
        {
            _file?.Discard();
            throw DownloadErrors.Size(backup.Id, Broker, $"{length} bytes", expected, backup.Bytes is not null);
        }
        if (announced > 0) _expected ??= announced;
    }

    // The first response names the file.
    private void Begin(HttpResponseMessage response)
    {
        var target = Path.Combine(options.Folder, options.FileName ?? FileName.Of(backup, response, api.Time));
        EnsureFree(target, options, api.Broker, backup.Id);
        _file ??= PartialFile.Create(target, _expected ?? 0, identity, api.Log);
        _target = target;
    }

    /// <summary>Rejects overwriting a file, or its checksum file, unless it is allowed.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.OutputFileExists"/>, <see cref="ErrorCode.OutputPathInvalid"/>.</exception>
    internal static void EnsureFree(string target, SaveOptions options, BrokerInfo broker, string id)
    {
        options.Saved.EnsureNotOther(target, broker, id);
        OutputFolder.EnsureFree(target, options.Overwrite);
        if (HasChecksum(target, options)) OutputFolder.EnsureFree(ChecksumFile.PathOf(target), options.Overwrite);
    }

    // A checksum of the file that is replaced would be wrong from now on.
    private static bool HasChecksum(string target, SaveOptions options) => options.Checksum || options.Overwrite && File.Exists(ChecksumFile.PathOf(target));

    // Only a part that fits to the byte, of the same version, is appended; any other response starts the file from the beginning.
    private void EnsureFits(HttpResponseMessage response, bool encoded)
    {
        var entityTag = response.Headers.ETag is { IsWeak: false } tag && !encoded ? tag.ToString() : null;
        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            if (Received > 0) api.Log.Tell("The broker sends the whole file again; restarting the download from the beginning.");
            _file!.StartOver();
            _entityTag = entityTag;
            return;
        }
        var range = response.Content.Headers.ContentRange;
        var isNext = range is { Unit: "bytes", From: { } from } && from == Received && (range.Length is null || _expected is null || range.Length == _expected);
        var isSame = _entityTag is null || entityTag is null || entityTag == _entityTag;
        _entityTag ??= entityTag;
        if (isNext && isSame)
        {
            _expected ??= range!.Length;
            return;
        }
        _takesParts = false;
        throw new IOException(isNext
            ? "the file on the broker has changed"
            : $"the broker responded with another part of the file than the one that was requested ({TerminalText.Shorten(range?.ToString() ?? "no Content-Range")})");
    }

    /// <summary>Tells the user that the download resumes.</summary>
    internal void WarnOf(int tries, int most, TimeSpan pause)
    {
        _takenUp++;
        api.Log.Warn(
            $"Download of {TerminalText.Shorten(backup.Id)} interrupted at {Received} of {(_expected is null ? "?" : $"{_expected}")} bytes ({Why}). "
            + $"Resuming in {pause.TotalSeconds:0} s (attempt {tries} of {most}).");
    }

    private string Why => _trouble is HiveMQBackupException understood ? understood.Message : ExceptionReason.Of(_trouble!).TrimEnd('.');

    /// <summary>The error for a download that cannot continue.</summary>
    internal HiveMQBackupException Incomplete() => DownloadErrors.Incomplete(backup.Id, Broker, Received, _expected, $"{Why}.", _file?.StaysAt, _trouble);

    /// <summary>Tests the complete file if that was requested, and gives it its final name.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.BackupCorrupt"/>, or what the file system rejects.</exception>
    internal async Task<SavedBackup> FinishAsync(long started, IProgress<TestProgress>? verifying, CancellationToken cancel)
    {
        // The disk writes while the file is read back from memory.
        var flushed = _file!.FlushAsync(cancel);
        if (options.Verify) await VerifyAsync(verifying, cancel).ConfigureAwait(false);
        await flushed.ConfigureAwait(false);
        var sha256 = _file.Sha256();
        await RenameAsync(sha256, cancel).ConfigureAwait(false);
        return new SavedBackup(_target!, _file.Length, sha256, api.Time.GetElapsedTime(started));
    }

    private async Task VerifyAsync(IProgress<TestProgress>? verifying, CancellationToken cancel)
    {
        var report = await _file!.TestAsync(verifying, cancel).ConfigureAwait(false);
        if (report.IsValid) return;
        _file.Discard();
        throw DownloadErrors.Corrupt(backup.Id, Broker, report.Problems);
    }

    private async Task RenameAsync(string sha256, CancellationToken cancel)
    {
        using var checksum = HasChecksum(_target!, options) ? await PartialChecksum.CreateAsync(_target!, sha256, api.Log, cancel).ConfigureAwait(false) : null;
        EnsureFree(_target!, options, api.Broker, backup.Id);
        options.Saved.Claim(_target!, api.Broker, backup.Id);
        _file!.Complete(_target!, options.Overwrite);
        checksum?.Complete(ChecksumFile.PathOf(_target!), options.Overwrite);
        await Task.Run(() => OutputFolder.Flush(Path.GetDirectoryName(_target!)!, api.Log), CancellationToken.None).WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
