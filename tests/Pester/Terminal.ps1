# A real PowerShell with the module in a real terminal: tmux draws the screen, and the tests read it.
# Dot-source it in BeforeAll, after Simulator.ps1.

# Opens a terminal with PowerShell at its prompt, READY>.
function Start-Terminal {
    param([Parameter(Mandatory)] [string] $KubeConfig, [Parameter(Mandatory)] [string] $Folder)

    $null = New-Item $Folder -ItemType Directory -Force
    # A profile, a history or an update notice of this machine's user would be on the screen as well.
    $environment = "HOME=$Folder", "KUBECONFIG=$KubeConfig", 'KUBIE_KUBECONFIG=', 'POWERSHELL_UPDATECHECK=Off', 'NO_COLOR='
    $script = "Import-Module '$module'; `$InformationPreference = 'Ignore'; Set-Location '$Folder'; function prompt { 'READY> ' }"
    $shell = @($powerShell) + $powerShellArguments + @('-NoLogo', '-NoProfile', '-NoExit', '-Command', $script)
    $terminal = [pscustomobject]@{ Socket = Join-Path $Folder 'tmux' }
    Invoke-Tmux $terminal (@('-f', '/dev/null', 'new-session', '-d', '-x', '100', '-y', '30', '--', 'env') + $environment + $shell)
    try { Wait-Screen $terminal '^READY>$' }
    catch { Stop-Terminal $terminal; throw }
    $terminal
}

function Stop-Terminal {
    param($Terminal)
    if ($Terminal) { Invoke-Tmux $Terminal 'kill-server' }
}

function Invoke-Tmux {
    param([Parameter(Mandatory)] $Terminal, [Parameter(Mandatory)] [string[]] $Arguments)
    $output = & tmux -S $Terminal.Socket @Arguments 2>&1
    if ($LASTEXITCODE -ne 0) { throw "'tmux $Arguments' ended with exit code ${LASTEXITCODE}: $output" }
    $output
}

# The lines on the screen, without the empty ones.
function Get-Screen {
    param([Parameter(Mandatory)] $Terminal)
    @(Invoke-Tmux $Terminal 'capture-pane', '-p' | Where-Object { "$_".Trim() } | ForEach-Object { "$_".TrimEnd() })
}

# Types a command on an empty screen, and Enter.
function Send-Command {
    param([Parameter(Mandatory)] $Terminal, [Parameter(Mandatory)] [string] $Command)
    Invoke-Tmux $Terminal 'send-keys', 'C-l'
    Wait-Screen $Terminal '\A\s*READY>\s*\z'
    Send-Text $Terminal $Command
}

function Send-Text {
    param([Parameter(Mandatory)] $Terminal, [Parameter(Mandatory)] [string] $Text)
    Invoke-Tmux $Terminal 'send-keys', '-l', $Text
    Invoke-Tmux $Terminal 'send-keys', 'Enter'
}

# Reads the screen until it matches; each read takes as long as tmux does, so there is nothing to sleep for.
function Wait-Screen {
    param([Parameter(Mandatory)] $Terminal, [Parameter(Mandatory)] [string] $Pattern, [timespan] $Within = '0:0:30')
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    do {
        $screen = (Get-Screen $Terminal) -join "`n"
        if ($screen -match "(?m)$Pattern") { return }
    } while ($watch.Elapsed -lt $Within)
    throw "The screen did not match '$Pattern' within $($Within.TotalSeconds) seconds:`n$screen"
}
