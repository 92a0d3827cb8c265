#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    # Windows takes the folder of a user's modules from the registry, not from the environment.
    $why = if ($IsWindows -and -not $env:CI) { 'it would install into the modules of this user' }
}

Describe 'The package' -ForEach @{ Why = $why } {
    BeforeAll {
        if ($Why) { return }
        . (Join-Path $PSScriptRoot 'Simulator.ps1')
        $repository = Join-Path $TestDrive 'repository'
        $emptyHome = Join-Path $TestDrive 'home'
        $null = New-Item $repository, $emptyHome -ItemType Directory
        $variables = @{ HOME = $emptyHome; PSModulePath = $null; XDG_DATA_HOME = $null; XDG_CONFIG_HOME = $null; XDG_CACHE_HOME = $null }

        # Runs a script in a new session of a user who has nothing yet; returns what it writes.
        function Invoke-AsNewUser([string] $Script) {
            $before = @{}
            foreach ($name in $variables.Keys) {
                $before[$name] = [Environment]::GetEnvironmentVariable($name)
                [Environment]::SetEnvironmentVariable($name, $variables[$name])
            }
            try {
                $all = "`$ErrorActionPreference = 'Stop'; `$ProgressPreference = 'SilentlyContinue'; $Script"
                $output = & $powerShell @powerShellArguments -NoProfile -NonInteractive -Command $all 2>&1
            }
            finally { foreach ($name in $variables.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) } }
            if ($LASTEXITCODE -ne 0) { throw "It ended with exit code ${LASTEXITCODE}: $($output | Out-String)" }
            $output
        }

        $manifest = Import-PowerShellDataFile $module

        $packed = & dotnet pack (Join-Path $root 'eng/Package') --no-build --output $repository 2>&1
        if ($LASTEXITCODE -ne 0) { throw "'dotnet pack' ended with exit code ${LASTEXITCODE}: $($packed | Out-String)" }

        $older = Join-Path $TestDrive 'older/HiveMQBackup'
        Copy-Item (Split-Path $module) $older -Recurse
        $text = Get-Content (Join-Path $older 'HiveMQBackup.psd1') -Raw
        $text = $text -replace "(ModuleVersion\s*=\s*)'[^']*'", "`$1'0.0.1'" -replace "(Prerelease\s*=\s*)'[^']*'", "`$1''"
        Set-Content (Join-Path $older 'HiveMQBackup.psd1') $text
    }

    BeforeEach {
        if ($Why) { Set-ItResult -Skipped -Because $Why }
    }

    It 'is found, and installs from a folder' {
        $all = Invoke-AsNewUser @"
            Register-PSResourceRepository Folder -Uri '$repository' -Trusted
            Publish-PSResource -Path '$older' -Repository Folder
            Find-PSResource HiveMQBackup -Repository Folder -Prerelease | ConvertTo-Json -Depth 3 -Compress
            Install-PSResource HiveMQBackup -Version 0.0.1 -Repository Folder
            (Get-Command Get-HiveMQBackup).Version.ToString()
"@
        $all | Should -HaveCount 2
        $found = $all[0] | ConvertFrom-Json
        "$($found.Version.Major).$($found.Version.Minor).$($found.Version.Build)" | Should -Be $manifest.ModuleVersion
        "$($found.Prerelease)" | Should -Be $manifest.PrivateData.PSData.Prerelease
        $found.Description | Should -Be $manifest.Description
        $found.Author | Should -Be $manifest.Author
        $found.ReleaseNotes | Should -Be $manifest.PrivateData.PSData.ReleaseNotes
        $found.Includes.Cmdlet | Should -Be $manifest.CmdletsToExport
        $all[1] | Should -Be '0.0.1'
    }

    It 'is updated from an older version, and works in a new session' {
        $simulator = Start-Simulator -NodeOnly
        try {
            $all = Invoke-AsNewUser @"
                Update-PSResource HiveMQBackup -Repository Folder -Prerelease
                (Import-Module HiveMQBackup -PassThru).Version.ToString()
                (Get-HiveMQBackup -Uri $($simulator.Uri) -Latest).Id
                Get-Command -Module HiveMQBackup | ForEach-Object { "`$(`$_.Name): `$((Get-Help `$_).Synopsis)" }
"@
        }
        finally { Stop-Simulator $simulator }
        $all | Select-Object -First 2 | Should -Be $manifest.ModuleVersion, '20261122-020000'
        $all | Should -HaveCount (2 + $manifest.CmdletsToExport.Count)
        # Without its help file, a cmdlet's synopsis is its syntax.
        foreach ($name in $manifest.CmdletsToExport) { $all -match "^${name}: (?!\s*$name)\w+ " | Should -HaveCount 1 }
    }

    It 'is uninstalled without a trace' {
        Invoke-AsNewUser 'Uninstall-PSResource HiveMQBackup -Version "*"; Get-Module HiveMQBackup -ListAvailable' | Should -BeNullOrEmpty
        Get-ChildItem $emptyHome -Recurse -Force -Filter 'HiveMQBackup*' | Should -BeNullOrEmpty
    }
}
