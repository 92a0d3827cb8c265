using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Content;
using HiveMQBackup.Cmdlets.Common;
using HiveMQBackup.Cmdlets.Common.Errors;

namespace HiveMQBackup.Cmdlets;

/// <summary>Gets what backup files hold: retained messages, client sessions, subscriptions and queued messages.</summary>
[Cmdlet(VerbsCommon.Get, "HiveMQBackupContent", DefaultParameterSetName = "Path")]
[OutputType(typeof(HiveMQRetainedMessage), typeof(HiveMQClientSession), typeof(HiveMQSubscription), typeof(HiveMQQueuedMessage))]
public sealed partial class GetHiveMQBackupContentCommand : FileCmdlet
{
    private ContentFilter? _filter;

    /// <summary>The kinds of what to get; all by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public HiveMQContentKind[]? Kind { get; set; }

    /// <summary>The client ids, with wildcards. Case counts, as in MQTT.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? ClientId { get; set; }

    /// <summary>The topics, as topic filters of MQTT.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Topic { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(_ =>
    {
        _filter = new ContentFilter
        {
            Kinds = Kind?.Aggregate(RecordKinds.None, (all, kind) => all | (RecordKinds)kind) ?? RecordKinds.All,
            ClientId = Clients(),
            Topics = Filters(),
        };
        return Task.CompletedTask;
    });

    private protected override Task ProcessFileAsync(string path, CancellationToken cancel)
    {
        // Read and written on the pipeline thread: a slow consumer slows the reader, and the end of the pipeline closes the file.
        foreach (var record in BackupFile.Read(path, _filter!, problem => WriteError(BackupErrors.BackupCorrupt(path, problem), path), cancel))
        {
            WriteObject(HiveMQBackupContent.Of(record));
        }
        return Task.CompletedTask;
    }

    private Func<string, bool>? Clients()
    {
        if (ClientId is null) return null;
        WildcardPattern[] patterns = [.. ClientId.Select(pattern => new WildcardPattern(pattern))];
        return id => Array.Exists(patterns, pattern => pattern.IsMatch(id));
    }

    private TopicFilter[]? Filters()
    {
        foreach (var text in Topic?.Where(text => TopicFilter.TryParse(text) is null) ?? [])
        {
            ThrowTerminatingError(ErrorRecords.Argument(ErrorCatalog.TopicFilterInvalid, $"'{TerminalText.Shorten(text)}' is not a topic filter of MQTT.", text));
        }
        return Topic?.Select(text => TopicFilter.TryParse(text)!).ToArray();
    }
}
