#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    $PSDefaultParameterValues['Get-HiveMQBroker:InformationAction'] = 'Ignore'
    $simulator = Start-Simulator -Arguments '--backup-duration', '0', '--backup-size', '1000'
    Use-Simulator $simulator
}

AfterAll {
    Restore-KubeConfig
    Stop-Simulator $simulator
}

Describe 'Get-HiveMQBroker' {
    It 'finds the broker of the namespace, which responds' {
        $broker = Get-HiveMQBroker
        "$broker" | Should -Be 'hivemq/broker'
        $broker.Kind | Should -Be 'StatefulSet'
        $broker.ReadyPods | Should -Be 2
        $broker.ApiPort | Should -Be 8081
        $broker.Answers | Should -BeTrue
    }

    It 'finds nothing where there is none, without an error' {
        Get-HiveMQBroker -Namespace default -ErrorVariable failure | Should -BeNullOrEmpty
        $failure | Should -BeNullOrEmpty
    }

    It 'accepts wildcards, and reports a name that does not exist' {
        (Get-HiveMQBroker br* -AllNamespaces).Name | Should -Be 'broker'
        (Get-Failure { Get-HiveMQBroker nope }).FullyQualifiedErrorId | Should -BeLike 'BrokerNotFound,*'
    }

    It 'pipes into every command' {
        (Get-HiveMQBroker | Get-HiveMQBackup).Count | Should -Be 3
        (Get-HiveMQBroker | New-HiveMQBackup -WarningAction Ignore).State | Should -Be 'COMPLETED'
        (Get-HiveMQBroker | Get-HiveMQBackupStatus -Latest).IsSuccess | Should -BeTrue
        $file = Get-HiveMQBroker | Get-HiveMQBackup -Latest | Save-HiveMQBackup -OutputDir (Join-Path $TestDrive '{namespace}/{broker}')
        Split-Path $file.Path | Should -Be (Join-Path $TestDrive 'hivemq' 'broker')
    }
}
