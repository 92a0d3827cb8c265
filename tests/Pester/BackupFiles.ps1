# Backup files for the tests. Dot-source it in BeforeAll, after Simulator.ps1.

$exported = [DateTimeOffset]::new(2026, 11, 22, 2, 0, 0, [timespan]::Zero).ToUnixTimeMilliseconds()

function ConvertTo-Base64 {
    param([string] $Text)
    [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($Text))
}

function Get-MessageXml {
    param([string] $Element, [string] $Topic, [string] $Payload)
    "<$Element><exported-at>$exported</exported-at><topic-base64>true</topic-base64><topic>$(ConvertTo-Base64 $Topic)</topic>" +
    "<timestamp>$exported</timestamp><message>$(ConvertTo-Base64 $Payload)</message><qos>1</qos>" +
    "<message-expiry-interval>60</message-expiry-interval><user-properties><user-property><name>$(ConvertTo-Base64 $Topic)</name>" +
    "<value>$(ConvertTo-Base64 $Payload)</value></user-property></user-properties></$Element>"
}

# A backup with a retained message of the topic, and a client with a subscription to it and two queued messages.
function New-BackupFile {
    param([Parameter(Mandatory)] [string] $Path, [string] $ClientId = 'pump-1', [string] $Topic = 'plant/1/state', [string] $Payload = 'on')

    $retained = '<retained-messages hivemq-version="4.42.0" exported-at="{0}">{1}</retained-messages>' -f
        $exported, (Get-MessageXml 'retained-message' $Topic $Payload)
    $session = ('<client-session client-id="{1}" client-id-base64="true" disconnected-since="{0}" session-expiry-interval="3600" ' +
        'hivemq-version="4.42.0" exported-at="{0}"><subscriptions><subscription><topic-base64>true</topic-base64><topic>{2}</topic>' +
        '<qos>1</qos></subscription></subscriptions><queued-messages>{3}</queued-messages></client-session>') -f
        $exported, (ConvertTo-Base64 $ClientId), (ConvertTo-Base64 $Topic), ((Get-MessageXml 'queued-message' $Topic $Payload) * 2)

    $archive = [System.IO.Compression.ZipFile]::Open($Path, 'Create')
    try {
        foreach ($entry in @('retained-messages/nodeA-retained-messages-0.xml', $retained), @('client-sessions/nodeA-client-0.xml', $session)) {
            $writer = [System.IO.StreamWriter]::new($archive.CreateEntry($entry[0]).Open())
            try { $writer.Write($entry[1]) } finally { $writer.Dispose() }
        }
    }
    finally {
        $archive.Dispose()
    }
    Get-Item $Path
}

# Cuts off the end of a file.
function Limit-BackupFile {
    param([Parameter(Mandatory)] [System.IO.FileInfo] $File)
    $stream = $File.OpenWrite()
    try { $stream.SetLength($stream.Length - 10) } finally { $stream.Dispose() }
}
