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

Describe 'A session that ends' {
    BeforeAll {
        $port = ([uri]$simulator.Uri).Port

        # What a session holds of the process: threads and timers of its own, and connections to the cluster.
        function Get-Held {
            $connections = [Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().GetActiveTcpConnections() |
                Where-Object { $_.RemoteEndPoint.Port -eq $port -and $_.State -eq 'Established' }
            $threads = if ($IsLinux) { Get-ChildItem /proc/self/task -ErrorAction Ignore | Get-Content -LiteralPath { "$($_.FullName)/comm" } -ErrorAction Ignore | Where-Object { $_ -like 'HiveMQBackup*' } }
            [pscustomobject]@{ Connections = @($connections).Count; Threads = @($threads).Count; Timers = [Threading.Timer]::ActiveCount }
        }

        # Waits, for a moment, until no more is held than before.
        function Wait-Released($Before) {
            $limit = [datetime]::UtcNow.AddSeconds(20)
            do { $now = Get-Held } until (($now.Connections -le $Before.Connections -and $now.Threads -le $Before.Threads -and $now.Timers -le $Before.Timers) -or [datetime]::UtcNow -gt $limit)
            $now
        }

        $null = Get-HiveMQBackup
        $before = Get-Held
    }

    It 'holds nothing after <Name>' -ForEach @(
        @{ Name = 'ForEach-Object -Parallel'; Run = { 1..6 | ForEach-Object -Parallel { Import-Module $using:module; @(Get-HiveMQBackup 6>$null).Count } -ThrottleLimit 2 } }
        @{ Name = 'ForEach-Object -Parallel -UseNewRunspace'; Run = { 1..6 | ForEach-Object -Parallel { Import-Module $using:module; @(Get-HiveMQBackup 6>$null).Count } -ThrottleLimit 2 -UseNewRunspace } }
        @{ Name = 'Start-ThreadJob'; Run = { 1..6 | ForEach-Object { Start-ThreadJob { Import-Module $using:module; @(Get-HiveMQBackup 6>$null).Count } } | Receive-Job -Wait -AutoRemoveJob } }
        @{ Name = '[powershell]::Create()'; Run = { 1..6 | ForEach-Object { $shell = [powershell]::Create(); $shell.AddScript("Import-Module '$module'; @(Get-HiveMQBackup 6>`$null).Count").Invoke(); $shell.Dispose() } } }
    ) {
        $counts = @(& $Run)
        $counts.Count | Should -Be 6
        $counts | Should -Not -Contain 0
        $now = Wait-Released $before
        $now.Connections | Should -Be $before.Connections
        $now.Threads | Should -BeLessOrEqual $before.Threads
        $now.Timers | Should -BeLessOrEqual $before.Timers
    }
}

Describe 'A command whose consumer has enough' {
    It 'saves no more than Select-Object -First selects' {
        $folder = Join-Path $TestDrive 'first'
        $ids = @(Get-HiveMQBackup -State COMPLETED | Select-Object -First 3).Id
        $file = $ids | Save-HiveMQBackup -OutputDir $folder | Select-Object -First 1
        $file.BackupId | Should -Be $ids[0]
        (Get-ChildItem $folder -Force).Count | Should -Be 1
    }
}

Describe 'A module with a file that is missing or damaged' {
    BeforeEach {
        $copy = Join-Path $TestDrive ([guid]::NewGuid().ToString('N')) 'HiveMQBackup'
        Copy-Item (Split-Path $module) $copy -Recurse
        # In a packed module, the precompiled client would replace the plain one.
        Get-ChildItem (Join-Path $copy 'lib') -Directory | Remove-Item -Recurse

        function Invoke-Copy([string] $Script) {
            Invoke-PowerShell "`$env:NO_COLOR = '1'; `$ErrorView = 'ConciseView'; Import-Module '$copy/HiveMQBackup.psd1'; $Script"
        }
    }

    It 'is an error that names the <What> client and says to reinstall, when it is imported' -ForEach @(
        @{ What = 'missing'; Break = { Remove-Item -LiteralPath $args[0] } }
        @{ What = 'damaged'; Break = { Set-Content -LiteralPath $args[0] 'nothing' } }
        @{ What = 'exchanged'; Break = { Copy-Item (Join-Path (Split-Path $args[0]) 'Polly.dll') $args[0] } }
    ) {
        & $Break "$copy/lib/HiveMQBackup.Client.dll"
        $run = Invoke-Copy '$Error[0].FullyQualifiedErrorId; (TabExpansion2 "Get-HiveMQBackup -Id " 21).CompletionMatches.Count; "still here"'
        $run.Output | Should -BeLike '*HiveMQBackup.Client.dll*'
        $run.Output | Should -BeLike '*Reinstall the module*'
        $run.Output | Should -BeLike '*ModuleFileInvalid,*still here*'
        $run.ExitCode | Should -Be 0
    }

    It 'is an error of the command that needs <Package>, which is <What>' -ForEach @(
        @{ Package = 'YamlDotNet'; What = 'missing'; Break = { Remove-Item -LiteralPath $args[0] } }
        @{ Package = 'YamlDotNet'; What = 'damaged'; Break = { Set-Content -LiteralPath $args[0] 'nothing' } }
        @{ Package = 'Polly'; What = 'exchanged'; Break = { Copy-Item (Join-Path (Split-Path $args[0]) 'YamlDotNet.dll') $args[0] } }
    ) {
        & $Break "$copy/lib/$Package.dll"
        $run = Invoke-Copy '(TabExpansion2 "Get-HiveMQBackup -Id " 21).CompletionMatches.Count; Get-HiveMQBackup 6>$null; $Error[0].FullyQualifiedErrorId; "still here"'
        $run.Output | Should -BeLike "*Get-HiveMQBackup:*$Package.dll*"
        $run.Output | Should -BeLike '*Reinstall the module*'
        $run.Output | Should -BeLike '*ModuleFileInvalid,*still here*'
        $run.ExitCode | Should -Be 0
    }

    It 'is the only error of <Command>, which needs it late' -ForEach @(
        @{ Command = 'Save-HiveMQBackup -Verify'; Script = 'Save-HiveMQBackup -Latest -OutputDir ./verified -Verify 6>$null' }
        @{ Command = 'Remove-HiveMQBackupFile'; Script = 'Remove-HiveMQBackupFile . -KeepLast 1 6>$null' }
    ) {
        Get-HiveMQBackup -State COMPLETED | Select-Object -First 2 | Save-HiveMQBackup -OutputDir "$copy/saved"
        Remove-Item -LiteralPath "$copy/lib/System.IO.Hashing.dll"
        $run = Invoke-Copy "Set-Location '$copy/saved'; try { $Script } catch { `$_.FullyQualifiedErrorId }; `$Error.Count"
        $run.Output.Trim() | Should -Match '^ModuleFileInvalid,\S+\s+1$'
    }

    It 'needs KubernetesClient only in a pod' {
        Remove-Item -LiteralPath "$copy/lib/KubernetesClient.dll"
        (Invoke-Copy '@(Get-HiveMQBackup 6>$null).Count -gt 0').Output.Trim() | Should -Be 'True'
    }

    It 'still works in a session that loaded it before it was removed' {
        $run = Invoke-Copy "Remove-Item '$copy/lib/HiveMQBackup.Client.dll'; @(Get-HiveMQBackup 6>`$null).Count -gt 0"
        $run.Output.Trim() | Should -Be 'True'
    }
}

Describe 'What only views need' {
    BeforeAll { $backup = Get-HiveMQBackup -State COMPLETED -Latest }

    It 'is left out of <Name>' -ForEach @(
        @{ Name = 'Get-Member'; Text = { $backup | Get-Member | ForEach-Object Name } }
        @{ Name = 'Format-List *'; Text = { $backup | Format-List * | Out-String } }
        @{ Name = 'Select-Object *'; Text = { ($backup | Select-Object *).PSObject.Properties.Name } }
        @{ Name = 'ConvertTo-Json'; Text = { $backup | ConvertTo-Json } }
        @{ Name = 'ConvertTo-Csv'; Text = { $backup | ConvertTo-Csv } }
        @{ Name = 'Export-Clixml'; Text = { $backup | Export-Clixml "$TestDrive/b.xml"; Get-Content "$TestDrive/b.xml" } }
    ) {
        "$(& $Text)" | Should -Not -Match 'SizeText|SizeWithBytes|CreatedText|StateColor|Header'
    }

    It 'is shown in ConstrainedLanguage' {
        $run = Invoke-Unattended '$PSStyle.OutputRendering = "PlainText"; $ExecutionContext.SessionState.LanguageMode = "ConstrainedLanguage"; Get-HiveMQBackup -State COMPLETED -Latest 6>$null'
        $run.Output | Should -Match 'Broker: hivemq/broker \(simulator\): 1 backup, '
        $run.Output | Should -Match '\d [KM]B +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +COMPLETED'
    }
}

Describe 'A backup that has left its session' {
    It 'leads to its own broker, or to an error, after <Name>' -ForEach @(
        @{ Name = 'Export-Clixml'; Get = { Get-HiveMQBackup -State COMPLETED -Latest | Export-Clixml "$TestDrive/c.xml"; Import-Clixml "$TestDrive/c.xml" } }
        @{ Name = 'Start-Job'; Get = { Start-Job { Import-Module $using:module; Get-HiveMQBackup -State COMPLETED -Latest 6>$null } | Receive-Job -Wait -AutoRemoveJob } }
        @{ Name = 'Export-Csv'; Get = { Get-HiveMQBackup -State COMPLETED -Latest | Export-Csv "$TestDrive/c.csv"; Import-Csv "$TestDrive/c.csv" } }
        @{ Name = 'ConvertTo-Json'; Get = { Get-HiveMQBackup -State COMPLETED -Latest | ConvertTo-Json | ConvertFrom-Json } }
        @{ Name = 'Select-Object'; Get = { Get-HiveMQBackup -State COMPLETED -Latest | Select-Object Id, Broker, Context } }
    ) {
        $recorded = & $Get
        ($recorded | Get-HiveMQBackupStatus).Broker | Should -Be 'hivemq/broker'
        $failure = Get-Failure { $recorded | Save-HiveMQBackup -Uri http://127.0.0.1:1 -OutputDir "$TestDrive/none" }
        $failure.FullyQualifiedErrorId | Should -BeLike 'BrokerMismatch,*'
        "$failure" | Should -BeLike '*hivemq/broker*http://127.0.0.1:1*'
    }
}
