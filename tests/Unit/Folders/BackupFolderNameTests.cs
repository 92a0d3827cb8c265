using HiveMQBackup.Client;
using HiveMQBackup.Client.Folders;

namespace HiveMQBackup.Unit.Folders;

/// <summary>An id is the name of exactly one folder below the backup folder, and never a way out of it.</summary>
public sealed class BackupFolderNameTests
{
    public static TheoryData<string> Invalid =>
    [
        "", ".", "..", "../x", "a/b", "a/", "/a", "a\\b", "..\\x", ".hidden", "a\nb", "a\0b", "a\u001bb", "a\u007fb", "a\u0085b", new string('a', 201),
    ];

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_is_no_single_folder_is_invalid(string id)
    {
        var failed = Test.Fails(ErrorCode.BackupIdInvalid, () => BackupFolderName.Ensure(id));

        Assert.DoesNotContain(failed.Message, char.IsControl);
    }

    [Theory]
    [InlineData("20261123-020000")]
    [InlineData("20261123-020000-2")]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("$(reboot)")]
    [InlineData("-rf")]
    [InlineData("ü")]
    public void Every_other_id_is_valid(string id) => BackupFolderName.Ensure(id);

    [Fact]
    public void The_longest_id_is_valid() => BackupFolderName.Ensure(new string('a', 200));

    [Theory]
    [InlineData("20261123-020000.hivemq-4.42.0.backup", "20261123-020000")]
    [InlineData("prod_20261123-020000.backup", "20261123-020000")]
    [InlineData("20261123-020000", "20261123-020000")]
    [InlineData("backup (1) 20261123-020000 copy.backup", "20261123-020000")]
    [InlineData("1120261123-020000.backup", null)]
    [InlineData("20201006-1902318.hivemq-4.4.0.backup", "20201006-1902318")]
    [InlineData("2026-11-23.backup", null)]
    [InlineData("nightly.backup", null)]
    [InlineData("", null)]
    public void The_id_is_found_in_the_name_of_a_file(string fileName, string? id) => Assert.Equal(id, BackupFolderName.IdIn(fileName));

    [Theory]
    [InlineData("20261123-020000.hivemq-4.42.0.backup", "20261123-020000.hivemq-4.42.0.backup")]
    [InlineData("my backup.backup", "id.backup")]
    [InlineData("-rf", "id.backup")]
    [InlineData(".hidden", "id.backup")]
    [InlineData("a\nb", "id.backup")]
    [InlineData("$(reboot)", "id.backup")]
    [InlineData("ü.backup", "id.backup")]
    public void A_file_keeps_a_name_that_is_safe(string fileName, string expected) => Assert.Equal(expected, BackupFolderName.FileNameFor(fileName, "id"));
}
