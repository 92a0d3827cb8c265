using System.IO.Compression;
using System.Management.Automation.Host;

namespace HiveMQBackup.Engine.Support;

/// <summary>A folder with backup files, and a PowerShell session in it that knows no cluster.</summary>
internal sealed class BackupFolder : IDisposable
{
    internal BackupFolder() => Shell = new Shell(Path, null);

    internal string Path { get; } = Directory.CreateTempSubdirectory("hivemqbackup-test-").FullName;

    internal Shell Shell { get; }

    internal string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>
    /// Adds a backup of two nodes: the retained messages plant/1/state, plant/2/state and $SYS/up, the client pump-1 with a subscription to
    /// plant/# and two queued messages, and the client Pump-2 with one to $share/group/plant/+/state.
    /// </summary>
    internal string Add(string name) => Add(
        name,
        ("retained-messages/", ""),
        ("retained-messages/nodeA-retained-messages-0.xml", BackupXml.RetainedMessages(
            BackupXml.RetainedMessage("plant/1/state", "on", BackupXml.Mqtt5("text")),
            BackupXml.RetainedMessage("plant/2/state", [1, 2, 0xff]),
            BackupXml.RetainedMessage("$SYS/up", "yes"))),
        ("client-sessions/nodeA-pump-1-0.xml", BackupXml.ClientSession("pump-1", [BackupXml.Subscription("plant/#")], BackupXml.QueuedMessage("plant/1/state", "off"), BackupXml.QueuedMessage("plant/1", "12345"))),
        ("client-sessions/nodeB-Pump-2-0.xml", BackupXml.ClientSession("Pump-2", [BackupXml.Subscription("$share/group/plant/+/state")])));

    /// <summary>Adds a backup with these entries.</summary>
    internal string Add(string name, params (string Name, string Text)[] entries)
    {
        using var archive = ZipFile.Open(this[name], ZipArchiveMode.Create);
        foreach (var (entry, text) in entries)
        {
            using var writer = new StreamWriter(archive.CreateEntry(entry, CompressionLevel.Fastest).Open());
            writer.Write(text);
        }
        return this[name];
    }

    /// <summary>Adds a backup that is cut off.</summary>
    internal string AddCut(string name)
    {
        Add(name);
        using var file = File.OpenWrite(this[name]);
        file.SetLength(file.Length - 10);
        return this[name];
    }

    /// <summary>Adds a backup whose first entry with content is damaged.</summary>
    internal string AddDamaged(string name)
    {
        Add(name);
        var bytes = File.ReadAllBytes(this[name]);
        var first = bytes.AsSpan().IndexOf("retained-messages/nodeA"u8);
        bytes[first + 200] ^= 0x55;
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    /// <summary>Makes the window as wide as that.</summary>
    internal void Resize(int columns) => (Shell.Screen.RawUI!.BufferSize, Shell.Screen.RawUI.WindowSize) = (new Size(columns, 50), new Size(columns, 50));

    /// <summary>What a script shows, line by line.</summary>
    internal IReadOnlyList<string> Show(string script) => [.. Shell.Show(script).SelectMany(line => line.Split('\n'))];

    /// <summary>Whether a file is open.</summary>
    internal bool IsOpen(string name)
    {
        try
        {
            using var file = new FileStream(this[name], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        Shell.Dispose();
        Directory.Delete(Path, recursive: true);
    }
}
