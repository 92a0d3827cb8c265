#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    $simulator = Start-Simulator
    Use-Simulator $simulator
}

AfterAll {
    Restore-KubeConfig
    Stop-Simulator $simulator
}

Describe 'Get-HiveMQBackup' {
    Context 'without parameters' {
        It 'lists all backups, newest first' {
            (Get-HiveMQBackup).Id | Should -Be '20261122-020000', '20261115-020000', '20261108-020000'
        }

        It 'emits typed objects' {
            $backup = Get-HiveMQBackup -Id 20261108-020000
            $backup.PSObject.TypeNames[0] | Should -Be 'HiveMQBackup.Cmdlets.HiveMQBackup'
            $backup.CreatedAt | Should -Be ([datetimeoffset] '2026-11-08T02:00:00Z')
            $backup.CreatedAt | Should -BeOfType [datetimeoffset]
            $backup.Size | Should -Be 80412672
            $backup.State | Should -Be 'COMPLETED'
            $backup.FailReason | Should -BeNullOrEmpty
            $backup.Broker | Should -Be 'hivemq/broker'
            $backup.Context | Should -Be 'simulator'
            "$backup" | Should -Be '20261108-020000'
        }

        It 'shows why a backup failed, and no size for it' {
            $failed = Get-HiveMQBackup -Id 20261115-020000
            $failed.State | Should -Be 'FAILED'
            $failed.Size | Should -BeNullOrEmpty
            $failed.FailReason | Should -BeLike '*disk space*'
        }
    }

    Context 'filters' {
        It 'finds <Id>' -ForEach @(
            @{ Id = '20261122-020000'; Expected = '20261122-020000' }
            @{ Id = '20261108-020000', '20261122-020000'; Expected = '20261122-020000', '20261108-020000' }
            @{ Id = '202611*'; Expected = '20261122-020000', '20261115-020000', '20261108-020000' }
            @{ Id = '2026112?-*'; Expected = '20261122-020000' }
            @{ Id = '*0[58]-*', '*15-*'; Expected = '20261115-020000', '20261108-020000' }
        ) {
            (Get-HiveMQBackup -Id $Id).Id | Should -Be $Expected
        }

        It 'accepts the ids by position' {
            (Get-HiveMQBackup 2026112*).Id | Should -Be '20261122-020000'
        }

        It 'returns nothing for a wildcard that matches nothing, without an error' {
            Get-HiveMQBackup -Id 1999* -ErrorVariable failure | Should -BeNullOrEmpty
            $failure | Should -BeNullOrEmpty
        }

        It 'reports an id that does not exist, which does not stop the others' {
            $found = Get-HiveMQBackup -Id nope, 20261122-020000 -ErrorVariable failure -ErrorAction SilentlyContinue
            $found.Id | Should -Be '20261122-020000'
            $failure.Count | Should -Be 1
            $failure[0].FullyQualifiedErrorId | Should -Be 'BackupNotFound,HiveMQBackup.Cmdlets.GetHiveMQBackupCommand'
            $failure[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $failure[0].TargetObject | Should -Be 'nope'
            $failure[0].ErrorDetails.RecommendedAction | Should -BeLike '*Get-HiveMQBackup*'
        }

        It '-State <State> gives <Count>' -ForEach @(
            @{ State = 'COMPLETED'; Count = 2 }
            @{ State = 'failed'; Count = 1 }
            @{ State = 'COMPLETED', 'FAILED'; Count = 3 }
            @{ State = 'IN_PROGRESS'; Count = 0 }
        ) {
            @(Get-HiveMQBackup -State $State).Count | Should -Be $Count
        }

        It '-State completes the known states' {
            $line = 'Get-HiveMQBackup -State RESTORE_'
            $completed = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches
            $completed.CompletionText | Should -Be 'RESTORE_IN_PROGRESS', 'RESTORE_COMPLETED', 'RESTORE_FAILED'
        }

        It '-Latest picks after the other filters' {
            (Get-HiveMQBackup -Latest).Id | Should -Be '20261122-020000'
            (Get-HiveMQBackup -Latest -State FAILED).Id | Should -Be '20261115-020000'
            (Get-HiveMQBackup -Latest -Id 202611[01]*).Id | Should -Be '20261115-020000'
        }

        It '-Latest is an error where nothing is left' {
            $failure = Get-Failure { Get-HiveMQBackup -Latest -State RESTORE_FAILED }
            $failure.FullyQualifiedErrorId | Should -Be 'NoBackup,HiveMQBackup.Cmdlets.GetHiveMQBackupCommand'
            $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        }
    }

    Context 'which broker' {
        It 'accepts <_.Keys>' -ForEach @(
            @{ Namespace = 'hivemq' }
            @{ n = 'hivemq'; sts = 'broker' }
            @{ StatefulSet = 'broker' }
            @{ LabelSelector = 'app.kubernetes.io/name=hivemq-platform' }
            @{ Pod = 'broker-1' }
            @{ ApiPort = 8081 }
            @{ Context = 'simulator' }
        ) {
            $broker = $_
            @(Get-HiveMQBackup @broker).Count | Should -Be 3
        }

        It 'accepts a kubeconfig that the environment does not name' {
            $env:KUBECONFIG = Join-Path $TestDrive 'no-such-file'
            try { @(Get-HiveMQBackup -KubeConfig $simulator.KubeConfig).Count | Should -Be 3 }
            finally { $env:KUBECONFIG = $simulator.KubeConfig }
        }

        It 'names the broker after what it was found by' {
            (Get-HiveMQBackup -Latest -Pod broker-1).Broker | Should -Be 'hivemq/broker-1'
        }

        It 'fails with <Id> for <Broker.Keys>' -ForEach @(
            @{ Id = 'BrokerNotFound'; Category = 'ObjectNotFound'; Broker = @{ StatefulSet = 'nope' } }
            @{ Id = 'BrokerNotFound'; Category = 'ObjectNotFound'; Broker = @{ Namespace = 'nope' } }
            @{ Id = 'BrokerNotFound'; Category = 'ObjectNotFound'; Broker = @{ Pod = 'nope' } }
            @{ Id = 'BrokerNotFound'; Category = 'ObjectNotFound'; Broker = @{ LabelSelector = 'app=nope' } }
            @{ Id = 'KubeContextNotFound'; Category = 'ObjectNotFound'; Broker = @{ Context = 'nope' } }
            @{ Id = 'KubeConfigNotFound'; Category = 'ObjectNotFound'; Broker = @{ KubeConfig = './nope' } }
            @{ Id = 'PortForwardFailed'; Category = 'ConnectionError'; Broker = @{ ApiPort = 4711 } }
            @{ Id = 'HiveMQUnavailable'; Category = 'ResourceUnavailable'; Broker = @{ UseTls = $true } }
            @{ Id = 'HiveMQUnavailable'; Category = 'ResourceUnavailable'; Broker = @{ Uri = 'http://127.0.0.1:1' } }
            @{ Id = 'UriInvalid'; Category = 'InvalidArgument'; Broker = @{ Uri = 'ftp://broker' } }
            @{ Id = 'UriInvalid'; Category = 'InvalidArgument'; Broker = @{ Uri = 'broker:8888' } }
        ) {
            # Terminating, with any -ErrorAction: the command as a whole cannot continue.
            $failure = Get-Failure { Get-HiveMQBackup @Broker -ErrorAction SilentlyContinue }
            $failure.FullyQualifiedErrorId | Should -Be "$Id,HiveMQBackup.Cmdlets.GetHiveMQBackupCommand"
            $failure.CategoryInfo.Category | Should -Be $Category
            $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It 'takes one of <Broker.Keys>' -ForEach @(
            @{ Broker = @{ StatefulSet = 'broker'; Pod = 'broker-0' } }
            @{ Broker = @{ StatefulSet = 'broker'; LabelSelector = 'a=b' } }
            @{ Broker = @{ Uri = 'http://127.0.0.1:1'; Namespace = 'hivemq' } }
            @{ Broker = @{ Uri = 'http://127.0.0.1:1'; Context = 'simulator' } }
        ) {
            (Get-Failure { Get-HiveMQBackup @Broker }).FullyQualifiedErrorId | Should -BeLike 'AmbiguousParameterSet,*'
        }

        It 'names the backups there are instead' {
            (Get-Failure { Get-HiveMQBackup -StatefulSet nope }).ToString() | Should -BeLike '*StatefulSets there: broker.*'
            (Get-Failure { Get-HiveMQBackup -Pod nope }).ToString() | Should -BeLike '*broker-0, broker-1*'
            (Get-Failure { Get-HiveMQBackup -Context nope }).ToString() | Should -BeLike '*Contexts: simulator.*'
        }
    }

    Context 'what is shown' {
        It 'shows the defaults on one line, on the information stream' {
            $lines = Get-HiveMQBackup -InformationAction Continue 6>&1 | Where-Object { $_ -is [System.Management.Automation.InformationRecord] }
            "$($lines -join "`n")" | Should -Be '🎯 simulator / hivemq / StatefulSet broker / port 8081 (api)'
        }

        It 'shows no line for a parameter that is given' {
            $said = @{ Context = 'simulator'; Namespace = 'hivemq'; StatefulSet = 'broker'; ApiPort = 8081 }
            Get-HiveMQBackup @said -InformationAction Continue 6>&1 |
                Where-Object { $_ -is [System.Management.Automation.InformationRecord] } | Should -BeNullOrEmpty
        }

        It 'can be kept quiet' {
            @(Get-HiveMQBackup -Latest -InformationAction Ignore *>&1).Count | Should -Be 1
        }

        It 'has a table below a header with broker, number and total size' {
            $PSStyle.OutputRendering, $before = 'PlainText', $PSStyle.OutputRendering
            try { $text = Get-HiveMQBackup | Out-String -Width 120 }
            finally { $PSStyle.OutputRendering = $before }
            $text | Should -Match 'Broker: hivemq/broker \(simulator\): 3 backups, 100[.,]5 MB'
            $text | Should -Match '(?m)^Id +Size Created +State'
            $text | Should -Match '(?m)^20261108-020000 +76[.,]7 MB .* COMPLETED'
            $text | Should -Match '(?m)^20261115-020000 .* FAILED: Not enough disk space'
        }

        It 'colors the states' {
            $PSStyle.OutputRendering, $before = 'Ansi', $PSStyle.OutputRendering
            try { $text = Get-HiveMQBackup | Out-String -Width 120 }
            finally { $PSStyle.OutputRendering = $before }
            $text.Contains("$($PSStyle.Foreground.Green)COMPLETED") | Should -BeTrue
            $text.Contains("$($PSStyle.Foreground.Red)FAILED") | Should -BeTrue
        }
    }
}

Describe 'Get-HiveMQBackup -Uri' {
    BeforeAll {
        $node = Start-Simulator -NodeOnly
        $nested = Start-Simulator -NodeOnly -Arguments '--nested-dialect'
    }

    AfterAll {
        Stop-Simulator $node
        Stop-Simulator $nested
    }

    It 'needs no Kubernetes' {
        $backup = Get-HiveMQBackup -Uri $node.Uri -Latest
        $backup.Id | Should -Be '20261122-020000'
        $backup.Broker | Should -Be $node.Uri
        $backup.Context | Should -BeNullOrEmpty
    }

    It 'applies no default' {
        Get-HiveMQBackup -Uri $node.Uri -InformationAction Continue 6>&1 |
            Where-Object { $_ -is [System.Management.Automation.InformationRecord] } | Should -BeNullOrEmpty
    }

    It 'reads the other spelling of the REST API, too' {
        $backups = Get-HiveMQBackup -Uri $nested.Uri
        $backups.Id | Should -Be '20261122-020000', '20261115-020000', '20261108-020000'
        $backups[2].Size | Should -Be 80412672
        $backups[2].State | Should -Be 'COMPLETED'
    }

    It 'rejects a user name in the address, and does not show the password' {
        $failure = Get-Failure { Get-HiveMQBackup -Uri 'http://admin:t0ps3cret@127.0.0.1:1' }
        $failure.FullyQualifiedErrorId | Should -Be 'UriInvalid,HiveMQBackup.Cmdlets.GetHiveMQBackupCommand'
        $failure | Format-List * -Force | Out-String -Width 500 | Should -Not -BeLike '*t0ps3cret*'
        "$($failure.CategoryInfo)" | Should -Not -BeLike '*t0ps3cret*'
        "$($failure.TargetObject)" | Should -Not -BeLike '*t0ps3cret*'
    }
}

Describe 'Get-HiveMQBackup of a broker with authentication' {
    BeforeAll {
        $basic = Start-Simulator -NodeOnly -Arguments '--user', 'admin', '--password', 't0ps3cret'
        $bearer = Start-Simulator -NodeOnly -Arguments '--token', 'right-token'
        $right = [pscredential]::new('admin', (ConvertTo-SecureString 't0ps3cret' -AsPlainText))
        $wrong = [pscredential]::new('admin', (ConvertTo-SecureString 'n0ts3cret' -AsPlainText))
        $token = ConvertTo-SecureString 'right-token' -AsPlainText
    }

    AfterAll {
        Stop-Simulator $basic
        Stop-Simulator $bearer
    }

    It 'authenticates with -Credential' {
        @(Get-HiveMQBackup -Uri $basic.Uri -Credential $right).Count | Should -Be 3
    }

    It 'authenticates with -Token' {
        @(Get-HiveMQBackup -Uri $bearer.Uri -Token $token).Count | Should -Be 3
    }

    It 'fails without credentials, and names -Credential' {
        $failure = Get-Failure { Get-HiveMQBackup -Uri $basic.Uri }
        $failure.FullyQualifiedErrorId | Should -Be 'HiveMQUnauthorized,HiveMQBackup.Cmdlets.GetHiveMQBackupCommand'
        $failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Credential*'
    }

    It 'does not show the password that was wrong' {
        $failure = Get-Failure { Get-HiveMQBackup -Uri $basic.Uri -Credential $wrong }
        $failure.FullyQualifiedErrorId | Should -BeLike 'HiveMQUnauthorized,*'
        $failure | Format-List * -Force | Out-String -Width 500 | Should -Not -BeLike '*n0ts3cret*'
    }

    It 'accepts one kind of credentials' {
        $failure = Get-Failure { Get-HiveMQBackup -Uri $basic.Uri -Credential $right -Token $token }
        $failure.FullyQualifiedErrorId | Should -BeLike 'AmbiguousParameterSet,*'
    }

    It 'sends no credentials over plain http to another machine' {
        $failure = Get-Failure { Get-HiveMQBackup -Uri http://broker.example:8888 -Credential $right }
        $failure.FullyQualifiedErrorId | Should -Be 'UnencryptedAuthentication,HiveMQBackup.Cmdlets.GetHiveMQBackupCommand'
        $failure.CategoryInfo.Category | Should -Be 'SecurityError'
    }

    It 'sends it with -AllowUnencryptedAuthentication' {
        $failure = Get-Failure { Get-HiveMQBackup -Uri http://broker.invalid:8888 -Credential $right -AllowUnencryptedAuthentication }
        $failure.FullyQualifiedErrorId | Should -Be 'HiveMQUnavailable,HiveMQBackup.Cmdlets.GetHiveMQBackupCommand'
    }

    It 'remembers the credentials in the pipeline' {
        (Get-HiveMQBackup -Uri $basic.Uri -Credential $right -Latest | Get-HiveMQBackupStatus).Id | Should -Be '20261122-020000'
    }
}

Describe 'Get-HiveMQBackup unattended' {
    It 'writes nothing but the backup with <Quiet>' -ForEach @{ Quiet = '6>$null' }, @{ Quiet = '-InformationAction Ignore' } {
        (Invoke-Unattended "(Get-HiveMQBackup -Latest $Quiet).Id").Output.Trim() | Should -Be '20261122-020000'
    }

    It 'ends a script with exit code 1' {
        $run = Invoke-Unattended '$ErrorActionPreference = "Stop"; Get-HiveMQBackup -StatefulSet nope; "not reached"'
        $run.ExitCode | Should -Be 1
        $run.Output | Should -BeLike "*There is no StatefulSet 'nope'*"
        $run.Output | Should -Not -BeLike '*not reached*'
    }
}
