#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    . (Join-Path $PSScriptRoot 'BackupFiles.ps1')
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $folder = New-Item (Join-Path $TestDrive 'bk') -ItemType Directory
    $good = New-BackupFile (Join-Path $folder 'good.backup')
    $cut = New-BackupFile (Join-Path $folder 'cut.backup')
    Limit-BackupFile $cut
}

AfterAll { $PSStyle.OutputRendering = $rendering }

Describe 'Test-HiveMQBackup' {
    It 'counts what a file holds' {
        $report = Test-HiveMQBackup $good
        $report.IsValid | Should -BeTrue
        $report.RetainedMessages, $report.ClientSessions, $report.Subscriptions, $report.QueuedMessages, $report.QueuedBytes |
            Should -Be 1, 1, 1, 2, 4
        $report.Sha256 | Should -Be (Get-FileHash $good).Hash
        $report.Problems | Should -BeNullOrEmpty
    }

    It 'accepts wildcards, files, and objects with a Path' {
        (Test-HiveMQBackup (Join-Path $folder '*.backup')).IsValid | Should -Be $false, $true
        (Get-ChildItem $folder | Sort-Object Name | Test-HiveMQBackup).IsValid | Should -Be $false, $true
        (Get-FileHash $good | Test-HiveMQBackup).IsValid | Should -BeTrue
        (Test-HiveMQBackup $good | Test-HiveMQBackup -Quiet) | Should -BeTrue
    }

    It 'reports an invalid file without an error' {
        $report = Test-HiveMQBackup $cut -ErrorAction Stop
        $report.IsValid | Should -BeFalse
        $report.Problems[0].Message | Should -BeLike '*the file is not complete*'
        Test-HiveMQBackup $cut -Quiet -ErrorAction Stop | Should -BeExactly $false
    }

    It 'needs no cluster, and continues after a file that is missing' {
        $env:KUBECONFIG = './none'
        try {
            $reports = Test-HiveMQBackup (Join-Path $folder 'none'), $good -ErrorAction SilentlyContinue -ErrorVariable failure
        }
        finally {
            $env:KUBECONFIG = $null
        }
        $failure.FullyQualifiedErrorId | Should -Be 'InputFileInvalid,HiveMQBackup.Cmdlets.TestHiveMQBackupCommand'
        $reports.IsValid | Should -BeTrue
    }

    It 'lists all of a report, and each problem on a line' {
        $list = Test-HiveMQBackup $good | Format-List | Out-String -Width 120
        $list | Should -Match 'QueuedBytes\s+: 4 B \(4 bytes\)'
        $list | Should -Match 'IsValid\s+: yes'
        [System.IO.File]::WriteAllText("$($good.FullName).sha256", "$('0' * 64)  good.backup")
        Test-HiveMQBackup $good | Format-List | Out-String -Width 120 | Should -Match 'Problems\s+: The SHA-256 of the file is'
        Remove-Item "$($good.FullName).sha256"
    }

    It 'converts to JSON and to CLIXML, and looks the same afterwards' {
        $json = Test-HiveMQBackup $cut | ConvertTo-Json | ConvertFrom-Json
        $json.Problems[0].PSObject.Properties.Name | Should -Be 'Entry', 'Offset', 'Message'
        $json.PSObject.Properties.Name | Should -Not -Contain 'View'
        $clixml = Join-Path $TestDrive 'report.xml'
        Test-HiveMQBackup $cut | Export-Clixml $clixml
        Import-Clixml $clixml | Out-String | Should -Be (Test-HiveMQBackup $cut | Out-String)
    }

    It 'offers only the properties of its own after Tab' {
        $typed = '(Test-HiveMQBackup x).'
        $names = ([System.Management.Automation.CommandCompletion]::CompleteInput($typed, $typed.Length, $null).CompletionMatches |
                Where-Object ResultType -EQ Property).CompletionText
        $names | Should -Contain 'IsValid'
        $names | Should -Not -Contain 'View'
    }
}
