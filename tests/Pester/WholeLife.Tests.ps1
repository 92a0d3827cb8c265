#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# From a new backup at the broker to what is in its file.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    $simulator = Start-Simulator -Arguments '--sessions', '120', '--queued', '3', '--retained', '40', '--backup-duration', '0.1'
    Use-Simulator $simulator
    $folder = Join-Path $TestDrive 'bk'
    $saved = New-HiveMQBackup -WarningAction Ignore | Save-HiveMQBackup -OutputDir $folder -Verify -Checksum
}

AfterAll {
    Restore-KubeConfig
    Stop-Simulator $simulator
}

Describe 'A backup that was created, saved and verified' {
    It 'is valid, and holds what the broker has' {
        $report = $saved | Test-HiveMQBackup
        $report.IsValid | Should -BeTrue
        $report.ClientSessions, $report.QueuedMessages, $report.RetainedMessages | Should -Be 120, 360, 40
        $report.Sha256 | Should -Be $saved.Sha256
        $report.HiveMQVersion | Should -Be '4.42.0'
    }

    # Not every system has sha256sum.
    It 'has a checksum file that sha256sum accepts' -Skip:(-not (Get-Command sha256sum -ErrorAction Ignore)) {
        Push-Location $folder
        try { sha256sum --check --strict "$(Split-Path $saved.Path -Leaf).sha256" | Should -BeLike '*: OK' } finally { Pop-Location }
    }

    It 'shows its content, by kind, client and topic' {
        @($saved | Get-HiveMQBackupContent -Kind ClientSession).Count | Should -Be 120
        $session = $saved | Get-HiveMQBackupContent -Kind ClientSession | Select-Object -First 1
        $messages = @($saved | Get-HiveMQBackupContent -Kind QueuedMessage -ClientId $session.ClientId)
        $messages.Count | Should -Be 3
        $messages.ClientId | Select-Object -Unique | Should -BeExactly $session.ClientId
        @($saved | Get-HiveMQBackupContent -Kind RetainedMessage -Topic '#').Count | Should -Be 40
    }

    It 'is listed, and is the last that is removed' {
        $listed = Get-HiveMQBackupFile $folder
        $listed.Path | Should -Be $saved.Path
        $listed.HasChecksum | Should -BeTrue
        Remove-HiveMQBackupFile $folder -KeepLast 1 | ForEach-Object Action | Should -Be 'Keep'
        $saved.Path | Should -Exist
    }

    It 'is called corrupt with one byte changed' {
        $copy = Join-Path $TestDrive 'changed.backup'
        $bytes = [IO.File]::ReadAllBytes($saved.Path)
        $bytes[$bytes.Length / 2] = $bytes[$bytes.Length / 2] -bxor 1
        [IO.File]::WriteAllBytes($copy, $bytes)
        Test-HiveMQBackup $copy -Quiet | Should -BeFalse
    }
}
