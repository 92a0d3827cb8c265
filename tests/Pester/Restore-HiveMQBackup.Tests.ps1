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

Describe 'Restore-HiveMQBackup' {
    Context 'a backup of the broker' {
        It 'accepts an id, and waits until the restore has completed' {
            $status = Restore-HiveMQBackup 20261108-020000 -Confirm:$false
            $status.PSObject.TypeNames[0] | Should -Be 'HiveMQBackup.Cmdlets.HiveMQBackupStatus'
            $status.Id | Should -Be '20261108-020000'
            $status.State | Should -Be 'RESTORE_COMPLETED'
            $status.IsSuccess | Should -BeTrue
            (Get-HiveMQBackup 20261108-020000).State | Should -Be 'RESTORE_COMPLETED'
        }

        It 'accepts -Latest' {
            (Restore-HiveMQBackup -Latest -Confirm:$false).Id | Should -Be (Get-HiveMQBackup -Latest).Id
        }

        It 'accepts the objects of the other commands' {
            (Get-HiveMQBackup 20261122-020000 | Restore-HiveMQBackup -Confirm:$false).State | Should -Be 'RESTORE_COMPLETED'
            (Get-HiveMQBackupStatus 20261122-020000 | Restore-HiveMQBackup -Confirm:$false).State | Should -Be 'RESTORE_COMPLETED'
        }

        It '-NoWait returns a restore that is still running, and one that runs excludes another' {
            $status = Restore-HiveMQBackup 20261122-020000 -NoWait -Confirm:$false
            $status.State | Should -Be 'RESTORE_IN_PROGRESS'
            $failure = Get-Failure { Restore-HiveMQBackup 20261108-020000 -Confirm:$false }
            $failure.FullyQualifiedErrorId | Should -Be 'BackupAlreadyRunning,HiveMQBackup.Cmdlets.RestoreHiveMQBackupCommand'
            $failure.CategoryInfo.Category | Should -Be 'ResourceBusy'
            ($status | Get-HiveMQBackupStatus -Wait).State | Should -Be 'RESTORE_COMPLETED'
        }

        It '-WhatIf restores nothing' {
            $before = (Get-HiveMQBackup 20261108-020000).State
            Restore-HiveMQBackup 20261108-020000 -WhatIf | Should -BeNullOrEmpty
            (Get-HiveMQBackup 20261108-020000).State | Should -Be $before
        }

        It 'names the backup that is being restored on the information stream' {
            $all = Restore-HiveMQBackup 20261122-020000 -Confirm:$false -InformationAction Continue 6>&1
            $lines = $all | Where-Object { $_ -is [System.Management.Automation.InformationRecord] } | ForEach-Object ToString
            $lines[0] | Should -BeLike '🎯 *'
            $lines[1] | Should -Be 'The restore of 20261122-020000 into hivemq/broker has started.'
        }

        It 'fails for a backup that does not exist' {
            $failure = Get-Failure { Restore-HiveMQBackup nope -Confirm:$false }
            $failure.FullyQualifiedErrorId | Should -Be 'BackupNotFound,HiveMQBackup.Cmdlets.RestoreHiveMQBackupCommand'
            $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        }

        It 'asks first, so that an unattended run without -Confirm:$false restores nothing' {
            $run = Invoke-Unattended "`$ErrorActionPreference = 'Stop'; Restore-HiveMQBackup 20261108-020000"
            $run.ExitCode | Should -Be 1
            $run.Output | Should -Match 'NonInteractive|interactive'
        }
    }

    Context 'a file' {
        BeforeAll {
            $file = Save-HiveMQBackup 20261122-020000 -OutputDir (Join-Path $TestDrive 'saved')
            $staging = Start-Simulator -Arguments '--backup-size', '1MB', '--backup-duration', '1'
        }

        AfterAll {
            Stop-Simulator $staging
        }

        It 'is copied to the broker under the id of -Id, with a warning that HiveMQ does not document this' {
            $status = Restore-HiveMQBackup -Path $file.Path -Id 20261201-000000 -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue
            $status.Id | Should -Be '20261201-000000'
            $status.State | Should -Be 'RESTORE_COMPLETED'
            "$warnings" | Should -BeLike '*HiveMQ does not document*'
            (Save-HiveMQBackup 20261201-000000 -OutputDir (Join-Path $TestDrive 'again')).Sha256 | Should -Be $file.Sha256
        }

        It 'is accepted from Get-Item, under the id in its name' {
            $copy = Copy-Item $file.Path (Join-Path $TestDrive '20261202-000000.hivemq-4.42.0.backup') -PassThru
            (Get-Item $copy | Restore-HiveMQBackup -Confirm:$false -WarningAction Ignore).Id | Should -Be '20261202-000000'
        }

        It 'moves from one cluster to another in one line' {
            $status = Get-HiveMQBackup 20261201-000000 |
                Save-HiveMQBackup -OutputDir (Join-Path $TestDrive 'drill') |
                Restore-HiveMQBackup -KubeConfig $staging.KubeConfig -Confirm:$false -WarningAction Ignore
            $status.State | Should -Be 'RESTORE_COMPLETED'
            (Get-HiveMQBackup 20261201-000000 -KubeConfig $staging.KubeConfig).State | Should -Be 'RESTORE_COMPLETED'
        }

        It 'that does not exist is an error, and so is a name without an id' {
            (Get-Failure { Restore-HiveMQBackup -Path (Join-Path $TestDrive none) -Confirm:$false }).FullyQualifiedErrorId |
                Should -Be 'InputFileInvalid,HiveMQBackup.Cmdlets.RestoreHiveMQBackupCommand'
            $copy = Copy-Item $file.Path (Join-Path $TestDrive 'nightly.backup') -PassThru
            (Get-Failure { Restore-HiveMQBackup -Path $copy -Confirm:$false }).FullyQualifiedErrorId |
                Should -Be 'BackupIdInvalid,HiveMQBackup.Cmdlets.RestoreHiveMQBackupCommand'
        }

        It 'with an id of another backup of the broker exists' {
            $failure = Get-Failure { Restore-HiveMQBackup -Path $file.Path -Id 20261108-020000 -Confirm:$false }
            $failure.FullyQualifiedErrorId | Should -Be 'BackupExists,HiveMQBackup.Cmdlets.RestoreHiveMQBackupCommand'
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Id*'
        }
    }
}

Describe 'Restore-HiveMQBackup of a file where the pods are not as they should be' {
    BeforeAll {
        $file = Join-Path $TestDrive '20261201-000000.backup'
        [IO.File]::WriteAllBytes($file, [byte[]]::new(2MB))
    }

    AfterEach {
        Stop-Simulator $other
    }

    It '<Argument> is <Id>' -ForEach @(
        @{ Argument = '--no-exec'; Id = 'KubernetesForbidden'; Category = 'PermissionDenied'; Says = "*'create' pods/exec*" }
        @{ Argument = '--read-only-folder'; Id = 'BrokerFolderNotWritable'; Category = 'PermissionDenied'; Says = '*Read-only file system*' }
        @{ Argument = '--free-space', '1MB'; Id = 'DiskSpaceLow'; Category = 'ResourceUnavailable'; Says = '*in the pod broker-0*' }
        @{ Argument = '--cut-exec-after', '1MB'; Id = 'UploadIncomplete'; Category = 'InvalidData'; Says = '*in 3 attempts*' }
    ) {
        $other = Start-Simulator -Arguments $Argument
        $failure = Get-Failure { Restore-HiveMQBackup -Path $file -KubeConfig $other.KubeConfig -Confirm:$false -WarningAction Ignore }
        $failure.FullyQualifiedErrorId | Should -Be "$Id,HiveMQBackup.Cmdlets.RestoreHiveMQBackupCommand"
        $failure.CategoryInfo.Category | Should -Be $Category
        $failure.ToString() | Should -BeLike $Says
        (Get-HiveMQBackup -KubeConfig $other.KubeConfig).Id | Should -Not -Contain '20261201-000000'
    }

    It 'works without sha256sum' {
        $other = Start-Simulator -Arguments '--no-sha256sum', '--backup-duration', '1'
        (Restore-HiveMQBackup -Path $file -KubeConfig $other.KubeConfig -Confirm:$false -WarningAction Ignore).State | Should -Be 'RESTORE_COMPLETED'
    }
}
