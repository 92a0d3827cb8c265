# Shows each command at a prompt, and its output. The exit code is 1 if one of them failed.
param([string] $Module, [switch] $Interactive, [Parameter(ValueFromRemainingArguments)] [string[]] $Commands)

Import-Module $Module -ErrorAction Stop
$failed = $false
foreach ($command in $Commands) {
    Write-Host "`nPS> $command"
    $Error.Clear()
    try { . ([scriptblock]::Create($command)) | Out-Default }
    catch { Write-Host ($_ | Out-String).TrimEnd() }
    $failed = $failed -or $Error.Count -gt 0
}
if (-not $Interactive) { exit [int] $failed }
