# What the test files share: the built module, simulators as processes of their own, and a look at failures.
# Dot-source it in BeforeAll.

$root = Resolve-Path (Join-Path $PSScriptRoot '../..')
$module = Join-Path $root 'out/HiveMQBackup/HiveMQBackup.psd1'
if (-not (Test-Path $module)) { throw "There is no built module in $(Split-Path $module). Build it first: ./build.ps1" }
Import-Module $module

# The host lines are noise here, except where a test asks for them.
$PSDefaultParameterValues = @{ '*-HiveMQBackup*:InformationAction' = 'Ignore' }
$ProgressPreference = 'SilentlyContinue'

# What starts this same PowerShell again, wherever it lies: pwsh, or dotnet with pwsh.dll, as the .NET tool runs it.
$powerShell = [Environment]::ProcessPath
$powerShellArguments = @(if ((Split-Path $powerShell -LeafBase) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' })

$kubeVariables = 'KUBECONFIG', 'KUBIE_KUBECONFIG'

# Starts a simulator on a free port and waits until it responds. With -NodeOnly it is one HiveMQ node without Kubernetes.
function Start-Simulator {
    param([switch] $NodeOnly, [string[]] $Arguments = @())

    $program = Get-ChildItem (Join-Path $root 'src/HiveMQBackup.Simulator/bin/*/net*/HiveMQBackup.Simulator.dll') |
        Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $program) { throw 'The simulator is not built. Build it first: ./build.ps1' }

    $log = Join-Path $TestDrive "simulator-$([guid]::NewGuid().ToString('N')[0..7] -join '')"
    $kubeConfig = "$log.kubeconfig"
    $options = if ($NodeOnly) { '--hivemq-only', '--address', '127.0.0.1', '--port', '0' } else { '--kubeconfig', $kubeConfig }
    $start = @{
        FilePath               = 'dotnet'
        ArgumentList           = @($program.FullName) + $options + $Arguments | ForEach-Object { '"{0}"' -f $_ }
        RedirectStandardOutput = "$log.out"
        RedirectStandardError  = "$log.err"
        PassThru               = $true
    }
    $process = Start-Process @start

    $limit = [datetime]::UtcNow.AddSeconds(30)
    while ("$(Get-Content "$log.out" -Raw -ErrorAction Ignore)" -notmatch 'Ctrl\+C stops it') {
        if ($process.HasExited) { throw "The simulator ended: $(Get-Content "$log.err" -Raw)" }
        if ([datetime]::UtcNow -gt $limit) { $process.Kill(); throw 'The simulator did not start within 30 seconds.' }
        Start-Sleep -Milliseconds 50
    }
    $address = [regex]::Match((Get-Content "$log.out" -Raw), 'https?://[\d.:]+').Value
    [pscustomobject]@{ Process = $process; KubeConfig = $kubeConfig; Uri = $address }
}

function Stop-Simulator {
    param($Simulator)
    if (-not $Simulator) { return }
    $Simulator.Process.Kill()
    $Simulator.Process.WaitForExit()
}

# Makes a simulator's cluster the one that is used where no parameter names another.
function Use-Simulator {
    param([Parameter(Mandatory)] $Simulator)
    $script:kubeBefore = @{}
    foreach ($name in $kubeVariables) { $script:kubeBefore[$name] = [Environment]::GetEnvironmentVariable($name) }
    [Environment]::SetEnvironmentVariable('KUBIE_KUBECONFIG', $null)
    [Environment]::SetEnvironmentVariable('KUBECONFIG', $Simulator.KubeConfig)
}

function Restore-KubeConfig {
    if (-not $script:kubeBefore) { return }
    foreach ($name in $kubeVariables) { [Environment]::SetEnvironmentVariable($name, $script:kubeBefore[$name]) }
}

# The error record that a command ends with; an error of the test where it succeeds.
function Get-Failure {
    param([Parameter(Mandatory)] [scriptblock] $Command)
    $ErrorActionPreference = 'Stop'
    try { $null = & $Command } catch { return $_ }
    throw "It did not fail: $Command"
}

# Runs a script in a process without a user, as a scheduler does; returns its output and exit code.
function Invoke-Unattended {
    param([Parameter(Mandatory)] [string] $Script)
    $all = "`$env:NO_COLOR = '1'; `$ErrorView = 'ConciseView'; Import-Module '$module'; $Script"
    Invoke-PowerShell $all
}

# Runs a script in a process of its own.
function Invoke-PowerShell {
    param([Parameter(Mandatory)] [string] $Script)
    $output = & $powerShell @powerShellArguments -NoProfile -NonInteractive -Command $Script 2>&1 | Out-String -Width 1000
    [pscustomobject]@{ Output = $output; ExitCode = $LASTEXITCODE }
}
