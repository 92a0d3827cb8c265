#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    $quick = '--backup-size', '1MB', '--backup-duration', '1'
    $prod = Start-Simulator -Arguments $quick
    $staging = Start-Simulator -Arguments $quick
    $drill = Join-Path $root 'examples/restore-drill.ps1'

    # As a scheduler runs it.
    function Invoke-Drill($Target, [string] $Arguments) {
        Invoke-Unattended "& '$drill' -WorkDir '$folder' -SourceKubeConfig '$($prod.KubeConfig)' -TargetKubeConfig '$($Target.KubeConfig)' $Arguments; exit `$LASTEXITCODE"
    }

    # A backup that no target has yet: the examples of all simulators have the same ids.
    function New-Backup { New-HiveMQBackup -KubeConfig $prod.KubeConfig -WarningAction Ignore }

    function Get-Backup($Simulator) { Get-HiveMQBackup -KubeConfig $Simulator.KubeConfig }
}

AfterAll {
    Stop-Simulator $prod
    Stop-Simulator $staging
}

Describe 'examples/restore-drill.ps1' {
    BeforeEach {
        $folder = (New-Item (Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))) -ItemType Directory).FullName
    }

    It 'restores the newest backup of the source into the target, and leaves no copy of it' {
        $backup = New-Backup
        $before = (Get-Backup $prod).Count
        $run = Invoke-Drill $staging
        $run.Output | Should -BeLike "*INFO The backup $($backup.Id) is RESTORE_COMPLETED at hivemq/broker.*"
        $run.ExitCode | Should -Be 0
        Get-ChildItem $folder | Should -BeNullOrEmpty
        (Get-Backup $staging).Id | Should -Not -Contain $backup.Id
        $left = Get-Backup $prod
        $left.Count | Should -Be $before
        ($left | Where-Object Id -EQ $backup.Id).State | Should -Be 'COMPLETED'
    }

    It 'does not restore a broker into itself' {
        $backup = New-Backup
        $run = Invoke-Drill $prod
        $run.ExitCode | Should -Be 2
        $run.Output | Should -BeLike "* ERROR The target already has the backup $($backup.Id).*"
        (Get-Backup $prod | Where-Object Id -EQ $backup.Id).State | Should -Be 'COMPLETED'
    }

    It 'ends with 1 if a broker is not found' {
        $null = New-Backup
        $run = Invoke-Drill $staging '-TargetStatefulSet nope'
        $run.ExitCode | Should -Be 1
        $run.Output | Should -BeLike '* ERROR BrokerNotFound: *'
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }

    It 'ends with <Code>, and with nothing left, at a target that <What>' -ForEach @(
        @{ Code = 5; What = 'has a read-only folder'; Arguments = '--read-only-folder'; Id = 'BrokerFolderNotWritable' }
        @{ Code = 5; What = 'has no space for the file'; Arguments = '--free-space', '1KB'; Id = 'DiskSpaceLow' }
        @{ Code = 1; What = 'forbids exec'; Arguments = '--no-exec'; Id = 'KubernetesForbidden' }
        @{ Code = 3; What = 'restores for longer than the wait'; Arguments = '--backup-duration', '600'; Id = 'WaitTimeout' }
    ) {
        $null = New-Backup
        $target = Start-Simulator -Arguments (@('--backup-size', '1MB') + $Arguments)
        try {
            $run = Invoke-Drill $target '-TimeoutSec 1'
            $run.Output | Should -BeLike "* ERROR ${Id}: *"
            $run.ExitCode | Should -Be $Code
            Get-ChildItem $folder | Should -BeNullOrEmpty
        }
        finally { Stop-Simulator $target }
    }
}
