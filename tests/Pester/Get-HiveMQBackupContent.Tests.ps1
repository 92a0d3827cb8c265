#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    . (Join-Path $PSScriptRoot 'BackupFiles.ps1')
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $file = New-BackupFile (Join-Path $TestDrive 'x.backup')
    $escape = "$([char] 27)[2J$([char] 7)"
    $evil = New-BackupFile (Join-Path $TestDrive 'evil.backup') -ClientId "c$escape" -Topic "t$escape" -Payload "p$escape"
}

AfterAll { $PSStyle.OutputRendering = $rendering }

Describe 'Get-HiveMQBackupContent' {
    It 'emits each thing of the file, a session after what belongs to it' {
        (Get-HiveMQBackupContent $file).Kind |
            Should -Be 'RetainedMessage', 'Subscription', 'QueuedMessage', 'QueuedMessage', 'ClientSession'
    }

    It 'ends as soon as there is enough, and closes the file' {
        Get-HiveMQBackupContent $file | Select-Object -First 2 | Should -HaveCount 2
        $stream = [System.IO.File]::Open($file, 'Open', 'ReadWrite', 'None')
        $stream.Dispose()
    }

    It 'exports messages to a CSV file, there and back' {
        $csv = Join-Path $TestDrive 'queued.csv'
        Get-HiveMQBackupContent $file -Kind QueuedMessage -ClientId 'pump-*' | Export-Csv $csv
        $rows = Import-Csv $csv
        $rows.Topic | Should -Be 'plant/1/state', 'plant/1/state'
        $rows[0].PayloadText, $rows[0].ClientId, $rows[0].UserProperties, $rows[0].Kind |
            Should -Be 'on', 'pump-1', 'plant/1/state=on', 'QueuedMessage'
        $rows[0].PSObject.Properties.Name | Should -Not -Contain 'View'
    }

    It 'converts to JSON without what only the views need' {
        $json = Get-HiveMQBackupContent $file -Kind RetainedMessage | ConvertTo-Json | ConvertFrom-Json
        $json.Kind, $json.Topic, $json.UserProperties.Value | Should -Be 'RetainedMessage', 'plant/1/state', 'on'
        $json.PSObject.Properties.Name | Should -Not -Contain 'View'
    }

    It 'counts case in client ids, and knows the wildcards of topics' {
        Get-HiveMQBackupContent $file -ClientId 'Pump-*' | Should -BeNullOrEmpty
        Get-HiveMQBackupContent $file -Topic 'plant/+/state' -Kind RetainedMessage | Should -HaveCount 1
        (Get-Failure { Get-HiveMQBackupContent $file -Topic 'plant*#' }).FullyQualifiedErrorId |
            Should -Be 'TopicFilterInvalid,HiveMQBackup.Cmdlets.GetHiveMQBackupContentCommand'
    }

    It 'completes the kinds' {
        $typed = 'Get-HiveMQBackupContent x -Kind '
        [System.Management.Automation.CommandCompletion]::CompleteInput($typed, $typed.Length, $null).CompletionMatches.CompletionText |
            Sort-Object | Should -Be 'ClientSession', 'QueuedMessage', 'RetainedMessage', 'Subscription'
    }

    It 'keeps exact values in the properties' {
        (Get-HiveMQBackupContent $evil -Kind RetainedMessage).Topic | Should -BeExactly "t$escape"
        (Get-HiveMQBackupContent $evil -Kind RetainedMessage).PayloadText | Should -BeNullOrEmpty
    }

    It 'shows no escape sequence: <how>' -ForEach @(
        @{ How = 'table'; Show = { Get-HiveMQBackupContent $evil | Out-String } }
        @{ How = 'list'; Show = { Get-HiveMQBackupContent $evil | Format-List | Out-String } }
        @{ How = 'list of one kind'; Show = { Get-HiveMQBackupContent $evil -Kind Subscription | Format-List | Out-String } }
        @{ How = 'side by side'; Show = { Get-HiveMQBackupContent $evil | Format-Wide -Column 1 | Out-String } }
        @{ How = 'among other objects'; Show = { & { Get-Item $evil; Get-HiveMQBackupContent $evil } | Out-String } }
        @{ How = 'as text'; Show = { "$(Get-HiveMQBackupContent $evil)" } }
    ) {
        $shown = & $show
        $shown | Should -Match 't�\[2J�'
        $shown.IndexOfAny([char[]] (7, 27)) | Should -Be -1
    }

    It 'writes an error for a damaged file, and reads the next one' {
        $cut = New-BackupFile (Join-Path $TestDrive 'cut.backup')
        Limit-BackupFile $cut
        $content = Get-HiveMQBackupContent $cut, $file -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId | Should -Be 'BackupCorrupt,HiveMQBackup.Cmdlets.GetHiveMQBackupContentCommand'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike 'Test-HiveMQBackup lists*'
        $content | Should -HaveCount 5
    }
}
