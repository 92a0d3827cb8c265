#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    $report = Join-Path $PSScriptRoot 'Runner/Report.ps1'
    $pester = Join-Path (Get-Module Pester).ModuleBase 'Pester.psd1'
    $samples = Join-Path $TestDrive 'samples'
    $null = New-Item $samples -ItemType Directory

    # What Report.ps1 writes about the samples.
    function Get-Report([string] $Arguments, [string] $Filter = '*.Tests.ps1') {
        $pipe = [guid]::NewGuid().ToString('N')
        $server = [System.IO.Pipes.NamedPipeServerStream]::new($pipe, 'InOut')
        $command = "& '$report' -Pester '$pester' -Pipe $pipe $Arguments"
        $output = Join-Path $TestDrive 'output'
        $all = $powerShellArguments + @('-NoProfile', '-NonInteractive', '-Command', "`"$command`"")
        $child = Start-Process $powerShell $all -PassThru -RedirectStandardOutput $output -RedirectStandardError "$output.errors"
        try {
            if (-not $server.WaitForConnectionAsync().Wait(60000)) { throw "It did not connect: $(Get-Content "$output.errors" -Raw)" }
            $reader = [System.IO.StreamReader]::new($server)
            foreach ($file in (Get-ChildItem $samples -Filter $Filter).FullName) {
                $server.Write([System.Text.Encoding]::UTF8.GetBytes("$file`n"))
                while ($line = $reader.ReadLine()) { $line | ConvertFrom-Json }
            }
            $server.Disconnect()
            $child.WaitForExit()
        }
        finally { $server.Dispose() }
    }

    # One test of each outcome, a skipped one as well.
    Set-Content (Join-Path $samples 'all.Tests.ps1') @'
Describe 'all' {
    It 'gives <_>' -ForEach 1, 2 { $_ | Should -BeGreaterThan 0 }
    It 'differs' {
        1 | Should -Be 2
    }
    It 'throws' { throw 'Something broke.' }
    It 'cannot run' { Set-ItResult -Skipped -Because 'there is no tool' }
    It 'is not wanted' -Skip { }
}
'@
    Set-Content (Join-Path $samples 'setup.Tests.ps1') @'
Describe 'setup' {
    BeforeAll { throw 'No simulator.' }
    It 'never runs' { }
}
Describe 'teardown' {
    AfterAll { throw 'It does not stop.' }
    It 'runs' { }
}
'@
    Set-Content (Join-Path $samples 'broken.Tests.ps1') "Describe 'broken' {"
    Set-Content (Join-Path $samples 'file.Tests.ps1') "BeforeAll { throw 'No module.' }; Describe 'file' { It 'never runs' { } }"
}

Describe 'What dotnet test shows of Pester' {
    Context 'a run' {
        BeforeAll {
            $results = Get-Report
            function Get-Result([string] $Name) { $results | Where-Object Name -EQ $Name }
        }

        It 'has each test once, by its full name' {
            $results.Name | Sort-Object | Should -Be (@(
                    'all.gives 1', 'all.gives 2', 'all.differs', 'all.throws', 'all.cannot run', 'all.is not wanted'
                    'setup.never runs', 'setup (setup or teardown)', 'teardown.runs', 'teardown (setup or teardown)'
                    'broken.Tests.ps1', 'file.never runs', 'file.Tests.ps1'
                ) | Sort-Object)
        }

        It '<Name> is <Outcome>: <Message>' -ForEach @(
            @{ Name = 'all.gives 2'; Outcome = 'Passed'; Message = '' }
            @{ Name = 'all.differs'; Outcome = 'Failed'; Message = 'Expected 2, but got 1.' }
            @{ Name = 'all.throws'; Outcome = 'Failed'; Message = 'Something broke.' }
            @{ Name = 'all.cannot run'; Outcome = 'Skipped'; Message = '*there is no tool' }
            @{ Name = 'all.is not wanted'; Outcome = 'Skipped'; Message = '' }
            @{ Name = 'setup.never runs'; Outcome = 'Failed'; Message = 'No simulator.' }
            @{ Name = 'setup (setup or teardown)'; Outcome = 'Failed'; Message = 'No simulator.' }
            @{ Name = 'teardown.runs'; Outcome = 'Passed'; Message = '' }
            @{ Name = 'teardown (setup or teardown)'; Outcome = 'Failed'; Message = 'It does not stop.' }
            @{ Name = 'broken.Tests.ps1'; Outcome = 'Failed'; Message = "*Missing closing '}'*" }
            @{ Name = 'file.never runs'; Outcome = 'Failed'; Message = 'No module.' }
            @{ Name = 'file.Tests.ps1'; Outcome = 'Failed'; Message = 'No module.' }
        ) {
            (Get-Result $Name).Outcome | Should -Be $Outcome
            (Get-Result $Name).Message | Should -BeLike $Message
        }

        It 'reports where the test is, and where it failed' {
            $file = Join-Path $samples 'all.Tests.ps1'
            $failed = Get-Result 'all.differs'
            "$($failed.File):$($failed.Line)" | Should -Be "${file}:3"
            $failed.Stack | Should -BeLike "*${file}:4"
        }

        It 'reports when it ran' {
            (Get-Result 'all.gives 1').StartedAt | Should -BeGreaterThan ([datetime]::UtcNow.AddMinutes(-5))
            (Get-Result 'all.gives 1').Milliseconds | Should -BeGreaterThan 0
        }
    }

    It 'lists without running, and what cannot be listed as a failure' {
        $listed = Get-Report '-Discover'
        $listed | Where-Object Outcome -NE 'Discovered' | ForEach-Object Name | Should -Be 'broken.Tests.ps1'
        $listed | Where-Object Name -Like 'all.gives*' | Should -HaveCount 2
    }

    It 'runs only what starts at a line, with all its cases' {
        (Get-Report "-Line '$(Join-Path $samples 'all.Tests.ps1'):2'" 'all.Tests.ps1').Name | Should -Be 'all.gives 1', 'all.gives 2'
    }
}
