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

Describe 'Save-HiveMQBackup' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
    }

    Context 'which backup' {
        It 'accepts ids, by position and by name' {
            (Save-HiveMQBackup 20261122-020000 -OutputDir $folder).BackupId | Should -Be '20261122-020000'
            (Save-HiveMQBackup -Id 20261122-020000, 20261108-020000 -OutputDir $folder -Force -ThrottleLimit 1).BackupId |
                Should -Be '20261122-020000', '20261108-020000'
        }

        It 'accepts -Latest' {
            (Save-HiveMQBackup -Latest -OutputDir $folder).BackupId | Should -Be '20261122-020000'
        }

        It 'accepts backups, ids and objects with an Id from the pipeline' {
            (Get-HiveMQBackup -State COMPLETED | Save-HiveMQBackup -OutputDir $folder -ThrottleLimit 1).BackupId |
                Should -Be '20261122-020000', '20261108-020000'
            ('20261122-020000' | Save-HiveMQBackup -OutputDir $folder -Force).BackupId | Should -Be '20261122-020000'
            ([pscustomobject]@{ Id = '20261122-020000' } | Save-HiveMQBackup -OutputDir $folder -Force).BackupId | Should -Be '20261122-020000'
        }

        It 'ends the other downloads when one file is enough' {
            $saved = @(Get-HiveMQBackup -State COMPLETED | Save-HiveMQBackup -OutputDir $folder | Select-Object -First 1)
            $saved.Count | Should -Be 1
            $saved[0].Path | Should -Exist
            (Get-ChildItem $folder -Force).Extension | Should -Not -Contain '.partial'
        }

        It 'accepts -InputObject' {
            $backup = Get-HiveMQBackup -Latest
            (Save-HiveMQBackup -InputObject $backup -OutputDir $folder).BackupId | Should -Be '20261122-020000'
        }

        It 'accepts only one of them' {
            (Get-Failure { Save-HiveMQBackup -Latest -Id 20261122-020000 -OutputDir $folder }).FullyQualifiedErrorId |
                Should -BeLike 'AmbiguousParameterSet,*'
        }

        It 'saves nothing where nothing is piped in' {
            Get-HiveMQBackup -State IN_PROGRESS | Save-HiveMQBackup -OutputDir $folder | Should -BeNullOrEmpty
            $folder | Should -Not -Exist
        }
    }

    Context 'the file' {
        It 'is the backup, byte for byte' {
            $file = Get-HiveMQBackup -Latest | Save-HiveMQBackup -OutputDir $folder
            $file.PSObject.TypeNames[0] | Should -Be 'HiveMQBackup.Cmdlets.HiveMQBackupFile'
            $file.Length | Should -Be 1000000
            (Get-Item $file.Path).Length | Should -Be 1000000
            ($file | Get-FileHash).Hash | Should -Be $file.Sha256
            $file.Duration | Should -BeOfType [timespan]
            "$file" | Should -Be $file.Path
        }

        It 'is the same by every way' {
            $hashes = @(
                Save-HiveMQBackup 20261122-020000 -OutputDir $folder -OutputFile a
                Save-HiveMQBackup 20261122-020000 -OutputDir $folder -OutputFile b -Pod broker-1
                Save-HiveMQBackup 20261122-020000 -OutputDir $folder -OutputFile c -LabelSelector app.kubernetes.io/instance=broker
            ) | Get-FileHash
            @($hashes.Hash | Sort-Object -Unique).Count | Should -Be 1
        }

        It 'binds to Copy-Item and Get-Item' {
            $copy = Join-Path $TestDrive 'copy'
            Save-HiveMQBackup -Latest -OutputDir $folder -OutputFile one.backup | Copy-Item -Destination $copy
            (Get-Item $copy).Length | Should -Be 1000000
            (Save-HiveMQBackup -Latest -OutputDir $folder -OutputFile two.backup | Get-Item).Name | Should -Be 'two.backup'
        }

        It 'has the name that the broker proposes' {
            $file = Save-HiveMQBackup 20261122-020000 -OutputDir $folder
            Split-Path $file.Path -Leaf | Should -Be '20261122-020000.hivemq-4.42.0.backup'
        }

        It 'has the name of -OutputFile' {
            (Save-HiveMQBackup -Latest -OutputDir $folder -OutputFile my.backup).Path | Should -Be (Join-Path $folder my.backup)
            Join-Path $folder my.backup | Should -Exist
        }

        It 'saves to a path in -OutputFile' {
            $path = Join-Path $folder 'deep/my.backup'
            (Save-HiveMQBackup -Latest -OutputFile $path).Path | Should -Be ([IO.Path]::GetFullPath($path))
        }

        It 'saves to the current location by default' {
            $null = New-Item $folder -ItemType Directory
            Push-Location $folder
            try { (Save-HiveMQBackup -Latest).Path | Should -Be (Join-Path $folder '20261122-020000.hivemq-4.42.0.backup') }
            finally { Pop-Location }
        }

        It 'accepts a path on a PowerShell drive, wildcard characters as they are' {
            $null = New-Item $folder -ItemType Directory
            $null = New-PSDrive -Name Backups -PSProvider FileSystem -Root $folder
            try { (Save-HiveMQBackup -Latest -OutputDir 'Backups:/[2026]').Path | Should -BeLike "$folder*" }
            finally { Remove-PSDrive Backups }
            Get-ChildItem -LiteralPath (Join-Path $folder '[2026]') | Should -HaveCount 1
        }

        It 'leaves nothing else behind, with and without -Resume' {
            $null = Save-HiveMQBackup -Latest -OutputDir $folder
            $null = Save-HiveMQBackup -Latest -OutputDir $folder -Force -Resume -OperationTimeoutSeconds 10
            Get-ChildItem $folder -Force | Should -HaveCount 1
        }

        It 'has a list view' {
            $PSStyle.OutputRendering, $before = 'PlainText', $PSStyle.OutputRendering
            try { $text = Save-HiveMQBackup -Latest -OutputDir $folder | Out-String -Width 300 }
            finally { $PSStyle.OutputRendering = $before }
            $text | Should -Match '(?m)^Path +: .*20261122-020000\.hivemq-4\.42\.0\.backup'
            $text | Should -Match '(?m)^Length +: 976[.,]6 KB \(1000000 bytes\)'
            $text | Should -Match '(?m)^Sha256 +: [0-9a-f]{64}'
        }
    }

    Context 'a file that exists' {
        It 'is left alone without -Force' {
            $null = New-Item (Join-Path $folder 'mine') -Force -Value 'mine'
            $failure = Get-Failure { Save-HiveMQBackup -Latest -OutputDir $folder -OutputFile mine }
            $failure.FullyQualifiedErrorId | Should -Be 'OutputFileExists,HiveMQBackup.Cmdlets.SaveHiveMQBackupCommand'
            $failure.CategoryInfo.Category | Should -Be 'ResourceExists'
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'
            Get-Content (Join-Path $folder 'mine') | Should -Be 'mine'
            Get-ChildItem $folder -Force | Should -HaveCount 1
        }

        It 'is overwritten with -Force' {
            $null = New-Item (Join-Path $folder 'mine') -Force -Value 'mine'
            $file = Save-HiveMQBackup -Latest -OutputDir $folder -OutputFile mine -Force
            ($file | Get-FileHash).Hash | Should -Be $file.Sha256
        }
    }

    Context 'ShouldProcess and streams' {
        It '-WhatIf saves nothing, and makes no folder' {
            Save-HiveMQBackup -Latest -OutputDir $folder -WhatIf | Should -BeNullOrEmpty
            $folder | Should -Not -Exist
        }

        It 'names the backup and its size before the file' {
            $all = Save-HiveMQBackup -Latest -OutputDir $folder -InformationAction Continue 6>&1
            $lines = $all | Where-Object { $_ -is [System.Management.Automation.InformationRecord] } | ForEach-Object ToString
            $lines[0] | Should -BeLike '🎯 *'
            $lines[1] | Should -Match '^Saving 20261122-020000 of hivemq/broker, 976[.,]6 KB, created '
            $all[-1].Path | Should -Exist
        }

        It 'names the broker once in a pipeline' {
            $all = Get-HiveMQBackup -State COMPLETED -InformationAction Continue 6>&1 |
                Where-Object { $_ -isnot [System.Management.Automation.InformationRecord] } |
                Save-HiveMQBackup -OutputDir $folder -InformationAction Continue 6>&1
            $all | Where-Object { "$_" -like '🎯*' } | Should -BeNullOrEmpty
            @($all | Where-Object { "$_" -like 'Saving *' }).Count | Should -Be 2
        }

        It 'can be kept quiet' {
            @(Save-HiveMQBackup -Latest -OutputDir $folder -InformationAction Ignore *>&1).Count | Should -Be 1
        }
    }

    Context 'errors' {
        It 'reports a backup without a file, which does not stop the others' {
            $files = Get-HiveMQBackup | Save-HiveMQBackup -OutputDir $folder -ErrorVariable failure -ErrorAction SilentlyContinue
            $files.BackupId | Should -Be '20261122-020000', '20261108-020000'
            $failure.Count | Should -Be 1
            $failure[0].FullyQualifiedErrorId | Should -Be 'BackupNotDownloadable,HiveMQBackup.Cmdlets.SaveHiveMQBackupCommand'
            $failure[0].CategoryInfo.Category | Should -Be 'InvalidOperation'
            $failure[0].TargetObject.Id | Should -Be '20261115-020000'
            $failure[0].ToString() | Should -BeLike '*FAILED*'
            Get-ChildItem $folder -Force | Should -HaveCount 2
        }

        It 'reports an id that does not exist, which does not stop the others' {
            $files = 'nope', '20261122-020000' | Save-HiveMQBackup -OutputDir $folder -ErrorVariable failure -ErrorAction SilentlyContinue
            $files.BackupId | Should -Be '20261122-020000'
            $failure[0].FullyQualifiedErrorId | Should -Be 'BackupNotFound,HiveMQBackup.Cmdlets.SaveHiveMQBackupCommand'
            $failure[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        }

        It 'two backups do not fit into one file name' {
            $files = Get-HiveMQBackup -State COMPLETED |
                Save-HiveMQBackup -OutputDir $folder -OutputFile same -ErrorVariable failure -ErrorAction SilentlyContinue
            $files.BackupId | Should -Be '20261122-020000'
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'OutputFileExists,*'
        }

        It 'refuses <What>' -ForEach @(
            @{ What = 'a folder on a drive that is no disk'; Path = @{ OutputDir = 'Env:/' } }
            @{ What = 'a drive that does not exist'; Path = @{ OutputDir = 'NoSuchDrive:/x' } }
            @{ What = 'a path in both parameters'; Path = @{ OutputDir = 'x'; OutputFile = 'y/z' } }
            @{ What = 'a name that is none'; Path = @{ OutputFile = '..' } }
        ) {
            $failure = Get-Failure { Save-HiveMQBackup -Latest @Path -ErrorAction SilentlyContinue }
            $failure.FullyQualifiedErrorId | Should -Be 'OutputPathInvalid,HiveMQBackup.Cmdlets.SaveHiveMQBackupCommand'
            $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        }

        It 'refuses a folder that is a file' {
            $null = New-Item $folder -Value 'a file'
            $failure = Get-Failure { Save-HiveMQBackup -Latest -OutputDir $folder }
            $failure.FullyQualifiedErrorId | Should -Be 'OutputPathInvalid,HiveMQBackup.Cmdlets.SaveHiveMQBackupCommand'
            $failure.ToString() | Should -BeLike "*$folder*"
        }
    }
}

Describe 'Save-HiveMQBackup -Latest' {
    BeforeAll {
        $slow = Start-Simulator -NodeOnly -Arguments '--backup-duration', '600'
        $running = New-HiveMQBackup -Uri $slow.Uri -NoWait -WarningAction Ignore
    }

    AfterAll {
        Stop-Simulator $slow
    }

    It 'means the newest backup of all: an error while that one is running' {
        $failure = Get-Failure { Save-HiveMQBackup -Uri $slow.Uri -Latest -OutputDir $TestDrive }
        $failure.FullyQualifiedErrorId | Should -Be 'BackupNotDownloadable,HiveMQBackup.Cmdlets.SaveHiveMQBackupCommand'
        $failure.ToString() | Should -BeLike "*$running*IN_PROGRESS*"
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Get-HiveMQBackupStatus*-Wait*'
    }

    It 'leaves the newest complete one to Get-HiveMQBackup -State' {
        $file = Get-HiveMQBackup -Uri $slow.Uri -State COMPLETED -Latest | Save-HiveMQBackup -OutputDir $TestDrive
        $file.BackupId | Should -Be '20261122-020000'
    }
}

Describe 'Save-HiveMQBackup -Resume' {
    BeforeAll {
        $large = Start-Simulator -NodeOnly -Arguments '--backup-size', '300MB'
        $whole = Save-HiveMQBackup -Uri $large.Uri -Latest -OutputDir (Join-Path $TestDrive 'whole')
        $folder = Join-Path $TestDrive 'resumed'
    }

    AfterAll {
        Stop-Simulator $large
    }

    It 'resumes the partial file of a killed process' {
        $script = "Import-Module '$module'; Save-HiveMQBackup -Uri $($large.Uri) -Latest -OutputDir '$folder' -Resume"
        $start = @{ PassThru = $true; RedirectStandardOutput = (Join-Path $TestDrive 'killed.out') }
        $arguments = $powerShellArguments + @('-NoProfile', '-NonInteractive', '-Command', "`"$script`"")
        $killed = Start-Process $powerShell $arguments @start
        $limit = [datetime]::UtcNow.AddSeconds(30)
        while ((Get-Item (Join-Path $folder '*.partial') -Force -ErrorAction Ignore).Length -lt 5MB) {
            [datetime]::UtcNow | Should -BeLessThan $limit
            Start-Sleep -Milliseconds 10
        }
        $killed.Kill()
        $killed.WaitForExit()
        $left = Get-ChildItem $folder -Force
        $left | Should -HaveCount 1
        $left.Name | Should -BeLike '*.hivemq-4.42.0.backup.*.partial'

        $file = Save-HiveMQBackup -Uri $large.Uri -Latest -OutputDir $folder -Resume
        $file.Length | Should -Be 300000000
        $file.Sha256 | Should -Be $whole.Sha256
        ($file | Get-FileHash).Hash | Should -Be $whole.Sha256
        Get-ChildItem $folder -Force | Should -HaveCount 1
    }
}

Describe 'Save-HiveMQBackup and two brokers' {
    BeforeAll {
        $other = Start-Simulator -NodeOnly -Arguments '--backup-size', '2MB'
        $nested = Start-Simulator -Arguments '--nested-dialect', '--backup-size', '3MB'
    }

    AfterAll {
        Stop-Simulator $other
        Stop-Simulator $nested
    }

    # All three brokers have a backup of this id, and each another size.
    It 'uses the broker of the backup' {
        $file = Get-HiveMQBackup -Uri $other.Uri -Id 20261122-020000 | Save-HiveMQBackup -OutputDir (Join-Path $TestDrive 'two')
        $file.Length | Should -Be 2000000
    }

    It 'uses the broker of the status' {
        $file = Get-HiveMQBackupStatus -Uri $other.Uri -Id 20261122-020000 -Wait |
            Save-HiveMQBackup -OutputDir (Join-Path $TestDrive 'status')
        $file.Length | Should -Be 2000000
    }

    It 'uses the broker of the backup in spite of other parameters' {
        $file = Get-HiveMQBackup -Uri $other.Uri -Id 20261122-020000 |
            Save-HiveMQBackup -KubeConfig $nested.KubeConfig -OutputDir (Join-Path $TestDrive 'else')
        $file.Length | Should -Be 2000000
    }

    It 'uses the named broker in spite of the environment' {
        $file = Save-HiveMQBackup -KubeConfig $nested.KubeConfig -Id 20261122-020000 -OutputDir (Join-Path $TestDrive 'nested')
        $file.Length | Should -Be 3000000
        ($file | Get-FileHash).Hash | Should -Be $file.Sha256
    }
}

Describe 'Save-HiveMQBackup unattended' {
    It 'does not prompt for the backup' {
        $run = Invoke-Unattended '$ErrorActionPreference = "Stop"; try { Save-HiveMQBackup 6>$null } catch { $_.FullyQualifiedErrorId; exit 3 }'
        $run.Output.Trim() | Should -Be 'SelectionRequired,HiveMQBackup.Cmdlets.SaveHiveMQBackupCommand'
        $run.ExitCode | Should -Be 3
    }

    It 'names the parameters that would help' {
        # PowerShell 7.4 does not show the recommended action by itself.
        $run = Invoke-Unattended 'try { Save-HiveMQBackup 6>$null } catch { $_.ErrorDetails.RecommendedAction; exit 1 }'
        $run.ExitCode | Should -Be 1
        $run.Output | Should -BeLike '*-Latest*-Id*'
    }
}
