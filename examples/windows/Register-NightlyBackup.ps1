<#
.SYNOPSIS
Registers nightly.ps1 with the Windows Task Scheduler.

.DESCRIPTION
Run it once, in an elevated PowerShell. The task runs as a group managed service account, or another account that needs no
password here. That account requires the module, a kubeconfig, and write permission on the folder.

.EXAMPLE
./Register-NightlyBackup.ps1 -OutputDir D:\Backups -KubeConfig C:\ProgramData\hivemq-backup\config -UserId 'EXAMPLE\backup$'
#>
#Requires -Version 7.4
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $OutputDir,
    [Parameter(Mandatory)] [string] $KubeConfig,
    [Parameter(Mandatory)] [string] $UserId,
    [string] $Script = (Join-Path $PSScriptRoot '..\nightly.ps1'),
    [string] $Namespace = 'hivemq',
    [int] $Keep = 7,
    [datetime] $At = '02:00'
)

$ErrorActionPreference = 'Stop'
$pwsh = (Get-Command pwsh.exe).Source
$nightly = (Resolve-Path $Script).ProviderPath
# -Command, so that the log can be redirected to a file. The exit code is the task's "Last Run Result".
$run = "& '$nightly' -OutputDir '$OutputDir' -Keep $Keep -KubeConfig '$KubeConfig' -Namespace '$Namespace' *>> '$OutputDir\nightly.log'; exit `$LASTEXITCODE"
$task = @{
    TaskName  = 'HiveMQ backup'
    Action    = New-ScheduledTaskAction -Execute $pwsh -Argument "-NoProfile -NonInteractive -Command `"$run`""
    Trigger   = New-ScheduledTaskTrigger -Daily -At $At
    Principal = New-ScheduledTaskPrincipal -UserId $UserId -LogonType Password -RunLevel Limited
    Settings  = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew -ExecutionTimeLimit (New-TimeSpan -Hours 4)
}
if ($PSCmdlet.ShouldProcess($task.TaskName, 'Register the task')) { Register-ScheduledTask @task -Force }
