using System.Management.Automation;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Client.Folders;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Common;
using HiveMQBackup.Cmdlets.Common.Parameters;
using HiveMQBackup.Cmdlets.Completion;
using HiveMQBackup.Cmdlets.Views;

namespace HiveMQBackup.Cmdlets;

/// <summary>Deletes backups at a HiveMQ broker.</summary>
[Cmdlet(VerbsCommon.Remove, "HiveMQBackup", DefaultParameterSetName = "Id, StatefulSet, Credential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OneOf(Choice.Id, Choice.InputObject)]
public sealed partial class RemoveHiveMQBackupCommand : BrokerCmdlet
{
    /// <summary>The backups' ids.</summary>
    [With(Choice.Id, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BackupIdCompleter))]
    [ValidateNotNullOrEmpty]
    public partial string[]? Id { get; set; }

    /// <summary>A backup as the module's other commands return it.</summary>
    [With(Choice.InputObject, Mandatory = true, ValueFromPipeline = true)]
    [RecordedBackup]
    [ValidateNotNull]
    public partial IHiveMQBackup? InputObject { get; set; }

    /// <summary>The container with the backup folder, in pods with several.</summary>
    [Without(Choice.Uri)]
    [ValidateNotNullOrEmpty]
    public partial string? Container { get; set; }

    private protected override bool IsIrreversible => true;

    private protected override Task ProcessRecordAsync(CancellationToken cancel) =>
        new BackupSelection(this) { Piped = InputObject, Ids = Id ?? [], NeedsFreshState = true }
            .EachAsync((backup, session) => RemoveAsync(backup, session, cancel), cancel);

    private async Task RemoveAsync(Backup backup, BrokerSession session, CancellationToken cancel)
    {
        var what = $"the backup {TerminalText.Shorten(backup.Id)} (created {BackupView.Time(backup.CreatedAt)}, {BackupView.SizeOrUnknown(backup)}) of {session.Broker}";
        var isConfirmed = ShouldProcess($"Delete {what}.", $"Delete {what}? This cannot be undone.", "Delete a backup");
        if (isConfirmed) await new BackupRemoval(session.Api, session.Folders).RemoveAsync(backup, Container, cancel);
    }
}
