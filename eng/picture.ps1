<#
.SYNOPSIS
Records the demo in a terminal, and draws README's picture from the recording.

.DESCRIPTION
Runs the commands below in the demo, the real PowerShell with a simulated cluster, in a terminal of tmux. The recording, text with
color codes, is docs/images/demo.txt; the picture is docs/images/demo.svg, in light and dark colors.

Requires tmux and the .NET SDK. Run it again when the output of a command has changed.

.PARAMETER DrawOnly
Draws the picture from the recording that is there.

.EXAMPLE
./eng/picture.ps1
#>
#Requires -Version 7.4
[CmdletBinding()]
param([switch] $DrawOnly)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Split-Path $PSScriptRoot
$recording = Join-Path $root 'docs/images/demo.txt'
$picture = Join-Path $root 'docs/images/demo.svg'
$commands = 'Get-HiveMQBackup', 'New-HiveMQBackup', 'Get-HiveMQBackup -Latest | Save-HiveMQBackup -OutputDir ./bk', 'Test-HiveMQBackup ./bk/*.backup'
$columns = 96

# In user units: the cell of a character, the window's edge and its title bar.
$cell = @{ Width = 8.4; Height = 19 }
$edge = 16
$bar = 34

# What a line consists of: color codes, space, characters that take two cells, and words with one space between them.
$wide = '[\u2600-\u27bf]|[\ud83c-\ud83e].'
$parts = "`e\[(?<codes>[\d;]*)m|(?<space> +)|(?<wide>$wide)|((?!$wide)[^`e ]| (?=[^`e ]))+"

# The names that the color codes 30 to 37 and 90 to 97 stand for, and what they look like on a light and on a dark window.
$colors = [ordered]@{
    black   = '#24292f', '#6e7681'
    red     = '#b3202c', '#ff7b72'
    green   = '#116329', '#56d364'
    yellow  = '#7d4e00', '#e3b341'
    blue    = '#0550ae', '#79c0ff'
    magenta = '#8250df', '#d2a8ff'
    cyan    = '#1b6a72', '#56d4dd'
    white   = '#57606a', '#c9d1d9'
}

# A server of its own, without the user's configuration.
function Invoke-Tmux {
    $output = & tmux -u -L hivemq-picture -f /dev/null @args
    if ($LASTEXITCODE -ne 0) { throw "'tmux $args' ended with exit code $LASTEXITCODE." }
    $output
}

function Get-Recording {
    & dotnet build (Join-Path $root 'demo') --verbosity quiet | Out-Host
    if ($LASTEXITCODE -ne 0) { throw 'The demo could not be built.' }
    $demo = Get-Item (Join-Path $root 'demo/bin/Debug/net*/HiveMQBackup.Demo.dll') | Select-Object -Last 1
    $quoted = @($demo.FullName) + $commands | ForEach-Object { "'$_'" }
    try {
        # A short folder, so that its path fits the line, and the same hours everywhere.
        Invoke-Tmux new-session -d -x $columns -y 100 "env -u NO_COLOR TMPDIR=/tmp TZ=UTC dotnet $quoted; tmux -L hivemq-picture wait-for -S done; cat"
        Invoke-Tmux wait-for done
        $screen = Invoke-Tmux capture-pane -e -p
    }
    finally { Invoke-Tmux kill-server }

    $first = $screen.IndexOf(($screen -match '^PS> ')[0])
    # The demo's folder is a temporary one.
    $text = ($screen[$first..($screen.Count - 1)] -join "`n") -replace '/\S*/hivemq-demo-\w+', '/home/me'
    $text.TrimEnd() + "`n"
}

# A recording as runs of equal style: the row, the column, the text, the number of cells and the style's classes.
function Get-Run([string[]] $Lines) {
    # A style goes on in the next line.
    $classes = @()
    for ($row = 0; $row -lt $Lines.Count; $row++) {
        $column = 0
        foreach ($part in [regex]::Matches($Lines[$row], $parts)) {
            if ($part.Groups['codes'].Success) {
                $classes = @(Get-Style $classes $part.Groups['codes'].Value)
                continue
            }
            $cells = $part.Groups['wide'].Success ? 2 : $part.Length
            if (-not $part.Groups['space'].Success) {
                [pscustomobject]@{ Row = $row; Column = $column; Text = $part.Value; Cells = $cells; Classes = $classes }
            }
            $column += $cells
        }
    }
}

# The classes after an escape sequence of color codes.
function Get-Style([string[]] $Classes, [string] $Codes) {
    foreach ($code in $Codes.Split(';')) {
        switch ([int] "0$code") {
            0 { $Classes = @() }
            1 { $Classes += 'bold' }
            3 { $Classes += 'italic' }
            { $_ -in 30..39 + 90..97 } { $Classes = @($Classes | Where-Object { $_ -notin $colors.Keys }) }
            { $_ -in 30..37 + 90..97 } { $Classes += @($colors.Keys)[$_ % 10] }
            # The window's own background.
            49 { }
            default { throw "The color code $_ is not known." }
        }
    }
    $Classes
}

function Get-Text($Run) {
    $x = $edge + $Run.Column * $cell.Width
    $y = $bar + ($Run.Row + 0.75) * $cell.Height
    $class = if ($Run.Classes) { " class=`"$($Run.Classes -join ' ')`"" }
    # Every run has the width of its cells, whichever font there is.
    $length = "textLength=`"$(Format-Number ($Run.Cells * $cell.Width))`" lengthAdjust=`"spacingAndGlyphs`""
    "<text x=`"$(Format-Number $x)`" y=`"$(Format-Number $y)`"$class $length>$([Security.SecurityElement]::Escape($Run.Text))</text>"
}

function Format-Number([double] $Number) { $Number.ToString('0.#', [cultureinfo]::InvariantCulture) }

function Get-ColorRule([int] $Index) {
    foreach ($name in $colors.Keys) { ".$name{fill:$($colors[$name][$Index])}" }
}

function Get-Picture([string[]] $Lines) {
    $width = Format-Number (2 * $edge + $columns * $cell.Width)
    $height = Format-Number ($bar + $edge + $Lines.Count * $cell.Height)
    @"
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 $width $height" width="$width" height="$height" role="img" aria-label="The module's cmdlets in a terminal">
<style>
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace;fill:#24292f}
.bold{font-weight:bold}.italic{font-style:italic}.window{fill:#f6f8fa;stroke:#d0d7de}
$(Get-ColorRule 0)
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.window{fill:#161b22;stroke:#30363d}
$(Get-ColorRule 1)}
</style>
<rect class="window" x=".5" y=".5" width="$(Format-Number ($width - 1))" height="$(Format-Number ($height - 1))" rx="8"/>
<circle cx="20" cy="17" r="6" fill="#ff5f57"/><circle cx="40" cy="17" r="6" fill="#febc2e"/><circle cx="60" cy="17" r="6" fill="#28c840"/>
"@
    Get-Run $Lines | ForEach-Object { Get-Text $_ }
    '</svg>'
}

if (-not $DrawOnly) { Get-Recording | Set-Content $recording -NoNewline }
(Get-Picture (Get-Content $recording)) -join "`n" | Set-Content $picture
Get-Item $picture
