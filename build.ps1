<#
.SYNOPSIS
Builds, tests and packages the module.

.DESCRIPTION
A shortcut for dotnet commands. `dotnet build`, `dotnet test` and `dotnet run --project demo` work without it.

.PARAMETER Task
Build: builds everything, and creates the module in out/HiveMQBackup. The default.
Test: runs all tests, including the Pester tests.
Package: builds the module in Release and packs it into artifacts/HiveMQBackup.<version>.nupkg, for Publish-PSResource and
Install-PSResource. The same source gives the same bytes.
Clean: removes out, artifacts, and all bin and obj folders.

.PARAMETER Configuration
Debug or Release. The default is Debug; Package always uses Release.

.EXAMPLE
./build.ps1

.EXAMPLE
./build.ps1 -Task Test

.EXAMPLE
./build.ps1 -Task Package
#>
#Requires -Version 7.4
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Package', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
$out = Join-Path $PSScriptRoot 'out/HiveMQBackup'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "'dotnet $args' failed with exit code $LASTEXITCODE." }
}

function Invoke-Build {
    Invoke-DotNet build HiveMQBackup.slnx --configuration $Configuration
}

function Invoke-Test {
    Invoke-DotNet test --configuration $Configuration
}

function Invoke-Package {
    Invoke-DotNet pack eng/Package --configuration Release
}

function Invoke-Clean {
    $projects = 'src', 'demo', 'tests', 'benchmarks', 'eng' | ForEach-Object { Join-Path $PSScriptRoot $_ } | Where-Object { Test-Path $_ }
    $built = @(Join-Path $PSScriptRoot 'out'; Join-Path $PSScriptRoot 'artifacts')
    $built += Get-ChildItem $projects -Directory -Recurse -Force | Where-Object Name -In 'bin', 'obj' | ForEach-Object FullName
    $built | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
}

Push-Location $PSScriptRoot
try {
    & "Invoke-$Task"
}
catch {
    Write-Host $_ -ForegroundColor Red
    exit 1
}
finally {
    Pop-Location
}
