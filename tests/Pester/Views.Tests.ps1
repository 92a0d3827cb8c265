#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    $PSDefaultParameterValues['Get-HiveMQBroker:InformationAction'] = 'Ignore'
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $simulator = Start-Simulator
    Use-Simulator $simulator
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
    Restore-KubeConfig
    Stop-Simulator $simulator
}

Describe 'What the objects look like' {
    It 'shows a list with readable sizes' {
        $list = Get-HiveMQBackup 20261108-020000 | Format-List | Out-String
        $list | Should -Match 'Size\s+: 76.7 MB \(80412672 bytes\)'
        $list | Should -Match 'State\s+: COMPLETED'
        Get-HiveMQBackupStatus 20261108-020000 | Format-List | Out-String | Should -Match 'IsSuccess\s+: True'
        Get-HiveMQBroker | Format-List | Out-String | Should -Match 'Answers\s+: yes'
    }

    It 'shows ids side by side' {
        Get-HiveMQBackup | Format-Wide | Out-String | Should -Match '20261122-020000\s+20261115-020000'
        Get-HiveMQBroker | Format-Wide | Out-String | Should -Match 'broker'
    }
}

Describe 'What the objects are' {
    It 'sorts by values, not by their looks' {
        (Get-HiveMQBackup -State COMPLETED | Sort-Object Size).Id | Should -Be (Get-HiveMQBackup -State COMPLETED | Sort-Object { [long] $_.Size }).Id
        (Get-HiveMQBackup | Sort-Object CreatedAt | Select-Object -First 1).Id | Should -Be '20261108-020000'
    }

    It 'converts to JSON with ISO dates, there and back' {
        $json = Get-HiveMQBackup 20261108-020000 | ConvertTo-Json -Compress
        $json | Should -BeLike '*"CreatedAt":"2026-11-08T02:00:00+00:00","Size":80412672*'
        ($json | ConvertFrom-Json).Id | Should -Be '20261108-020000'
    }

    It 'offers only their own properties after Tab: <line>' -ForEach @(
        @{ Line = '(Get-HiveMQBackup).'; Offered = 'Broker Context CreatedAt FailReason Id Size State' }
        @{ Line = 'Get-HiveMQBackup | Select-Object -Property '; Offered = 'Broker Context CreatedAt FailReason Id Size State' }
        @{ Line = 'Get-HiveMQBackupStatus -Latest | Where-Object S'; Offered = 'Size State' }
        @{ Line = '(Save-HiveMQBackup -Latest).'; Offered = 'BackupId Duration Length Path Sha256' }
        @{ Line = '$global:kept.'; Offered = 'Broker Context CreatedAt FailReason Id Size State' }
        @{ Line = '[HiveMQBackup.Cmdlets.Views.ViewProperties]::'; Offered = '' }
    ) {
        $global:kept = Get-HiveMQBackup 20261108-020000
        $completed = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches
        Remove-Variable kept -Scope Global
        # PowerShell offers PSStandardMembers for its own types as well.
        $names = ($completed | Where-Object ResultType -EQ Property).CompletionText | Where-Object { $_ -ne 'PSStandardMembers' }
        $names -join ' ' | Should -Be $offered
    }

    It 'exports flat columns to CSV' {
        (Get-HiveMQBackup | ConvertTo-Csv)[0] | Should -Be '"Id","CreatedAt","Size","State","FailReason","Broker","Context"'
        (Get-HiveMQBroker | ConvertTo-Csv)[0] |
            Should -Be '"Name","Namespace","Context","Kind","Replicas","ReadyPods","ApiPort","Answers","Problem"'
    }
}
