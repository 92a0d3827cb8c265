#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    $simulator = Start-Simulator -Arguments '--backup-size', '1MB', '--backup-duration', '1'
    Use-Simulator $simulator
}

AfterAll {
    Restore-KubeConfig
    Stop-Simulator $simulator
}

Describe 'New-HiveMQBackup' {
    It 'creates a backup and waits until it is complete' {
        $before = @(Get-HiveMQBackup).Count
        $backup = New-HiveMQBackup -WarningAction Ignore
        $backup.PSObject.TypeNames[0] | Should -Be 'HiveMQBackup.Cmdlets.HiveMQBackup'
        $backup.State | Should -Be 'COMPLETED'
        $backup.Size | Should -Be 1000000
        $backup.Broker | Should -Be 'hivemq/broker'
        $backup.CreatedAt | Should -BeGreaterThan ([datetimeoffset]::Now.AddMinutes(-2))
        @(Get-HiveMQBackup).Count | Should -Be ($before + 1)
        (Get-HiveMQBackup -Latest).Id | Should -Be $backup.Id
    }

    It 'warns of the disk space first' {
        $all = New-HiveMQBackup -NoWait 3>&1
        $all[0] | Should -BeOfType [System.Management.Automation.WarningRecord]
        "$($all[0])" | Should -BeLike '*hivemq/broker*1 GB of free disk space*'
        $all[1] | Get-HiveMQBackupStatus -Wait | Should -Not -BeNullOrEmpty
    }

    It 'can be kept quiet' {
        $all = New-HiveMQBackup -WarningAction Ignore -InformationAction Ignore *>&1
        @($all).Count | Should -Be 1
        $all.State | Should -Be 'COMPLETED'
    }

    It 'shows the defaults and the id on the information stream' {
        $all = New-HiveMQBackup -InformationAction Continue -WarningAction Ignore 6>&1
        $lines = $all | Where-Object { $_ -is [System.Management.Automation.InformationRecord] } | ForEach-Object ToString
        $lines[0] | Should -BeLike '🎯 *'
        $lines[1] | Should -Be "The backup $($all[-1]) of hivemq/broker has started."
    }

    It '-NoWait returns a backup that is still running' {
        $backup = New-HiveMQBackup -NoWait -WarningAction Ignore
        $backup.State | Should -Be 'IN_PROGRESS'
        $backup.Size | Should -BeNullOrEmpty
        ($backup | Get-HiveMQBackupStatus -Wait).IsSuccess | Should -BeTrue
    }

    It '-JoinRunning creates one where none is running' {
        $before = Get-HiveMQBackup -Latest
        $backup = New-HiveMQBackup -JoinRunning -WarningAction Ignore
        $backup.State | Should -Be 'COMPLETED'
        $backup.Id | Should -Not -Be $before.Id
    }

    It '-WhatIf creates nothing' {
        $before = @(Get-HiveMQBackup).Count
        New-HiveMQBackup -WhatIf -WarningVariable warning | Should -BeNullOrEmpty
        $warning | Should -BeNullOrEmpty
        @(Get-HiveMQBackup).Count | Should -Be $before
    }

    It 'hands the backup on to Save-HiveMQBackup' {
        $file = New-HiveMQBackup -WarningAction Ignore | Save-HiveMQBackup -OutputDir (Join-Path $TestDrive 'new')
        $file.Length | Should -Be 1000000
        $file.BackupId | Should -Be (Get-HiveMQBackup -Latest).Id
    }

    It 'fails as a whole where there is no broker' {
        $failure = Get-Failure { New-HiveMQBackup -StatefulSet nope -ErrorAction SilentlyContinue }
        $failure.FullyQualifiedErrorId | Should -Be 'BrokerNotFound,HiveMQBackup.Cmdlets.NewHiveMQBackupCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }
}

Describe 'New-HiveMQBackup -MinimumFreeSpace' {
    BeforeAll {
        $small = Start-Simulator -Arguments '--free-space', '10MB', '--backup-duration', '1'
    }

    AfterAll {
        Stop-Simulator $small
    }

    It 'creates the backup where there is enough' {
        $backup = New-HiveMQBackup -KubeConfig $small.KubeConfig -MinimumFreeSpace 1MB -WarningVariable warnings -WarningAction SilentlyContinue
        $backup.State | Should -Be 'COMPLETED'
        $warnings | Should -BeNullOrEmpty
    }

    It 'creates nothing where there is too little, and says where' {
        $before = @(Get-HiveMQBackup -KubeConfig $small.KubeConfig).Count
        $failure = Get-Failure { New-HiveMQBackup -KubeConfig $small.KubeConfig -MinimumFreeSpace 1GB }
        $failure.FullyQualifiedErrorId | Should -Be 'DiskSpaceLow,HiveMQBackup.Cmdlets.NewHiveMQBackupCommand'
        $failure.ToString() | Should -BeLike '*in the pod broker-* has * of free disk space; 1.0 GB are required*'
        @(Get-HiveMQBackup -KubeConfig $small.KubeConfig).Count | Should -Be $before
    }
}

Describe 'New-HiveMQBackup of a slow broker' {
    BeforeAll {
        $slow = Start-Simulator -NodeOnly -Arguments '--backup-duration', '600'
        $failed = @()
        $null = New-HiveMQBackup -Uri $slow.Uri -TimeoutSec 1 -WarningAction Ignore -ErrorVariable failed -ErrorAction SilentlyContinue
    }

    AfterAll {
        Stop-Simulator $slow
    }

    It 'times out after -TimeoutSec, and the backup still runs' {
        $failed[0].FullyQualifiedErrorId | Should -Be 'WaitTimeout,HiveMQBackup.Cmdlets.NewHiveMQBackupCommand'
        $failed[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        $failed[0].TargetObject.State | Should -Be 'IN_PROGRESS'
        (Get-HiveMQBackup -Uri $slow.Uri -State IN_PROGRESS).Id | Should -Be $failed[0].TargetObject.Id
    }

    It 'creates no second one beside it' {
        $before = @(Get-HiveMQBackup -Uri $slow.Uri).Count
        $failure = Get-Failure { New-HiveMQBackup -Uri $slow.Uri -WarningAction Ignore }
        $failure.FullyQualifiedErrorId | Should -Be 'BackupAlreadyRunning,HiveMQBackup.Cmdlets.NewHiveMQBackupCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceBusy'
        $failure.ToString() | Should -BeLike "*$($failed[0].TargetObject.Id)*"
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-JoinRunning*'
        @(Get-HiveMQBackup -Uri $slow.Uri).Count | Should -Be $before
    }

    It 'joins the running one with -JoinRunning' {
        $joined = New-HiveMQBackup -Uri $slow.Uri -JoinRunning -NoWait -WarningVariable warnings -WarningAction SilentlyContinue
        $joined.Id | Should -Be $failed[0].TargetObject.Id
        $joined.State | Should -Be 'IN_PROGRESS'
        "$warnings" | Should -BeLike "*$($joined.Id)*already running*"
    }
}

Describe 'New-HiveMQBackup of another dialect' {
    BeforeAll {
        $nested = Start-Simulator -Arguments '--nested-dialect', '--backup-size', '1MB', '--backup-duration', '1'
    }

    AfterAll {
        Stop-Simulator $nested
    }

    It 'creates a backup and waits until it is complete' {
        $backup = New-HiveMQBackup -KubeConfig $nested.KubeConfig -WarningAction Ignore
        $backup.State | Should -Be 'COMPLETED'
        $backup.Size | Should -Be 1000000
    }
}

Describe 'New-HiveMQBackup unattended' {
    BeforeAll {
        $nightly = @'
            $ErrorActionPreference = 'Stop'
            New-HiveMQBackup {0} -InformationAction Ignore -WarningAction Ignore |
                Save-HiveMQBackup -OutputDir '{1}' -InformationAction Ignore | ForEach-Object Path
'@
        $slow = Start-Simulator -NodeOnly -Arguments '--backup-duration', '600'
    }

    AfterAll {
        Stop-Simulator $slow
    }

    It 'saves the file, and ends with 0' {
        $run = Invoke-Unattended ($nightly -f '', (Join-Path $TestDrive 'nightly'))
        $run.ExitCode | Should -Be 0 -Because $run.Output
        $run.Output.Trim() | Should -Exist
    }

    It 'ends with 1 where there is no broker' {
        $run = Invoke-Unattended ($nightly -f '-StatefulSet nope', (Join-Path $TestDrive 'no-broker'))
        $run.ExitCode | Should -Be 1
        $run.Output | Should -BeLike "*no StatefulSet 'nope'*"
    }

    It 'exits with 1 after a timeout, and saves nothing' {
        $folder = Join-Path $TestDrive 'too-late'
        $run = Invoke-Unattended ($nightly -f "-Uri $($slow.Uri) -TimeoutSec 1", $folder)
        $run.ExitCode | Should -Be 1
        $run.Output | Should -BeLike '*still IN_PROGRESS after 1 second*'
        $folder | Should -Not -Exist
    }
}
