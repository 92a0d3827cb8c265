<#
.SYNOPSIS
Creates a backup, downloads it, verifies the file, and removes old files.

.DESCRIPTION
For a scheduler: never prompts, writes a line for each step, and reports the result by its exit code.

0: the backup is saved and verified.
1: the cluster or the broker cannot be reached or used.
2: no backup was created: it failed, another one is running, or it is unknown whether it started.
3: the wait timed out. The backup itself continues; save it later with -Id.
4: the backup could not be saved.
5: the file is corrupt or differs from the received data. It is not kept.
6: the backup is saved, but older files could not be removed.

Each file has a FILE.sha256 for sha256sum --check. Remove-HiveMQBackupFile decides which files are removed: all backups in the folder
count, also those that this script has not saved. Use a folder for each broker.

.PARAMETER OutputDir
The folder to save to.

.PARAMETER Keep
The number of newest files to keep, including the new one.

.PARAMETER KeepDaily
Also keeps the newest file of this many days; -KeepWeekly, -KeepMonthly and -KeepYearly do the same for weeks, months and years.

.PARAMETER TimeoutSec
The number of seconds to wait for the backup.

.PARAMETER Id
Saves this backup instead of creating one.

.PARAMETER Broker
More parameters that select the broker, for a call from PowerShell: @{ Uri = 'http://localhost:8888'; Credential = $user }

.EXAMPLE
pwsh -NoProfile -NonInteractive -File nightly.ps1 -OutputDir /backups -Keep 7 -Context prod -Namespace hivemq
#>
#Requires -Version 7.4
#Requires -Modules HiveMQBackup
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $OutputDir,
    [ValidateRange(1, 10000)] [int] $Keep = 7,
    [ValidateRange(1, 10000)] [int] $KeepDaily,
    [ValidateRange(1, 10000)] [int] $KeepWeekly,
    [ValidateRange(1, 10000)] [int] $KeepMonthly,
    [ValidateRange(1, 10000)] [int] $KeepYearly,
    [ValidateRange(1, 604800)] [int] $TimeoutSec = 7200,
    [ValidatePattern('^[^*?\[\]]+$')] [string] $Id,
    [string] $KubeConfig,
    [string] $Context,
    [string] $Namespace,
    [string] $StatefulSet,
    [string] $LabelSelector,
    [hashtable] $Broker = @{}
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
        { $_ -in 'BackupFailed', 'BackupAlreadyRunning', 'CreateUncertain', 'BackupNotFound', 'NoBackup' } { return 2 }
        'WaitTimeout' { return 3 }
        { $_ -in 'BackupNotDownloadable', 'OutputFileExists', 'OutputPathInvalid', 'WriteFailed', 'DownloadIncomplete', 'SizeMismatch' } { return 4 }
        'BackupCorrupt' { return 5 }
        default { return 1 }
    }
}

function Write-Failure([System.Management.Automation.ErrorRecord] $Failure) {
    # In PowerShell 7.4 the message already contains what to do.
    $action = if ($Failure.ErrorDetails -and -not "$Failure".Contains($Failure.ErrorDetails.RecommendedAction)) { " $($Failure.ErrorDetails.RecommendedAction)" }
    Write-Log ERROR "$(Get-ErrorId $Failure): $Failure$action"
}

function Get-ErrorId([System.Management.Automation.ErrorRecord] $Failure) { ($Failure.FullyQualifiedErrorId -split ',')[0] }

$where = $Broker.Clone()
foreach ($name in 'KubeConfig', 'Context', 'Namespace', 'StatefulSet', 'LabelSelector') {
    if ($PSBoundParameters.ContainsKey($name)) { $where[$name] = $PSBoundParameters[$name] }
}

$rules = @{ KeepLast = $Keep }
foreach ($name in 'KeepDaily', 'KeepWeekly', 'KeepMonthly', 'KeepYearly') {
    if ($PSBoundParameters.ContainsKey($name)) { $rules[$name] = $PSBoundParameters[$name] }
}

try {
    $file = Invoke-Logged {
        if ($Id) { Get-HiveMQBackup -Id $Id @where | Save-HiveMQBackup -OutputDir $OutputDir -Verify -Checksum }
        else { New-HiveMQBackup -TimeoutSec $TimeoutSec @where | Save-HiveMQBackup -OutputDir $OutputDir -Verify -Checksum }
    }
    Write-Log INFO "Saved $($file.Path), $($file.Length) bytes, SHA-256 $($file.Sha256), in $([Math]::Round($file.Duration.TotalSeconds, 1)) s."
}
catch {
    Write-Failure $_
    exit (Get-ExitCode (Get-ErrorId $_))
}

$exitCode = 0
try {
    # An error about one file does not stop the others.
    Invoke-Logged { Remove-HiveMQBackupFile -LiteralPath $OutputDir @rules -ErrorAction Continue 2>&1 } | ForEach-Object {
        if ($_ -is [System.Management.Automation.ErrorRecord]) {
            Write-Failure $_
            $exitCode = 6
        }
        elseif ($_.Action -eq 'Remove') { Write-Log INFO "Removed $($_.Path)" }
    }
}
catch {
    Write-Failure $_
    $exitCode = 6
}
exit $exitCode
