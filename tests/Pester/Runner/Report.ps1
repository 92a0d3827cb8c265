<#
.SYNOPSIS
Runs the Pester files whose paths come through a named pipe, and writes each test as a line of JSON to it.

.DESCRIPTION
For the test project beside it. To run a file by hand, use Invoke-Pester. An empty line follows the last test of a file.

.PARAMETER Pester
Pester's manifest.

.PARAMETER Pipe
The name of the pipe; its other end must be listening.

.PARAMETER Discover
Lists the tests instead of running them.

.PARAMETER Line
Runs only the tests that start at these places: file:line.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $Pipe,
    [switch] $Discover,
    [string[]] $Line = @()
)

# No strict mode and no preferences here: the tests would inherit them.

# The errors of a test; where it did not run, those of the nearest block around it whose setup failed.
function Get-TestError($Test, $Container) {
    if ($Test.ErrorRecord -or $Test.Result -ne 'Failed') { return $Test.ErrorRecord }
    for ($block = $Test.Block; $block; $block = $block.Parent) {
        if ($block.ErrorRecord) { return $block.ErrorRecord }
    }
    $Container.ErrorRecord
}

function ConvertTo-Line([string] $Name, [string] $File, [int] $Line, [string] $Outcome, $ErrorRecords, $StartedAt, [timespan] $Duration) {
    [ordered]@{
        Name         = $Name
        File         = $File
        Line         = $Line
        Outcome      = $Outcome
        Message      = "$($ErrorRecords | ForEach-Object { $_.Exception.Message } | Join-String -Separator "`n")"
        Stack        = "$($ErrorRecords | ForEach-Object { $_.DisplayStackTrace } | Join-String -Separator "`n")"
        StartedAt    = $StartedAt ? ([datetime] $StartedAt).ToUniversalTime().ToString('o') : $null
        Milliseconds = $Duration.TotalMilliseconds
    } | ConvertTo-Json -Compress
}

function Get-Result([string] $File) {
    $run = Invoke-Pester -Configuration (New-PesterConfiguration -Hashtable @{
            Run    = @{ Path = $File; PassThru = $true; SkipRun = [bool] $Discover }
            Filter = @{ Line = $Line }
            Output = @{ Verbosity = 'None' }
        })
    foreach ($container in $run.Containers) {
        foreach ($test in $run.Tests) {
            $outcome = $Discover ? 'Discovered' : $test.Result
            if ($outcome -eq 'NotRun') { continue }
            $errors = Get-TestError $test $container
            ConvertTo-Line $test.ExpandedPath $File $test.StartLine $outcome $errors $test.ExecutedAt $test.Duration
        }
        # A setup or a teardown that fails belongs to no test.
        foreach ($block in $run.FailedBlocks) {
            ConvertTo-Line "$($block.ExpandedPath) (setup or teardown)" $File $block.StartLine 'Failed' $block.ErrorRecord
        }
        if ($container.ErrorRecord) { ConvertTo-Line (Split-Path $File -Leaf) $File 1 'Failed' $container.ErrorRecord }
    }
}

Import-Module $Pester -ErrorAction Stop
$client = [System.IO.Pipes.NamedPipeClientStream]::new('.', $Pipe, 'InOut')
$client.Connect(10000)
$reader = [System.IO.StreamReader]::new($client)
$writer = [System.IO.StreamWriter]::new($client)
try {
    while ($file = $reader.ReadLine()) {
        Get-Result $file | ForEach-Object { $writer.WriteLine($_) }
        $writer.WriteLine()
        $writer.Flush()
    }
}
finally { $client.Dispose() }
