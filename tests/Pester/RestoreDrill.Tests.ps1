#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    $quick = '--backup-size', '1MB', '--backup-duration', '1'
    $prod = Start-Simulator -Arguments $quick
    $staging = Start-Simulator -Arguments $quick
    $drill = Join-Path $root 'examples/restore-drill.ps1'

    # As a scheduler runs it.
    function Invoke-Drill($Target, [string] $Arguments) {
        Invoke-Unattended "& '$drill' -WorkDir '$folder' -SourceKubeConfig '$($prod.KubeConfig)' -TargetKubeConfig '$($Target.KubeConfig)' $Arguments; exit `$LASTEXITCODE"
    }

    # A backup that no target has yet: the examples of all simulators have the same ids.
    function New-Backup { New-HiveMQBackup -KubeConfig $prod.KubeConfig -WarningAction Ignore }

    function Get-Backup($Simulator) { Get-HiveMQBackup -KubeConfig $Simulator.KubeConfig }
}

AfterAll {
    Stop-Simulator $prod
    Stop-Simulator $staging
}

Describe 'examples/restore-drill.ps1' {
    BeforeEach {
        $folder = (New-Item (Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))) -ItemType Directory).FullName
    }

    It 'restores the newest backup of the source into the target, and leaves no copy of it' {
        $backup = New-Backup
        $before = (Get-Backup $prod).Count
        $run = Invoke-Drill $staging
        $run.Output | Should -BeLike "*INFO The backup $($backup.Id) is RESTORE_COMPLETED at hivemq/broker.*"
        $run.ExitCode | Should -Be 0
        Get-ChildItem $folder | Should -BeNullOrEmpty
        (Get-Backup $staging).Id | Should -Not -Contain $backup.Id
        $left = Get-Backup $prod
        $left.Count | Should -Be $before
        ($left | Where-Object Id -EQ $backup.Id).State | Should -Be 'COMPLETED'
    }

    It 'does not restore a broker into itself' {
        $backup = New-Backup
        $run = Invoke-Drill $prod
        $run.ExitCode | Should -Be 2
        $run.Output | Should -BeLike "* ERROR The target already has the backup $($backup.Id).*"
        (Get-Backup $prod | Where-Object Id -EQ $backup.Id).State | Should -Be 'COMPLETED'
    }

    It 'ends with 1 if a broker is not found' {
        $null = New-Backup
        $run = Invoke-Drill $staging '-TargetStatefulSet nope'
        $run.ExitCode | Should -Be 1
        $run.Output | Should -BeLike '* ERROR BrokerNotFound: *'
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }

    It 'ends with <Code>, and with nothing left, at a target that <What>' -ForEach @(
        @{ Code = 5; What = 'has a read-only folder'; Arguments = '--read-only-folder'; Id = 'BrokerFolderNotWritable' }
        @{ Code = 5; What = 'has no space for the file'; Arguments = '--free-space', '1KB'; Id = 'DiskSpaceLow' }
        @{ Code = 1; What = 'forbids exec'; Arguments = '--no-exec'; Id = 'KubernetesForbidden' }
        @{ Code = 3; What = 'restores for longer than the wait'; Arguments = '--backup-duration', '600'; Id = 'WaitTimeout' }
    ) {
        $null = New-Backup
        $target = Start-Simulator -Arguments (@('--backup-size', '1MB') + $Arguments)
        try {
            $run = Invoke-Drill $target '-TimeoutSec 1'
            $run.Output | Should -BeLike "* ERROR ${Id}: *"
            $run.ExitCode | Should -Be $Code
            Get-ChildItem $folder | Should -BeNullOrEmpty
        }
        finally { Stop-Simulator $target }
    }
}

Describe 'examples/restore-drill.ps1 without a broker' {
    BeforeAll {
        function New-Failure([string] $Id) {
            $record = [System.Management.Automation.ErrorRecord]::new([Exception]::new('It failed.'), $Id, 'NotSpecified', $null)
            $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new('It failed.')
            $record.ErrorDetails.RecommendedAction = 'Do something.'
            $record
        }
    }

    BeforeEach {
        $folder = (New-Item (Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))) -ItemType Directory).FullName
        Mock Get-HiveMQBackup { if ($Context -eq 'prod') { [pscustomobject]@{ Id = '20261123-020000'; State = 'COMPLETED' } } }
        Mock Save-HiveMQBackup {
            $path = Join-Path (New-Item $OutputDir -ItemType Directory) '20261123-020000.backup'
            Set-Content $path 'A backup'
            [pscustomobject]@{ Path = $path; BackupId = '20261123-020000'; Length = 9; Sha256 = 'abc'; Duration = [timespan]::FromSeconds(1) }
        }
        Mock Restore-HiveMQBackup { [pscustomobject]@{ Id = '20261123-020000'; State = 'RESTORE_COMPLETED'; Broker = 'hivemq/broker' } }
        Mock Remove-HiveMQBackup
    }

    It 'hands on what names the source and the target' {
        $null = & $drill -WorkDir $folder -SourceContext prod -TargetContext staging -TargetNamespace test -TimeoutSec 60 -Target @{ ApiPort = 9000 } 6>&1
        $LASTEXITCODE | Should -Be 0
        Should -Invoke Get-HiveMQBackup -Times 1 -Exactly -ParameterFilter { $Context -eq 'prod' -and $Latest -and $State -eq 'COMPLETED' }
        Should -Invoke Restore-HiveMQBackup -Times 1 -Exactly -ParameterFilter {
            $Context -eq 'staging' -and $Namespace -eq 'test' -and $ApiPort -eq 9000 -and $TimeoutSec -eq 60 -and $Path -like "$folder*"
        }
    }

    It 'ends with <Code> after <Id>, and keeps the backup at the target' -ForEach @(
        @{ Code = 2; Id = 'RestoreFailed' }
        @{ Code = 2; Id = 'RestoreUncertain' }
        @{ Code = 3; Id = 'WaitTimeout' }
        @{ Code = 5; Id = 'UploadNotListed' }
        @{ Code = 1; Id = 'KubernetesUnreachable' }
    ) {
        $failure = New-Failure $Id
        Mock Restore-HiveMQBackup { throw $failure }
        $log = & $drill -WorkDir $folder -SourceContext prod -TargetContext staging 6>&1 | Out-String
        $LASTEXITCODE | Should -Be $Code
        $log | Should -BeLike "* ERROR ${Id}: It failed. Do something.*"
        Should -Invoke Remove-HiveMQBackup -Times 0 -Exactly
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }

    It 'ends with 6 if the backup at the target cannot be removed' {
        $failure = New-Failure 'BackupNotRemovable'
        Mock Remove-HiveMQBackup { throw $failure }
        $null = & $drill -WorkDir $folder -SourceContext prod -TargetContext staging 6>&1
        $LASTEXITCODE | Should -Be 6
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }
}
