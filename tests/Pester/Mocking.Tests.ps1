#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# How to test a script that uses the module, without a broker: here examples/nightly.ps1. Mock the commands that it calls;
# what they return needs no more properties than the script reads.

BeforeAll {
    $root = Resolve-Path (Join-Path $PSScriptRoot '../..')
    Import-Module (Join-Path $root 'out/HiveMQBackup/HiveMQBackup.psd1')
    $nightly = Join-Path $root 'examples/nightly.ps1'

    # An error as the module throws it: scripts tell one from another by the id.
    function New-Failure([string] $Id, [string] $Message) {
        $record = [System.Management.Automation.ErrorRecord]::new([Exception]::new($Message), $Id, 'NotSpecified', $null)
        $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($Message)
        $record.ErrorDetails.RecommendedAction = 'Do something.'
        $record
    }

    function Invoke-Nightly([hashtable] $With = @{}) {
        $log = & $nightly -OutputDir $folder @With 6>&1 | Out-String
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Log = $log }
    }
}

Describe 'nightly.ps1' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        $null = New-Item $folder -ItemType Directory

        Mock New-HiveMQBackup { [pscustomobject]@{ Id = '20261123-020000'; State = 'COMPLETED' } }
        Mock Get-HiveMQBackup { [pscustomobject]@{ Id = $Id[0]; State = 'COMPLETED' } }
        Mock Save-HiveMQBackup {
            [pscustomobject]@{
                Path = Join-Path $OutputDir "$($Id[0]).backup"; BackupId = $Id[0]; Length = 8; Sha256 = '00'; Duration = [timespan]::FromSeconds(1)
            }
        }
        Mock Remove-HiveMQBackupFile { }
    }

    It 'creates a backup, saves it verified and with a checksum, and keeps seven files' {
        $run = Invoke-Nightly
        $run.ExitCode | Should -Be 0
        $run.Log | Should -BeLike '*INFO Saved *20261123-020000.backup, 8 bytes*'
        Should -Invoke Save-HiveMQBackup -Times 1 -Exactly -ParameterFilter { $Id -eq '20261123-020000' -and $OutputDir -eq $folder -and $Verify -and $Checksum }
        Should -Invoke Remove-HiveMQBackupFile -Times 1 -Exactly -ParameterFilter { $LiteralPath -eq $folder -and $KeepLast -eq 7 -and -not $KeepDaily }
    }

    It 'hands on what names the broker' {
        (Invoke-Nightly @{ Context = 'prod'; Namespace = 'hivemq'; TimeoutSec = 600; Broker = @{ ApiPort = 9000 } }).ExitCode | Should -Be 0
        Should -Invoke New-HiveMQBackup -Times 1 -Exactly -ParameterFilter {
            $Context -eq 'prod' -and $Namespace -eq 'hivemq' -and $TimeoutSec -eq 600 -and $ApiPort -eq 9000
        }
    }

    It 'creates none where -Id names one' {
        (Invoke-Nightly @{ Id = '20261108-020000' }).ExitCode | Should -Be 0
        Should -Invoke New-HiveMQBackup -Times 0 -Exactly
        Should -Invoke Save-HiveMQBackup -Times 1 -Exactly -ParameterFilter { $Id -eq '20261108-020000' }
    }

    It 'ends with <Code> for <ErrorId>' -ForEach @(
        @{ Code = 1; ErrorId = 'KubernetesUnreachable' }
        @{ Code = 2; ErrorId = 'BackupFailed' }
        @{ Code = 2; ErrorId = 'BackupAlreadyRunning' }
        @{ Code = 2; ErrorId = 'CreateUncertain' }
        @{ Code = 3; ErrorId = 'WaitTimeout' }
    ) {
        Mock New-HiveMQBackup { $PSCmdlet.ThrowTerminatingError((New-Failure $ErrorId 'It went wrong.')) }
        $run = Invoke-Nightly
        $run.ExitCode | Should -Be $Code
        $run.Log | Should -BeLike "*ERROR ${ErrorId}: It went wrong. Do something.*"
        Should -Invoke Save-HiveMQBackup -Times 0 -Exactly
        Should -Invoke Remove-HiveMQBackupFile -Times 0 -Exactly
    }

    It 'ends with <Code> for <ErrorId>, and removes no other file' -ForEach @(
        @{ Code = 4; ErrorId = 'DownloadIncomplete' }
        @{ Code = 5; ErrorId = 'BackupCorrupt' }
    ) {
        Mock Save-HiveMQBackup { $PSCmdlet.ThrowTerminatingError((New-Failure $ErrorId 'It broke.')) }
        (Invoke-Nightly).ExitCode | Should -Be $Code
        Should -Invoke Remove-HiveMQBackupFile -Times 0 -Exactly
    }

    It 'hands on the rules, and logs what was removed' {
        Mock Remove-HiveMQBackupFile {
            [pscustomobject]@{ Path = '/bk/new.backup'; Action = 'Keep' }
            [pscustomobject]@{ Path = '/bk/old.backup'; Action = 'Remove' }
        }
        $run = Invoke-Nightly @{ Keep = 3; KeepDaily = 7; KeepWeekly = 5; KeepMonthly = 12; KeepYearly = 2 }
        $run.ExitCode | Should -Be 0
        $run.Log | Should -BeLike '*INFO Removed /bk/old.backup*'
        $run.Log | Should -Not -BeLike '*/bk/new.backup*'
        Should -Invoke Remove-HiveMQBackupFile -Times 1 -Exactly -ParameterFilter {
            $KeepLast -eq 3 -and $KeepDaily -eq 7 -and $KeepWeekly -eq 5 -and $KeepMonthly -eq 12 -and $KeepYearly -eq 2
        }
    }

    It 'ends with 6 where a file cannot be removed' {
        Mock Remove-HiveMQBackupFile { $PSCmdlet.ThrowTerminatingError((New-Failure 'FileNotRemoved' 'It is locked.')) }
        $run = Invoke-Nightly
        $run.ExitCode | Should -Be 6
        $run.Log | Should -BeLike '*ERROR FileNotRemoved: It is locked. Do something.*'
    }

    It 'writes warnings into the log' {
        Mock Save-HiveMQBackup -ParameterFilter { $Id -eq '20261123-020000' } {
            Write-Warning 'Download interrupted. Resuming.'
            [pscustomobject]@{ Path = 'a.backup'; BackupId = 'a'; Length = 6; Sha256 = '00'; Duration = [timespan]::Zero }
        }
        $run = Invoke-Nightly
        $run.ExitCode | Should -Be 0
        $run.Log | Should -BeLike '*WARN Download interrupted*'
    }
}
