using System.Collections;
using System.Management.Automation;
using System.Security.Cryptography;
using HiveMQBackup.Engine.Support;

namespace HiveMQBackup.Engine;

/// <summary>What Test-HiveMQBackup reports.</summary>
public sealed class TestHiveMQBackupTests : IDisposable
{
    private readonly BackupFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_report_says_what_a_file_holds()
    {
        var path = _folder.Add("x.backup");
        var report = Test("./x.backup").Single;
        Assert.Equal("HiveMQBackup.Cmdlets.HiveMQBackupReport", report.TypeNames[0]);
        Assert.Equal(path, report.Properties["Path"].Value);
        Assert.Equal(true, report.Properties["IsValid"].Value);
        Assert.Equal(new FileInfo(path).Length, report.Properties["Length"].Value);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))).ToLowerInvariant(), report.Properties["Sha256"].Value);
        Assert.Equal("4.42.0", report.Properties["HiveMQVersion"].Value);
        Assert.Equal((BackupXml.Exported, BackupXml.Exported), (report.Properties["ExportedAt"].Value, report.Properties["ExportedUntil"].Value));
        Assert.Equal(2, report.Properties["Nodes"].Value);
        Assert.Equal([3L, 2L, 2L, 2L, 8L, 0L, 0L], Numbers(report, "RetainedMessages", "ClientSessions", "Subscriptions", "QueuedMessages", "QueuedBytes", "SharedSubscriptions", "UnknownEntries"));
        Assert.Equal($"{path} valid", report.ToString());
    }

    [Fact]
    public void What_is_unknown_is_counted_and_no_problem()
    {
        _folder.Add("x.backup", ("retained-messages/a-retained-messages-0.xml", BackupXml.RetainedMessages("<later>1</later>")), ("extensions/a-1.xml", "<later/>"));
        var report = Test("./x.backup").Single;
        Assert.Equal(true, report.Properties["IsValid"].Value);
        Assert.Equal([1L, 1L], Numbers(report, "UnknownEntries", "UnknownElements"));
    }

    [Fact]
    public void An_invalid_file_is_a_report_and_no_error()
    {
        var path = _folder.AddDamaged("x.backup");
        var report = Test("./x.backup").Single;
        Assert.Equal(false, report.Properties["IsValid"].Value);
        Assert.Equal($"{path} not valid", report.ToString());
        // The rest of the file is read all the same.
        Assert.Equal([2L, 2L, 2L], Numbers(report, "ClientSessions", "Subscriptions", "QueuedMessages"));
        var problem = PSObject.AsPSObject(Assert.Single(((IEnumerable)report.Properties["Problems"].Value).Cast<object>()));
        Assert.Equal("retained-messages/nodeA-retained-messages-0.xml", problem.Properties["Entry"].Value);
        Assert.InRange((long)problem.Properties["Offset"].Value, 1, new FileInfo(path).Length);
        Assert.NotEqual("", problem.Properties["Message"].Value);
    }

    [Theory]
    [InlineData("cut", "The end of the archive is missing")]
    [InlineData("text", "not a ZIP archive")]
    [InlineData("foreign", "none of its entries belongs to a HiveMQ backup")]
    [InlineData("checksum", "x.backup.sha256 says")]
    public void The_problem_says_what_is_wrong(string how, string says)
    {
        if (how == "cut") _folder.AddCut("x.backup");
        else if (how == "text") File.WriteAllText(_folder["x.backup"], "text");
        else _folder.Add("x.backup", (how == "foreign" ? "a.txt" : "retained-messages/", ""));
        if (how == "checksum") File.WriteAllText(_folder["x.backup.sha256"], $"{new string('0', 64)}  x.backup\n");
        var report = Test("./x.backup").Single;
        Assert.Equal(false, report.Properties["IsValid"].Value);
        Assert.Contains(says, Assert.Single(((IEnumerable)report.Properties["Problems"].Value).Cast<object>()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_says_only_whether_each_file_is_valid()
    {
        _folder.Add("a.backup");
        _folder.AddCut("b.backup");
        Assert.Equal([true, false], Test("*.backup -Quiet").Succeeded.Output.Select(o => o.BaseObject));
        Assert.Empty(_folder.Show("$null = Test-HiveMQBackup *.backup -Quiet"));
    }

    [Fact]
    public void The_progress_shows_how_far_the_test_is_and_what_was_found()
    {
        _folder.Add("20261122-020000.hivemq-4.42.0.backup");
        Test("*.backup").Succeeded.ToString();
        var shown = _folder.Shell.Screen.Progress.ToList();
        var bar = shown.First(p => p.Activity.StartsWith("Testing", StringComparison.Ordinal));
        Assert.Equal("Testing 20261122-020000.hi…", bar.Activity);
        Assert.Matches(@"^\d+ %, .* of .*B", bar.StatusDescription);
        Assert.InRange(bar.PercentComplete, 0, 100);
        Assert.Contains(shown, p => p.Activity == "Found");
        Assert.All(shown.GroupBy(p => p.ActivityId), bars => Assert.Equal(ProgressRecordType.Completed, bars.Last().RecordType));
    }

    [Fact]
    public void The_same_objects_come_from_a_file_or_a_job()
    {
        _folder.Add("a.backup");
        _folder.AddCut("b.backup");
        var live = _folder.Show("Test-HiveMQBackup *.backup");
        Assert.Equal(live, _folder.Show("Test-HiveMQBackup *.backup | ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) }"));
        Assert.Equal(
            "Path IsValid Problems Length Sha256 HiveMQVersion ExportedAt ExportedUntil Nodes RetainedMessages ClientSessions Subscriptions QueuedMessages QueuedBytes SharedSubscriptions UnknownEntries UnknownElements",
            string.Join(' ', Test("a.backup | ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) }").Single.Properties.Select(p => p.Name)));
    }

    private Outcome Test(string arguments) => _folder.Shell.Run($"Test-HiveMQBackup {arguments}");

    private static IEnumerable<object> Numbers(PSObject report, params string[] names) => names.Select(name => report.Properties[name].Value);
}
