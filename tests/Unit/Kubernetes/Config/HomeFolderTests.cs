using HiveMQBackup.Client.Kubernetes.Config;

namespace HiveMQBackup.Unit.Kubernetes.Config;

/// <summary>The home folder is that of kubectl.</summary>
public sealed class HomeFolderTests
{
    private static string Found(string variables, bool isWindows)
    {
        var environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return string.Join('|', HomeFolder.All(environment.GetValueOrDefault, isWindows));
    }

    [Theory]
    [InlineData(@"USERPROFILE=C:\Users\me", @"C:\Users\me")]
    [InlineData(@"HOMEDRIVE=H: HOMEPATH=\me USERPROFILE=C:\Users\me", @"H:\me|C:\Users\me")]
    [InlineData(@"HOME=D:\home HOMEDRIVE=H: HOMEPATH=\me USERPROFILE=C:\Users\me", @"D:\home|H:\me|C:\Users\me")]
    [InlineData(@"HOME= HOMEDRIVE=H: USERPROFILE=C:\Users\me", @"C:\Users\me")]
    public void In_Windows_several_variables_name_one(string variables, string folders) => Assert.Equal(folders, Found(variables, isWindows: true));

    [Fact]
    public void Elsewhere_only_HOME_does() => Assert.Equal("/home/me", Found("HOME=/home/me HOMEDRIVE=H: HOMEPATH=/me USERPROFILE=/mnt/c/Users/me", isWindows: false));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_a_variable_the_system_knows_it(bool isWindows) =>
        Assert.Equal(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), Found("", isWindows));
}
