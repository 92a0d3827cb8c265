#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    $why = if ($IsWindows) { 'Windows has no tmux' } elseif (-not (Get-Command tmux -ErrorAction Ignore)) { 'tmux is not installed' }
}

Describe 'In a terminal' -ForEach @{ Why = $why } {
    BeforeAll {
        if ($Why) { return }
        . (Join-Path $PSScriptRoot 'Simulator.ps1')
        . (Join-Path $PSScriptRoot 'Terminal.ps1')
        # At this rate the newest backup takes an hour, the oldest one 4 seconds, and a new one 3 seconds before that.
        $simulator = Start-Simulator -Arguments '--backup-size', '72GB', '--download-rate', '20MB', '--backup-duration', '3'
        $folder = Join-Path $TestDrive 'home'
        $terminal = Start-Terminal -KubeConfig $simulator.KubeConfig -Folder $folder
        $bar = 'Saving 2026\S+ .*\[.*\d+ %, .* MB of .* left'
    }

    AfterAll {
        if ($Why) { return }
        Stop-Terminal $terminal
        Stop-Simulator $simulator
    }

    BeforeEach {
        if ($Why) { Set-ItResult -Skipped -Because $Why }
    }

    It 'shows a wait, and removes the line at its end' {
        Send-Command $terminal 'New-HiveMQBackup -WarningAction Ignore | Format-Wide State'
        Wait-Screen $terminal 'Waiting for hivemq/broker .*\[.*is IN_PROGRESS'
        Wait-Screen $terminal '^COMPLETED\n+READY>$'
        Get-Screen $terminal | Should -Not -Match 'Waiting for'
    }

    It 'lists the backups in a menu, accepts a number, and shows the download until its end' {
        Send-Command $terminal 'Save-HiveMQBackup -OutputDir menu | Format-Wide BackupId'
        Wait-Screen $terminal '^Number \[1 to \d, Enter for 1, \? for help, q to cancel\]:$'
        $line = Get-Screen $terminal | Where-Object { $_ -match '^\s+(\d)\s+20261108-020000' } | Select-Object -First 1
        $null = $line -match '^\s+(\d)'
        Send-Text $terminal $Matches[1]
        Wait-Screen $terminal $bar
        Wait-Screen $terminal '^20261108-020000\n+READY>$'
        Get-Screen $terminal | Should -Not -Match 'Saving'
        (Get-ChildItem (Join-Path $folder 'menu') -Force).Length | Should -Be 80412672
    }

    It 'returns to the prompt within a second of Ctrl+C in a download, and leaves nothing' {
        Send-Command $terminal 'Save-HiveMQBackup -Id 20261122-020000 -OutputDir cut'
        Wait-Screen $terminal $bar
        Invoke-Tmux $terminal 'send-keys', 'C-c'
        Wait-Screen $terminal '^READY>$' -Within '0:0:1'
        Get-Screen $terminal | Should -Not -Match 'Saving'
        Get-ChildItem (Join-Path $folder 'cut') -Force -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'returns to the prompt within a second of Ctrl+C in a wait, and the session still works' {
        Send-Command $terminal 'New-HiveMQBackup -WarningAction Ignore'
        Wait-Screen $terminal 'Waiting for'
        Invoke-Tmux $terminal 'send-keys', 'C-c'
        Wait-Screen $terminal '^READY>$' -Within '0:0:1'
        Get-Screen $terminal | Should -Not -Match 'Waiting for'
        Send-Command $terminal 'Get-HiveMQBackup -Id 20261115-020000 | Format-Wide State'
        Wait-Screen $terminal '^FAILED'
    }

    It 'saves no backup where the menu is canceled' {
        Send-Command $terminal 'Save-HiveMQBackup -OutputDir none'
        Wait-Screen $terminal '^Number .*:$'
        Invoke-Tmux $terminal 'send-keys', 'C-c'
        Wait-Screen $terminal '^READY>$' -Within '0:0:1'
        Join-Path $folder 'none' | Should -Not -Exist
    }
}
