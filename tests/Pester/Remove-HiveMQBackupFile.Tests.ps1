#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    . (Join-Path $PSScriptRoot 'SavedBackups.ps1')
}

Describe 'Remove-HiveMQBackupFile' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        Save-TestBackup $folder (20..23 | ForEach-Object { "202611$_-020000" })
    }

    It 'removes what no rule keeps, and says why for each file' {
        $results = Remove-HiveMQBackupFile $folder -KeepLast 1 -KeepDaily 2
        $results.Id | Should -Be 20261123-020000, 20261122-020000, 20261121-020000, 20261120-020000
        $results.Action | Should -Be Keep, Keep, Remove, Remove
        $results[0].Reason | Should -Be last, daily
        (Get-HiveMQBackupFile $folder).Id | Should -Be 20261123-020000, 20261122-020000
    }

    It '-WhatIf removes nothing' {
        (Remove-HiveMQBackupFile $folder -KeepLast 3 -WhatIf | Where-Object Action -EQ Remove).Id | Should -Be 20261120-020000
        Get-HiveMQBackupFile $folder | Should -HaveCount 4
    }

    It 'takes a TimeSpan' {
        $null = Remove-HiveMQBackupFile $folder -KeepWithin (New-TimeSpan -Hours 36)
        Get-HiveMQBackupFile $folder | Should -HaveCount 2
    }

    It 'takes folders from Get-Item, each for itself' {
        Save-TestBackup (Join-Path $folder 'other') 20260101-020000, 20260102-020000
        $null = Get-Item $folder, (Join-Path $folder 'other') | Remove-HiveMQBackupFile -KeepLast 1
        (Get-HiveMQBackupFile $folder -Recurse).Id | Should -Be 20261123-020000, 20260102-020000
    }

    It 'does not run without a rule' {
        (Get-Failure { Remove-HiveMQBackupFile $folder }).FullyQualifiedErrorId |
            Should -Be 'KeepRuleRequired,HiveMQBackup.Cmdlets.RemoveHiveMQBackupFileCommand'
        Get-HiveMQBackupFile $folder | Should -HaveCount 4
    }

    It 'does not ask in an unattended run' {
        $run = Invoke-Unattended "`$ErrorActionPreference = 'Stop'; Remove-HiveMQBackupFile '$folder' -KeepLast 2"
        $run.ExitCode | Should -Be 0
        $run.Output | Should -BeLike "*Removed 2 of 4 files in $folder*"
        Get-HiveMQBackupFile $folder | Should -HaveCount 2
    }
}
