#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# The Task Scheduler's commands exist on Windows only; here they are functions that show what they were given.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    function New-ScheduledTaskAction { param($Execute, $Argument) @{ Execute = $Execute; Argument = $Argument } }
    function New-ScheduledTaskTrigger { param([switch] $Daily, $At) }
    function New-ScheduledTaskPrincipal { param($UserId, $LogonType, $RunLevel) }
    function New-ScheduledTaskSettingsSet { param([switch] $StartWhenAvailable, $MultipleInstances, $ExecutionTimeLimit) }
    function Register-ScheduledTask { param($TaskName, $Action, $Trigger, $Principal, $Settings, [switch] $Force) $Action }

    $folder = Join-Path $TestDrive "O'Brien's backups"
    $null = New-Item $folder -ItemType Directory
    $script = Join-Path $folder 'nightly.ps1'
    Set-Content $script 'param($OutputDir, $Keep, $KubeConfig, $Namespace); "$OutputDir|$Keep|$KubeConfig|$Namespace"; $global:LASTEXITCODE = 3'
    $action = & (Join-Path $root 'examples/windows/Register-NightlyBackup.ps1') -Script $script -OutputDir $folder -KubeConfig (Join-Path $folder 'config') -UserId 'EXAMPLE\backup$'
}

Describe 'examples/windows/Register-NightlyBackup.ps1' {
    It 'registers the PowerShell that runs it' {
        $action.Execute | Should -Be $powerShell
        $library = $powerShellArguments | ForEach-Object { '"{0}" ' -f $_ }
        $action.Argument | Should -BeLike "$library-NoProfile -NonInteractive *"
    }

    It 'logs what the script writes, and ends with its exit code, for any folder' {
        $start = [System.Diagnostics.ProcessStartInfo]::new($action.Execute, $action.Argument)
        $process = [System.Diagnostics.Process]::Start($start)
        $process.WaitForExit()
        $process.ExitCode | Should -Be 3
        Get-Content (Join-Path $folder 'nightly.log') | Should -Be "$folder|7|$(Join-Path $folder 'config')|hivemq"
    }
}
