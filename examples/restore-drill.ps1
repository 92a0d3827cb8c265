<#
.SYNOPSIS
Restores the newest complete backup of one broker into another, such as production into staging.

.DESCRIPTION
For a scheduler: never prompts, writes a line for each step, and reports the result by its exit code.

0: the backup is restored.
1: a cluster or a broker cannot be reached or used.
2: nothing was restored: there is no complete backup, the restore failed, a backup or restore is running, or it is unknown whether it started.
3: the wait timed out. The restore itself continues.
4: the backup could not be saved on this machine.
5: the file could not be copied to the target.
6: the backup is restored, but the copies of it could not be removed.

The script changes nothing at the source. It ends with 2 if the target already has a backup with that id, because the target may then be the
source. After the restore it deletes the copy at the target; in any case, it removes the file on this machine.

.PARAMETER WorkDir
The folder for the file. It needs as much free space as the backup.

.PARAMETER TimeoutSec
The number of seconds to wait for the restore.

.PARAMETER SourceContext
The context of the cluster that the backup comes from. -SourceKubeConfig, -SourceNamespace, -SourceStatefulSet and -SourceLabelSelector
are the same for the rest of what selects a broker.

.PARAMETER TargetContext
The context of the cluster that the backup goes into; -TargetKubeConfig and so on as for the source.

.PARAMETER Source
More parameters that select the source, for a call from PowerShell: @{ Credential = $user }

.PARAMETER Target
More parameters that select the target.

.EXAMPLE
pwsh -NoProfile -NonInteractive -File restore-drill.ps1 -SourceContext prod -SourceNamespace hivemq -TargetContext staging -TargetNamespace hivemq
#>
#Requires -Version 7.4
#Requires -Modules HiveMQBackup
[CmdletBinding()]
param(
    [string] $WorkDir = [IO.Path]::GetTempPath(),
    [ValidateRange(1, 604800)] [int] $TimeoutSec = 7200,
    [string] $SourceKubeConfig,
    [string] $SourceContext,
    [string] $SourceNamespace,
    [string] $SourceStatefulSet,
    [string] $SourceLabelSelector,
    [string] $TargetKubeConfig,
    [string] $TargetContext,
    [string] $TargetNamespace,
    [string] $TargetStatefulSet,
    [string] $TargetLabelSelector,
    [hashtable] $Source = @{},
    [hashtable] $Target = @{}
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Write-Log([string] $Level, [string] $Text) {
    Write-Host "$([datetime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ')) $Level $Text"
}

# Runs a command, and logs its warnings and host messages.
function Invoke-Logged([scriptblock] $Command) {
    & $Command 3>&1 6>&1 | ForEach-Object {
        if ($_ -is [System.Management.Automation.WarningRecord]) { Write-Log WARN "$_" }
        elseif ($_ -is [System.Management.Automation.InformationRecord]) { Write-Log INFO "$_" }
        else { $_ }
    }
}

function Get-ExitCode([string] $ErrorId) {
    switch ($ErrorId) {
        { $_ -in 'NoBackup', 'BackupNotFound', 'BackupAlreadyRunning', 'BackupNotRestorable', 'RestoreFailed', 'RestoreUncertain' } { return 2 }
        'WaitTimeout' { return 3 }
        { $_ -in 'BackupNotDownloadable', 'OutputFileExists', 'OutputPathInvalid', 'WriteFailed', 'DownloadIncomplete', 'SizeMismatch' } { return 4 }
        { $_ -in 'InputFileInvalid', 'BackupIdInvalid', 'BackupExists', 'DiskSpaceLow', 'BrokerFolderNotWritable', 'UploadIncomplete', 'UploadNotListed',
            'ExecFailed', 'ContainerNotFound' } { return 5 }
        default { return 1 }
    }
}

# Logs the current error, and returns its exit code.
function Write-Failure([System.Management.Automation.ErrorRecord] $Failure) {
    $errorId = ($Failure.FullyQualifiedErrorId -split ',')[0]
    # In PowerShell 7.4 the message already contains it.
    $action = if ($Failure.ErrorDetails -and -not "$Failure".Contains($Failure.ErrorDetails.RecommendedAction)) { " $($Failure.ErrorDetails.RecommendedAction)" }
    Write-Log ERROR "${errorId}: $Failure$action"
    Get-ExitCode $errorId
}

$from = $Source.Clone()
$to = $Target.Clone()
foreach ($name in 'KubeConfig', 'Context', 'Namespace', 'StatefulSet', 'LabelSelector') {
    if ($PSBoundParameters.ContainsKey("Source$name")) { $from[$name] = $PSBoundParameters["Source$name"] }
    if ($PSBoundParameters.ContainsKey("Target$name")) { $to[$name] = $PSBoundParameters["Target$name"] }
}

$folder = Join-Path $WorkDir "restore-drill-$([guid]::NewGuid().ToString('N'))"
$status = $null
try {
    $backup = Invoke-Logged { Get-HiveMQBackup -State COMPLETED -Latest @from }
    # A target with this backup may be the source itself: a wrong parameter must not restore production into production.
    if (Invoke-Logged { Get-HiveMQBackup @to } | Where-Object Id -EQ $backup.Id) {
        Write-Log ERROR "The target already has the backup $($backup.Id). If it is not the source, delete that backup there with Remove-HiveMQBackup."
        exit 2
    }
    $file = Invoke-Logged { $backup | Save-HiveMQBackup -OutputDir $folder }
    Write-Log INFO "Saved $($file.Path), $($file.Length) bytes, SHA-256 $($file.Sha256), in $([Math]::Round($file.Duration.TotalSeconds, 1)) s."
    $status = Invoke-Logged { $file | Restore-HiveMQBackup -TimeoutSec $TimeoutSec -Confirm:$false @to }
    Write-Log INFO "The backup $($status.Id) is $($status.State) at $($status.Broker)."
    $code = 0
}
catch { $code = Write-Failure $_ }

try {
    if (Test-Path -LiteralPath $folder) {
        Remove-Item -LiteralPath $folder -Recurse
        Write-Log INFO "Removed $folder"
    }
    if ($status) {
        Invoke-Logged { $status | Remove-HiveMQBackup -Confirm:$false }
        Write-Log INFO "Removed the backup $($status.Id) at $($status.Broker)."
    }
}
catch {
    $null = Write-Failure $_
    if ($code -eq 0) { $code = 6 }
}
exit $code
