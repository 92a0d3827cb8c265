#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')
    $simulator = Start-Simulator -Arguments '--backup-size', '1MB'
    Use-Simulator $simulator
}

AfterAll {
    Restore-KubeConfig
    Stop-Simulator $simulator
}

Describe 'The precompiled client' {
    BeforeAll {
        $runtime = "net$([Environment]::Version.Major).0"
        $platform = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
        # Which file the client came from is all that can be seen of the choice, so the plain file stands in for a precompiled one.
        $report = '(Get-HiveMQBackup 6>$null).Count -gt 0; [AppDomain]::CurrentDomain.GetAssemblies().Location -like "*HiveMQBackup.Client.dll"'
    }

    BeforeEach {
        $copy = Join-Path $TestDrive ([guid]::NewGuid().ToString('N')) 'HiveMQBackup'
        Copy-Item (Split-Path $module) $copy -Recurse
        $lib = Join-Path $copy 'lib'
        $plain = Join-Path $lib 'HiveMQBackup.Client.dll'
        # A packed module has some already.
        Get-ChildItem $lib -Directory | Remove-Item -Recurse

        function Add-Precompiled([string] $Folder) {
            $null = New-Item (Join-Path $lib $Folder) -ItemType Directory
            Copy-Item $plain (Join-Path $lib $Folder)
            Join-Path $lib $Folder 'HiveMQBackup.Client.dll'
        }

        function Invoke-Copy { (Invoke-PowerShell "Import-Module '$copy/HiveMQBackup.psd1'; $report").Output.Trim() -split '\r?\n' }
    }

    It 'is loaded on its platform and .NET' {
        $precompiled = Add-Precompiled "$runtime/$platform"
        Invoke-Copy | Should -Be 'True', $precompiled
    }

    It 'is loaded where the plain one is missing' {
        $precompiled = Add-Precompiled "$runtime/$platform"
        Remove-Item $plain
        Invoke-Copy | Should -Be 'True', $precompiled
    }

    It 'gives way to the plain one <Case>' -ForEach @(
        @{ Case = 'on another platform'; Folder = { "$runtime/other-x64" } }
        @{ Case = 'on another .NET'; Folder = { "net1.0/$platform" } }
    ) {
        $null = Add-Precompiled (& $Folder)
        Invoke-Copy | Should -Be 'True', $plain
    }

    It 'gives way to the plain one if it is <What>' -ForEach @(
        @{ What = 'missing'; Break = { Remove-Item -LiteralPath $args[0] } }
        @{ What = 'damaged'; Break = { Set-Content -LiteralPath $args[0] 'nothing' } }
    ) {
        & $Break (Add-Precompiled "$runtime/$platform")
        Invoke-Copy | Should -Be 'True', $plain
    }

    It 'is the file that is named if it is of another version' -Skip:([Environment]::Version.Major -lt 9) {
        $precompiled = Add-Precompiled "$runtime/$platform"
        $name = [System.Reflection.AssemblyName]::new('HiveMQBackup.Client, Version=9.9.9.9')
        $other = [System.Reflection.Emit.PersistedAssemblyBuilder]::new($name, [object].Assembly)
        $null = $other.DefineDynamicModule('other')
        $other.Save($precompiled)
        $message = (Invoke-PowerShell "Import-Module '$copy/HiveMQBackup.psd1'; `$Error[0].Exception.Message").Output
        $message | Should -BeLike "*$precompiled of the module HiveMQBackup cannot be loaded: it contains HiveMQBackup.Client 9.9.9.9 instead of*"
    }
}
