#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    . (Join-Path $PSScriptRoot 'SavedBackups.ps1')
}

Describe 'Get-HiveMQBackupFile' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        Save-TestBackup $folder 20261122-020000, 20261123-020000
    }

    It 'lists the backups of a folder, newest first' {
        $files = Get-HiveMQBackupFile $folder
        $files.Id | Should -Be 20261123-020000, 20261122-020000
        $files.HiveMQVersion | Should -Be 4.42.0, 4.42.0
        $files.HasChecksum | Should -Be $false, $false
        $files[0].CreatedAt | Should -Be ([DateTimeOffset] '2026-11-23T02:00:00Z')
        $files[0].Length | Should -Be (Get-Item $files[0].Path).Length
    }

    It 'lists <Name>' -ForEach @(
        @{ Name = 'the current location'; Command = { Push-Location $folder; Get-HiveMQBackupFile; Pop-Location } }
        @{ Name = 'piped folders'; Command = { Get-Item $folder | Get-HiveMQBackupFile } }
        @{ Name = 'a literal path'; Command = { Get-HiveMQBackupFile -LiteralPath $folder } }
        @{ Name = 'the folders below'; Command = { Get-HiveMQBackupFile (Split-Path $folder) -Recurse | Where-Object BrokerFolder -EQ $folder } }
    ) {
        (& $Command).Id | Should -Be 20261123-020000, 20261122-020000
    }

    It 'binds to Get-FileHash and Copy-Item' {
        (Get-HiveMQBackupFile $folder | Get-FileHash).Hash | Should -HaveCount 2
        $copies = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        Get-HiveMQBackupFile $folder | Copy-Item -Destination $copies
        (Get-ChildItem $copies).Count | Should -Be 2
    }

    It 'shows an object from a file the same' {
        $file = Join-Path $TestDrive 'files.xml'
        Get-HiveMQBackupFile $folder | Export-Clixml $file
        (Import-Clixml $file).Id | Should -Be 20261123-020000, 20261122-020000
    }

    It 'lists what Save-HiveMQBackup saved, with its checksum' {
        $simulator = Start-Simulator -Arguments '--backup-size', '1MB'
        Use-Simulator $simulator
        try { $saved = Save-HiveMQBackup 20261122-020000 -OutputDir (Join-Path $folder 'saved') -Checksum }
        finally {
            Restore-KubeConfig
            Stop-Simulator $simulator
        }
        $file = Get-HiveMQBackupFile (Join-Path $folder 'saved')
        $file.Path | Should -Be $saved.Path
        $file.Id | Should -Be $saved.BackupId
        $file.HasChecksum | Should -BeTrue
    }

    It 'names a folder that does not exist' {
        $failure = Get-Failure { Get-HiveMQBackupFile (Join-Path $folder 'nope') }
        $failure.FullyQualifiedErrorId | Should -Be 'InputFileInvalid,HiveMQBackup.Cmdlets.GetHiveMQBackupFileCommand'
        "$failure" | Should -BeLike '*there is no such folder*'
    }
}
