# Small files of backups. Dot-source it in BeforeAll.

# Writes a valid backup with HiveMQ's own name for each id.
function Save-TestBackup([string] $Folder, [string[]] $Id) {
    $null = New-Item $Folder -ItemType Directory -Force
    foreach ($one in $Id) {
        $zip = [IO.Compression.ZipFile]::Open((Join-Path $Folder "$one.hivemq-4.42.0.backup"), 'Create')
        $writer = [IO.StreamWriter]::new($zip.CreateEntry('retained-messages/node-retained-messages-0.xml').Open())
        $writer.Write('<retained-messages hivemq-version="4.42.0" exported-at="1700000000000"></retained-messages>')
        $writer.Dispose()
        $zip.Dispose()
    }
}
