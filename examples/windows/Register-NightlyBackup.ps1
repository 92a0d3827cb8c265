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
# The PowerShell that runs this script, even if it is a .NET tool: dotnet with pwsh.dll.
$powerShell = [Environment]::ProcessPath
$library = if ((Split-Path $powerShell -LeafBase) -eq 'dotnet') { "`"$(Join-Path $PSHOME 'pwsh.dll')`" " }
function ConvertTo-Literal([string] $Text) { "'$([System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($Text))'" }
$nightly = ConvertTo-Literal (Resolve-Path $Script).ProviderPath
$log = ConvertTo-Literal (Join-Path $OutputDir 'nightly.log')
$settings = "-OutputDir $(ConvertTo-Literal $OutputDir) -Keep $Keep -KubeConfig $(ConvertTo-Literal $KubeConfig) -Namespace $(ConvertTo-Literal $Namespace)"
# -Command, so that the log can be redirected to a file. The exit code is the task's "Last Run Result".
$run = "& $nightly $settings *>> $log; exit `$LASTEXITCODE"
$task = @{
    TaskName  = 'HiveMQ backup'
    Action    = New-ScheduledTaskAction -Execute $powerShell -Argument "$library-NoProfile -NonInteractive -Command `"$run`""
    Trigger   = New-ScheduledTaskTrigger -Daily -At $At
    Principal = New-ScheduledTaskPrincipal -UserId $UserId -LogonType Password -RunLevel Limited
    Settings  = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew -ExecutionTimeLimit (New-TimeSpan -Hours 4)
}
if ($PSCmdlet.ShouldProcess($task.TaskName, 'Register the task')) { Register-ScheduledTask @task -Force }
