using HiveMQBackup.Client;
using HiveMQBackup.Client.Kubernetes.Config;

namespace HiveMQBackup.Unit.Kubernetes.Config;

public sealed class KubeConfigSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];

    public KubeConfigSourceTests()
    {
        Assert.SkipWhen(k8s.KubernetesClientConfiguration.IsInCluster(), "In a pod its service account is found.");
        _environment["HOME"] = _folder["home"];
    }

    public void Dispose() => _folder.Dispose();

    private KubeConfigSource Find(string? path = null) => KubeConfigSource.Find(path, _folder.Path, _environment.GetValueOrDefault);

    private static string List(params string[] files) => string.Join(Path.PathSeparator, files);

    [Fact]
    public void KUBIE_KUBECONFIG_goes_before_KUBECONFIG_before_the_home_folder()
    {
        var kubie = _folder.Write("kubie", "");
        var kube = _folder.Write("kube", "");
        var home = _folder.Write("home/.kube/config", "");
        (_environment["KUBIE_KUBECONFIG"], _environment["KUBECONFIG"]) = (kubie, kube);

        Assert.Equal([kubie], Find().Files);
        _environment.Remove("KUBIE_KUBECONFIG");
        Assert.Equal([kube], Find().Files);
        _environment.Remove("KUBECONFIG");
        Assert.Equal([home], Find().Files);
    }

    [Fact]
    public void A_path_that_is_given_goes_before_all_others()
    {
        var given = _folder.Write("given", "");
        _environment["KUBIE_KUBECONFIG"] = _folder.Write("kubie", "");

        Assert.Equal([given], Find(given).Files);
    }

    [Fact]
    public void An_empty_path_is_none()
    {
        var home = _folder.Write("home/.kube/config", "");

        Assert.Equal([home], Find("").Files);
    }

    [Fact]
    public void An_empty_variable_is_passed_over()
    {
        var home = _folder.Write("home/.kube/config", "");
        (_environment["KUBIE_KUBECONFIG"], _environment["KUBECONFIG"]) = ("", "");

        Assert.Equal([home], Find().Files);
    }

    [Fact]
    public void A_list_keeps_its_order_and_passes_over_what_does_not_exist()
    {
        var (a, b) = (_folder.Write("a", ""), _folder.Write("b", ""));
        _environment["KUBECONFIG"] = List(b, _folder["missing"], "", a);

        Assert.Equal([b, a], Find().Files);
    }

    [Theory]
    [InlineData("KUBECONFIG")]
    [InlineData("KUBIE_KUBECONFIG")]
    public void Where_a_variable_is_set_only_that_is_used(string variable)
    {
        _folder.Write("home/.kube/config", "");
        if (variable == "KUBIE_KUBECONFIG") _environment["KUBECONFIG"] = _folder.Write("kube", "");
        _environment[variable] = List(_folder["missing"], "too");

        var failed = Test.Fails(ErrorCode.KubeConfigNotFound, () => Find());

        Assert.StartsWith($"{variable} is set to '{_environment[variable]}'", failed.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["missing"], failed.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["too"], failed.Message, StringComparison.Ordinal);
        Assert.Equal(new ErrorCause.KubeConfigVariable(variable, _environment[variable]), failed.Cause);
    }

    // "$DEV $PROD", and neither is set.
    [Theory]
    [InlineData("KUBECONFIG", " ")]
    [InlineData("KUBECONFIG", "{0}")]
    [InlineData("KUBECONFIG", " {0} ")]
    [InlineData("KUBIE_KUBECONFIG", " ")]
    public void A_variable_that_holds_only_separators_and_spaces_is_used_and_names_no_file(string variable, string value)
    {
        _folder.Write("home/.kube/config", "");
        _environment[variable] = string.Format(null, value, Path.PathSeparator);

        Assert.Contains("names no file", Test.Fails(ErrorCode.KubeConfigNotFound, () => Find()).Message, StringComparison.Ordinal);
    }

    // A variable of a CI system may hold the file itself.
    [Theory]
    [InlineData("apiVersion: v1\nusers: [{name: u, user: {token: top-secret}}]")]
    [InlineData("{\"users\":[{\"name\":\"u\",\"user\":{\"token\":\"top-secret\"}}]}")]
    [InlineData("YXBpVmVyc2lvbjogdjEKdXNlcnM6/top-secret")]
    [InlineData("LS0tCnVzZXJzOg/top-secret")]
    [InlineData("ewogICJ1c2VycyI6/top-secret")]
    public void The_content_of_a_kubeconfig_in_a_variable_is_not_repeated(string content)
    {
        _environment["KUBECONFIG"] = content;

        var failed = Test.Fails(ErrorCode.KubeConfigNotFound, () => Find());

        Assert.Equal("KUBECONFIG contains something other than paths, which is not shown: it may be the content of a kubeconfig.", failed.Message);
        Assert.DoesNotContain("top-secret", $"{failed} {failed.Cause}", StringComparison.Ordinal);
    }

    // A user who is called E. Wogan, and a long list of short names.
    [Fact]
    public void A_path_that_resembles_content_is_used()
    {
        var file = _folder.Write("ewogan/config", "");
        _environment["KUBECONFIG"] = List([.. Enumerable.Range(0, 100).Select(i => $"none{i}"), file]);

        Assert.Equal([file], Find().Files);
        Assert.Equal([file], Find(file).Files);
    }

    [Fact]
    public void Nor_is_it_where_it_was_given_as_a_path()
    {
        var failed = Test.Fails(ErrorCode.KubeConfigNotFound, () => Find("YXBpVmVyc2lvbjogdjEKdXNlcnM6/top-secret"));

        Assert.DoesNotContain("top-secret", failed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_space_before_a_file_of_a_list_belongs_to_its_name()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows ignores some spaces itself.");
        var (a, b) = (_folder.Write("a", ""), _folder.Write("b", ""));
        _environment["KUBECONFIG"] = List(a, $" {b}");

        Assert.Equal([a], Find().Files);
    }

    [Fact]
    public void A_tilde_that_no_shell_has_expanded_is_pointed_out()
    {
        _folder.Write("home/.kube/config", "");
        _environment["KUBECONFIG"] = Path.Combine("~", ".kube", "config");

        Assert.Equal(new ErrorCause.KubeConfigVariable("KUBECONFIG", _environment["KUBECONFIG"]), Test.Fails(ErrorCode.KubeConfigNotFound, () => Find()).Cause);
    }

    [Fact]
    public void The_separator_of_another_system_is_pointed_out()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There it is the right one.");
        _environment["KUBECONFIG"] = $"{_folder.Write("a", "")};{_folder.Write("b", "")}";

        Assert.Equal(new ErrorCause.KubeConfigVariable("KUBECONFIG", _environment["KUBECONFIG"]), Test.Fails(ErrorCode.KubeConfigNotFound, () => Find()).Cause);
    }

    [Fact]
    public void A_folder_in_a_list_is_not_passed_over()
    {
        _environment["KUBECONFIG"] = List(_folder.Path, _folder.Write("a", ""));

        Assert.Contains("is a folder", Test.Fails(ErrorCode.KubeConfigNotFound, () => Find()).Message, StringComparison.Ordinal);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_file_that_cannot_be_read_is_not_skipped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "It could be read all the same.");
        var file = _folder.Write("closed/config", "");
        File.SetUnixFileMode(_folder["closed"], UnixFileMode.None);
        try
        {
            _environment["KUBECONFIG"] = List(file, _folder.Write("a", ""));

            Assert.Contains(file, Test.Fails(ErrorCode.KubeConfigInvalid, () => Find()).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(_folder["closed"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void A_path_that_is_given_is_no_list()
    {
        var list = List(_folder.Write("a", ""), _folder.Write("b", ""));

        Test.Fails(ErrorCode.KubeConfigNotFound, () => Find(list));
    }

    [Fact]
    public void Relative_paths_start_from_the_folder_given()
    {
        var file = _folder.Write("sub/config", "");
        _environment["KUBECONFIG"] = Path.Combine("sub", "config");

        Assert.Equal([file], Find().Files);
        Assert.Equal([file], Find(Path.Combine(".", "sub", "config")).Files);
    }

    [Fact]
    public void Where_nothing_is_found_all_places_are_named()
    {
        var failed = Test.Fails(ErrorCode.KubeConfigNotFound, () => Find());

        Assert.Contains("KUBIE_KUBECONFIG (not set)", failed.Message, StringComparison.Ordinal);
        Assert.Contains(" KUBECONFIG (not set)", failed.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder["home"], ".kube", "config"), failed.Message, StringComparison.Ordinal);
        Assert.Contains("service account", failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.Cause);
    }

    [Fact]
    public void A_given_path_that_does_not_exist_is_not_replaced_by_another()
    {
        _folder.Write("home/.kube/config", "");

        var failed = Test.Fails(ErrorCode.KubeConfigNotFound, () => Find("missing"));

        Assert.Contains("missing", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_kubeconfig()
    {
        Test.Fails(ErrorCode.KubeConfigNotFound, () => Find(_folder.Path));
    }

    [Fact]
    public void A_source_is_the_same_until_one_of_its_files_changes()
    {
        var file = _folder.Write("config", "a");
        var before = Find(file);
        Assert.Equal(before, Find(file));
        Assert.Equal(before.GetHashCode(), Find(file).GetHashCode());

        File.AppendAllText(file, "b");

        Assert.NotEqual(before, Find(file));
    }

    [Fact]
    public void A_source_is_another_one_when_the_file_behind_a_link_changes()
    {
        var target = _folder.Write("target", "a");
        File.CreateSymbolicLink(_folder["link"], "target");
        File.CreateSymbolicLink(_folder["config"], "link");
        var before = Find("config");
        Assert.Equal(before, Find("config"));
        Assert.Equal([_folder["config"]], before.Files);

        File.AppendAllText(target, "b");

        Assert.NotEqual(before, Find("config"));
    }

    [Fact]
    public void A_source_is_another_one_when_a_link_leads_to_another_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The times of a new link there differ in any case.");
        var (a, b) = (_folder.Write("a", "1"), _folder.Write("b", "2"));
        File.SetLastWriteTimeUtc(b, File.GetLastWriteTimeUtc(a));
        File.CreateSymbolicLink(_folder["config"], a);
        var before = Find("config");

        File.Delete(_folder["config"]);
        File.CreateSymbolicLink(_folder["config"], b);

        Assert.NotEqual(before, Find("config"));
    }

    [Fact]
    public void A_link_without_an_end_is_an_error()
    {
        File.CreateSymbolicLink(_folder["config"], _folder["other"]);
        File.CreateSymbolicLink(_folder["other"], _folder["config"]);

        Assert.Contains(_folder["config"], Test.Fails(ErrorCode.KubeConfigInvalid, () => Find("config")).Message, StringComparison.Ordinal);
    }
}
