#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    $simulator = Start-Simulator -Arguments '--backup-size', '1MB', '--backup-duration', '2'
    Use-Simulator $simulator
}

AfterAll {
    Restore-KubeConfig
    Stop-Simulator $simulator
}

Describe 'Get-HiveMQBackupStatus' {
    It 'accepts an id, by position and by name' {
        (Get-HiveMQBackupStatus 20261108-020000).Id | Should -Be '20261108-020000'
        (Get-HiveMQBackupStatus -Id 20261108-020000, 20261122-020000).Id | Should -Be '20261108-020000', '20261122-020000'
    }

    It 'accepts -Latest, and latest for an id' {
        (Get-HiveMQBackupStatus -Latest).Id | Should -Be '20261122-020000'
        (Get-HiveMQBackupStatus latest).Id | Should -Be '20261122-020000'
        ('LATEST' | Get-HiveMQBackupStatus).Id | Should -Be '20261122-020000'
    }

    It 'accepts backups, ids and objects with an Id from the pipeline' {
        (Get-HiveMQBackup | Get-HiveMQBackupStatus).Id | Should -Be '20261122-020000', '20261115-020000', '20261108-020000'
        ('20261108-020000' | Get-HiveMQBackupStatus).Id | Should -Be '20261108-020000'
        ([pscustomobject]@{ Id = '20261108-020000' } | Get-HiveMQBackupStatus).Id | Should -Be '20261108-020000'
        (Get-HiveMQBackupStatus -InputObject (Get-HiveMQBackup -State FAILED)).Id | Should -Be '20261115-020000'
    }

    It 'reports the status of a complete backup' {
        $status = Get-HiveMQBackupStatus 20261108-020000
        $status.PSObject.TypeNames[0] | Should -Be 'HiveMQBackup.Cmdlets.HiveMQBackupStatus'
        $status.State | Should -Be 'COMPLETED'
        $status.Operation | Should -Be 'Backup'
        $status.IsTerminal | Should -BeTrue
        $status.IsSuccess | Should -BeTrue
        $status.Size | Should -Be 80412672
        $status.Broker | Should -Be 'hivemq/broker'
        $status.Context | Should -Be 'simulator'
        "$status" | Should -Be '20261108-020000 COMPLETED'
    }

    It 'reports the status of a failed backup, which is no error' {
        $status = Get-HiveMQBackupStatus 20261115-020000 -ErrorVariable failure
        $failure | Should -BeNullOrEmpty
        $status.State | Should -Be 'FAILED'
        $status.IsTerminal | Should -BeTrue
        $status.IsSuccess | Should -BeFalse
        $status.FailReason | Should -BeLike '*disk space*'
    }

    It 'has a table of its own' {
        $PSStyle.OutputRendering, $before = 'PlainText', $PSStyle.OutputRendering
        try { $text = Get-HiveMQBackupStatus -Latest | Out-String -Width 120 }
        finally { $PSStyle.OutputRendering = $before }
        $text | Should -Match '(?m)^Id +Operation +Size Created +State'
        $text | Should -Match '(?m)^20261122-020000 +Backup .* COMPLETED'
    }

    It 'reports one id that does not exist, which does not stop the others' {
        $status = 'nope', '20261108-020000' | Get-HiveMQBackupStatus -ErrorVariable failure -ErrorAction SilentlyContinue
        $status.Id | Should -Be '20261108-020000'
        $failure.Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'BackupNotFound,HiveMQBackup.Cmdlets.GetHiveMQBackupStatusCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure[0].TargetObject | Should -Be 'nope'
    }

    It 'accepts an id, -Latest or an object, and not two of them' {
        (Get-Failure { Get-HiveMQBackupStatus -Latest -Id 20261108-020000 }).FullyQualifiedErrorId | Should -BeLike 'AmbiguousParameterSet,*'
    }

    It 'shows the defaults once, however many backups there are' {
        $lines = @('20261108-020000', '20261122-020000' | Get-HiveMQBackupStatus -InformationAction Continue 6>&1 |
            Where-Object { "$_" -like '🎯*' })
        $lines.Count | Should -Be 1
    }
}

Describe 'Get-HiveMQBackupStatus -Wait' {
    It 'returns at once where there is nothing to wait for' {
        (Measure-Command { Get-HiveMQBackupStatus 20261108-020000 -Wait }).TotalSeconds | Should -BeLessThan 2
    }

    It 'waits until a running backup is complete' {
        $started = New-HiveMQBackup -NoWait -WarningAction Ignore
        $before = $started | Get-HiveMQBackupStatus
        $before.State | Should -Be 'IN_PROGRESS'
        $before.IsTerminal | Should -BeFalse
        $before.Size | Should -BeNullOrEmpty
        $after = $started | Get-HiveMQBackupStatus -Wait
        $after.State | Should -Be 'COMPLETED'
        $after.IsSuccess | Should -BeTrue
        $after.Size | Should -Be 1000000
    }

    It 'shows a failed backup, and reports it' {
        $status = Get-HiveMQBackupStatus 20261115-020000 -Wait -ErrorVariable failure -ErrorAction SilentlyContinue
        $status.State | Should -Be 'FAILED'
        $failure[0].FullyQualifiedErrorId | Should -Be 'BackupFailed,HiveMQBackup.Cmdlets.GetHiveMQBackupStatusCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'InvalidResult'
        $failure[0].ToString() | Should -BeLike '*disk space*'
    }

    It 'times out after -TimeoutSec, and says how to continue' {
        $started = New-HiveMQBackup -NoWait -WarningAction Ignore
        $failure = Get-Failure { $started | Get-HiveMQBackupStatus -Wait -TimeoutSec 1 }
        $failure.FullyQualifiedErrorId | Should -Be 'WaitTimeout,HiveMQBackup.Cmdlets.GetHiveMQBackupStatusCommand'
        $failure.CategoryInfo.Category | Should -Be 'OperationTimeout'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike "*Get-HiveMQBackupStatus -Id '$started' -Wait*"
        ($started | Get-HiveMQBackupStatus -Wait).IsSuccess | Should -BeTrue
    }
}

Describe 'Get-HiveMQBackupStatus unattended' {
    It 'does not prompt for the backup' {
        $run = Invoke-Unattended '$ErrorActionPreference = "Stop"; try { Get-HiveMQBackupStatus 6>$null } catch { $_.FullyQualifiedErrorId; exit 3 }'
        $run.Output.Trim() | Should -Be 'SelectionRequired,HiveMQBackup.Cmdlets.GetHiveMQBackupStatusCommand'
        $run.ExitCode | Should -Be 3
    }
}
