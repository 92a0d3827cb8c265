#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    . (Join-Path $PSScriptRoot 'SavedBackups.ps1')
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
        Get-Content "$($file.FullName).sha256" | Should -Be "$((Get-FileHash $file).Hash.ToLowerInvariant())  $($file.Name)"
    }

    It 'removes the files that no rule keeps, and leaves alone what is no backup' {
        Save-TestBackup $folder 20250101-020000, 20250102-020000, 20250103-020000
        Set-Content (Join-Path $folder 'notes.backup') 'Mine.'
        $run = Invoke-Nightly '-Keep 2 -KeepYearly 1'
        $run.ExitCode | Should -Be 0
        $run.Output | Should -BeLike '*INFO Removed 2 of 5 files in *'
        (Get-HiveMQBackupFile $folder -WarningAction Ignore).Id | Select-Object -Skip 1 | Should -Be 20250103-020000
        Join-Path $folder 'notes.backup' | Should -Exist
    }

    It 'ends with 6 where a file cannot be removed, and removes the others' {
        Save-TestBackup $folder 20250101-020000, 20250102-020000
        $null = New-Item (Join-Path $folder '20250102-020000.hivemq-4.42.0.backup.sha256') -ItemType Directory
        $run = Invoke-Nightly '-Keep 1'
        $run.ExitCode | Should -Be 6
        $run.Output | Should -BeLike '*ERROR FileNotRemoved: *'
        Get-HiveMQBackupFile $folder | Should -HaveCount 1
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
