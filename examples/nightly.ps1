<#
.SYNOPSIS
Creates a backup, downloads it, verifies the file, and keeps only the newest files.

.DESCRIPTION
For a scheduler: never prompts, writes a line for each step, and reports the result by its exit code.

0: the backup is saved and verified.
1: the cluster or the broker cannot be reached or used.
2: no backup was created: it failed, another one is running, or it is unknown whether it started.
3: the wait timed out. The backup itself continues; save it later with -Id.
4: the backup could not be saved.
5: the file differs from the received data. It is removed.
6: the backup is saved, but older files could not be removed.

Each file has a FILE.sha256 for sha256sum --check. The script only removes files that have one.

.PARAMETER OutputDir
The folder to save to.

.PARAMETER Keep
The number of files to keep, including the new one.

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
        default { return 1 }
    }
}

# Removes all but the newest files that this script saved.
function Remove-OldFile {
    Get-ChildItem -LiteralPath $OutputDir -File -Filter *.sha256 | Sort-Object LastWriteTimeUtc -Descending | Select-Object -Skip $Keep | ForEach-Object {
        $old = [IO.Path]::ChangeExtension($_.FullName, $null).TrimEnd('.')
        if (Test-Path -LiteralPath $old) { Remove-Item -LiteralPath $old }
        Remove-Item -LiteralPath $_.FullName
        Write-Log INFO "Removed $old"
    }
}

$where = $Broker.Clone()
foreach ($name in 'KubeConfig', 'Context', 'Namespace', 'StatefulSet', 'LabelSelector') {
    if ($PSBoundParameters.ContainsKey($name)) { $where[$name] = $PSBoundParameters[$name] }
}

try {
    $backup = Invoke-Logged { if ($Id) { Get-HiveMQBackup -Id $Id @where } else { New-HiveMQBackup -TimeoutSec $TimeoutSec @where } }
    Write-Log INFO "The backup $($backup.Id) is $($backup.State)."
    $file = Invoke-Logged { $backup | Save-HiveMQBackup -OutputDir $OutputDir }
}
catch {
    $errorId = ($_.FullyQualifiedErrorId -split ',')[0]
    # In PowerShell 7.4 the message already contains it.
    $action = if ($_.ErrorDetails -and -not "$_".Contains($_.ErrorDetails.RecommendedAction)) { " $($_.ErrorDetails.RecommendedAction)" }
    Write-Log ERROR "${errorId}: $_$action"
    exit (Get-ExitCode $errorId)
}

try {
    if ((Get-FileHash -LiteralPath $file.Path -Algorithm SHA256).Hash -ne $file.Sha256) {
        Write-Log ERROR "$($file.Path) does not have the SHA-256 $($file.Sha256). The disk may be faulty. The file is removed."
        Remove-Item -LiteralPath $file.Path
        exit 5
    }
    Set-Content -LiteralPath "$($file.Path).sha256" -Value "$($file.Sha256)  $(Split-Path $file.Path -Leaf)"
    Write-Log INFO "Saved $($file.Path), $($file.Length) bytes, SHA-256 $($file.Sha256), in $([Math]::Round($file.Duration.TotalSeconds, 1)) s."
}
catch {
    Write-Log ERROR "$_"
    exit 4
}

try { Remove-OldFile }
catch {
    Write-Log ERROR "$_"
    exit 6
}
exit 0
