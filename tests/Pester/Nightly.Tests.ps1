#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    $simulator = Start-Simulator -Arguments '--backup-size', '1MB', '--backup-duration', '1'
    Use-Simulator $simulator
    $nightly = Join-Path $root 'examples/nightly.ps1'

    # As a scheduler runs it.
    function Invoke-Nightly([string] $Arguments) { Invoke-Unattended "& '$nightly' -OutputDir '$folder' $Arguments; exit `$LASTEXITCODE" }
}

AfterAll {
    Restore-KubeConfig
    Stop-Simulator $simulator
}

Describe 'examples/nightly.ps1' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
    }

    It 'saves a new backup and the hash of it' {
        $run = Invoke-Nightly '-Keep 1'
        $run.Output | Should -BeLike '*INFO Saved *'
        $run.ExitCode | Should -Be 0
        $file = Get-ChildItem $folder -Filter *.backup
        $file.Length | Should -Be 1000000
        Get-Content "$($file.FullName).sha256" | Should -Be "$((Get-FileHash $file).Hash)  $($file.Name)"
    }

    It 'ends with <Code> for <Arguments>' -ForEach @(
        @{ Code = 1; Arguments = '-StatefulSet nope' }
        @{ Code = 2; Arguments = '-Id nope' }
        @{ Code = 4; Arguments = '-Id 20261115-020000' }
    ) {
        $run = Invoke-Nightly $Arguments
        $run.ExitCode | Should -Be $Code
        $run.Output | Should -BeLike '* ERROR *'
    }

    It 'logs once what to do next' {
        $run = Invoke-Nightly '-Id nope'
        ([regex]::Matches($run.Output, 'Get-HiveMQBackup lists the backups')).Count | Should -Be 1
    }

    It 'logs it once where it is part of the message, as in PowerShell 7.4' {
        $script = @"
function New-HiveMQBackup {
    `$record = [Management.Automation.ErrorRecord]::new([InvalidOperationException]::new('It failed.'), 'BackupFailed', 'InvalidResult', `$null)
    `$record.ErrorDetails = [Management.Automation.ErrorDetails]::new('It failed. Look at the log.')
    `$record.ErrorDetails.RecommendedAction = 'Look at the log.'
    throw `$record
}
& '$nightly' -OutputDir '$folder'; exit `$LASTEXITCODE
"@
        $run = Invoke-Unattended $script
        $run.ExitCode | Should -Be 2
        ([regex]::Matches($run.Output, 'Look at the log')).Count | Should -Be 1
    }
}
