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
            $path = Join-Path $OutputDir "$($Id[0]).backup"
            Set-Content $path "The backup $($Id[0])"
            [pscustomobject]@{
                Path = $path; BackupId = $Id[0]; Length = (Get-Item $path).Length
                Sha256 = (Get-FileHash $path).Hash.ToLowerInvariant(); Duration = [timespan]::FromSeconds(1)
            }
        }
    }

    It 'creates a backup, saves it, and writes its hash beside it' {
        (Invoke-Nightly).ExitCode | Should -Be 0
        $hash = (Get-FileHash (Join-Path $folder '20261123-020000.backup')).Hash
        Get-Content (Join-Path $folder '20261123-020000.backup.sha256') | Should -Be "$hash  20261123-020000.backup"
        Should -Invoke Save-HiveMQBackup -Times 1 -Exactly -ParameterFilter { $Id -eq '20261123-020000' -and $OutputDir -eq $folder }
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
        Join-Path $folder '20261108-020000.backup' | Should -Exist
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
    }

    It 'ends with 4 where the download fails' {
        Mock Save-HiveMQBackup { $PSCmdlet.ThrowTerminatingError((New-Failure 'DownloadIncomplete' 'It broke.')) }
        (Invoke-Nightly).ExitCode | Should -Be 4
    }

    It 'ends with 5 where the file is another one than was sent, and removes it' {
        Mock Save-HiveMQBackup {
            $path = Join-Path $OutputDir 'a.backup'
            Set-Content $path 'damaged'
            [pscustomobject]@{ Path = $path; BackupId = 'a'; Length = 8; Sha256 = '00'; Duration = [timespan]::Zero }
        }
        (Invoke-Nightly).ExitCode | Should -Be 5
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }

    It 'keeps the newest files, and leaves alone what it has not saved' {
        Set-Content (Join-Path $folder 'notes.backup') 'Mine.'
        foreach ($day in 1..4) {
            (Invoke-Nightly @{ Id = "2026110$day-020000"; Keep = 2 }).ExitCode | Should -Be 0
            (Get-Item (Join-Path $folder "2026110$day-020000.backup.sha256")).LastWriteTimeUtc = [datetime] "2026-11-0$day"
        }
        (Get-ChildItem $folder -Filter *.backup).Name | Sort-Object | Should -Be '20261103-020000.backup', '20261104-020000.backup', 'notes.backup'
    }

    It 'writes warnings into the log' {
        Mock Save-HiveMQBackup -ParameterFilter { $Id -eq '20261123-020000' } {
            Write-Warning 'Download interrupted. Resuming.'
            $path = Join-Path $OutputDir 'a.backup'
            Set-Content $path 'whole'
            [pscustomobject]@{ Path = $path; BackupId = 'a'; Length = 6; Sha256 = (Get-FileHash $path).Hash; Duration = [timespan]::Zero }
        }
        $run = Invoke-Nightly
        $run.ExitCode | Should -Be 0
        $run.Log | Should -BeLike '*WARN Download interrupted*'
    }
}
