using HiveMQBackup.Client.Kubernetes.Config;

namespace HiveMQBackup.Unit.Kubernetes.Config;

/// <summary>A list of files is split as kubectl does it.</summary>
public sealed class PathListTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("C:\\a;C:\\b", "C:\\a|C:\\b")]
    [InlineData("\"C:\\a;b\";C:\\c", "C:\\a;b|C:\\c")]
    [InlineData("C:\\x\" y\"\\a;;\"C:\\b\"", "C:\\x y\\a||C:\\b")]
    [InlineData("\"C:\\a;C:\\b", "C:\\a;C:\\b")]
    public void In_Windows_quotes_belong_to_no_name(string list, string files) =>
        Assert.Equal(files.Split('|'), PathList.Split(list, ';', isQuoted: true));

    [Theory]
    [InlineData("/a:/b", "/a|/b")]
    [InlineData("\"/a:/b\"", "\"/a|/b\"")]
    public void Elsewhere_they_do(string list, string files) => Assert.Equal(files.Split('|'), PathList.Split(list, ':', isQuoted: false));
}
