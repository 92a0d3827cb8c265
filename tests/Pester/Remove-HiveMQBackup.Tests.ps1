#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
}

Describe 'Remove-HiveMQBackup' {
    BeforeEach {
        $simulator = Start-Simulator -Arguments '--backup-size', '1MB', '--backup-duration', '600'
        Use-Simulator $simulator
    }

    AfterEach {
        Restore-KubeConfig
        Stop-Simulator $simulator
    }

    It 'deletes by id, and returns nothing' {
        Remove-HiveMQBackup 20261122-020000 -Confirm:$false | Should -BeNullOrEmpty
        (Get-HiveMQBackup).Id | Should -Not -Contain '20261122-020000'
    }

    It 'keeps the newest in one line' {
        Get-HiveMQBackup -State COMPLETED | Select-Object -Skip 1 | Remove-HiveMQBackup -Confirm:$false
        (Get-HiveMQBackup -State COMPLETED).Id | Should -Be '20261122-020000'
    }

    It '-WhatIf deletes nothing' {
        Remove-HiveMQBackup 20261122-020000 -WhatIf | Should -BeNullOrEmpty
        (Get-HiveMQBackup).Id | Should -Contain '20261122-020000'
    }

    It 'does not delete one that is running, nor one that does not exist, and goes on with the next' {
        $running = New-HiveMQBackup -NoWait -WarningAction Ignore
        Remove-HiveMQBackup nope, $running.Id, 20261122-020000 -Confirm:$false -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be @(
            'BackupNotFound,HiveMQBackup.Cmdlets.RemoveHiveMQBackupCommand'
            'BackupAlreadyRunning,HiveMQBackup.Cmdlets.RemoveHiveMQBackupCommand'
        )
        (Get-HiveMQBackup).Id | Should -Contain $running.Id
        (Get-HiveMQBackup).Id | Should -Not -Contain '20261122-020000'
    }

    It 'asks first, so that an unattended run without -Confirm:$false deletes nothing' {
        $run = Invoke-Unattended "`$ErrorActionPreference = 'Stop'; Remove-HiveMQBackup 20261122-020000"
        $run.ExitCode | Should -Be 1
        (Get-HiveMQBackup).Id | Should -Contain '20261122-020000'
    }
}

Describe 'Remove-HiveMQBackup elsewhere' {
    AfterEach {
        Stop-Simulator $other
    }

    It 'uses DELETE where the broker has it, and needs no exec then' {
        $other = Start-Simulator -Arguments '--deletes', '--no-exec'
        Remove-HiveMQBackup 20261122-020000 -KubeConfig $other.KubeConfig -Confirm:$false
        (Get-HiveMQBackup -KubeConfig $other.KubeConfig).Id | Should -Not -Contain '20261122-020000'
    }

    It 'names the permission that is missing' {
        $other = Start-Simulator -Arguments '--no-exec'
        $failure = Get-Failure { Remove-HiveMQBackup 20261122-020000 -KubeConfig $other.KubeConfig -Confirm:$false }
        $failure.FullyQualifiedErrorId | Should -Be 'KubernetesForbidden,HiveMQBackup.Cmdlets.RemoveHiveMQBackupCommand'
        $failure.ToString() | Should -BeLike "*'create' pods/exec*"
    }

    It 'warns of what the broker still lists' {
        $other = Start-Simulator -Arguments '--ignore-folder'
        Remove-HiveMQBackup 20261122-020000 -KubeConfig $other.KubeConfig -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike "*still lists the backup '20261122-020000'*"
    }

    It 'cannot delete at a broker without Kubernetes that has no such call' {
        $other = Start-Simulator -NodeOnly
        $id = (New-HiveMQBackup -Uri $other.Uri -WarningAction Ignore).Id
        $failure = Get-Failure { Remove-HiveMQBackup $id -Uri $other.Uri -Confirm:$false }
        $failure.FullyQualifiedErrorId | Should -Be 'BackupNotRemovable,HiveMQBackup.Cmdlets.RemoveHiveMQBackupCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidOperation'
    }
}
