using HiveMQBackup.Client;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Unit.Net;

/// <summary>Which servers are reached over which proxy: the rules of Go's httpproxy, which kubectl follows.</summary>
public sealed class ProxyEnvironmentTests
{
    private const string Proxy = "http://proxy.corp:3128";

    private readonly List<string> _warnings = [];

    private string? For(string server, params (string Name, string Value)[] variables) =>
        ProxyEnvironment.For(new Uri(server), new Log(_warnings.Add, _ => { }), name => variables.FirstOrDefault(v => v.Name == name).Value)?.Address.GetLeftPart(UriPartial.Authority);

    private bool IsDirect(string server, string noProxy) =>
        For(server, ("HTTPS_PROXY", Proxy), ("HTTP_PROXY", Proxy), ("NO_PROXY", noProxy)) is null;

    [Theory]
    [InlineData("https://api.example:6443", "HTTPS_PROXY", true)]
    [InlineData("https://api.example:6443", "https_proxy", true)]
    [InlineData("https://api.example:6443", "HTTP_PROXY", false)]
    [InlineData("http://api.example:8080", "HTTP_PROXY", true)]
    [InlineData("http://api.example:8080", "http_proxy", true)]
    [InlineData("http://api.example:8080", "HTTPS_PROXY", false)]
    [InlineData("https://api.example:6443", "ALL_PROXY", false)]
    [InlineData("https://api.example:6443", "Https_Proxy", false)]
    public void Each_scheme_has_its_variable_in_either_case(string server, string variable, bool proxied) =>
        Assert.Equal(proxied ? Proxy : null, For(server, (variable, Proxy)));

    [Fact]
    public void Upper_case_goes_first_where_it_is_not_empty()
    {
        Assert.Equal("http://upper", For("https://a.example", ("https_proxy", "http://lower"), ("HTTPS_PROXY", "http://upper")));
        Assert.Equal("http://lower", For("https://a.example", ("https_proxy", "http://lower"), ("HTTPS_PROXY", "")));
        Assert.Equal(Proxy, For("https://a.example", ("HTTPS_PROXY", Proxy), ("NO_PROXY", "b.example"), ("no_proxy", "a.example")));
        Assert.Null(For("https://a.example", ("HTTPS_PROXY", Proxy), ("NO_PROXY", ""), ("no_proxy", "a.example")));
    }

    [Theory]
    [InlineData("http://localhost:8888")]
    [InlineData("https://LOCALHOST:6443")]
    [InlineData("http://loopback:8888")]
    [InlineData("https://127.0.0.1:6443")]
    [InlineData("https://127.8.9.10:6443")]
    [InlineData("https://[::1]:6443")]
    [InlineData("https://[::ffff:127.0.0.1]:6443")]
    [InlineData("https://[::ffff:127.0.0.2]:6443")]
    [InlineData("https://0.0.0.0:6443")]
    [InlineData("https://[::]:6443")]
    public void This_machine_is_always_reached_directly(string server) => Assert.True(IsDirect(server, ""));

    [Theory]
    // A name and its subdomains.
    [InlineData("https://example.com", "example.com", true)]
    [InlineData("https://api.example.com", "example.com", true)]
    [InlineData("https://EXAMPLE.com", "Example.COM", true)]
    [InlineData("https://notexample.com", "example.com", false)]
    [InlineData("https://example.com.evil", "example.com", false)]
    [InlineData("https://example.com", ".example.com", false)]
    [InlineData("https://api.example.com", ".example.com", true)]
    [InlineData("https://example.com", "*.example.com", false)]
    [InlineData("https://api.example.com", "*.example.com", true)]
    [InlineData("https://a.b.example.com", "*.example.com", true)]
    [InlineData("https://api.example.com", "*example.com", false)]
    [InlineData("https://kubernetes.default.svc", ".svc", true)]
    [InlineData("https://kubernetes.default.svc", "svc,.cluster.local", true)]
    [InlineData("https://xn--bcher-kva.example", "bücher.example", true)]
    // Everything.
    [InlineData("https://example.com", "*", true)]
    [InlineData("https://10.0.0.1", "other,*", true)]
    // Ports.
    [InlineData("https://example.com:6443", "example.com:6443", true)]
    [InlineData("https://example.com:6443", "example.com:443", false)]
    [InlineData("https://example.com", "example.com:443", true)]
    [InlineData("http://example.com", "example.com:80", true)]
    [InlineData("https://api.example.com:6443", ".example.com:6443", true)]
    [InlineData("https://api.example.com:6443", "*.example.com:443", false)]
    [InlineData("https://10.0.0.1:6443", "10.0.0.1:6443", true)]
    [InlineData("https://10.0.0.1:6443", "10.0.0.1:443", false)]
    [InlineData("https://[fd00::1]:6443", "[fd00::1]:6443", true)]
    [InlineData("https://[fd00::1]:6443", "[fd00::1]:443", false)]
    // Addresses and ranges.
    [InlineData("https://10.0.0.1", "10.0.0.1", true)]
    [InlineData("https://10.0.0.1", "10.0.0.10", false)]
    [InlineData("https://10.0.0.1", "10.0.0.0/8", true)]
    [InlineData("https://10.1.2.3", "10.9.9.9/8", true)]
    [InlineData("https://11.0.0.1", "10.0.0.0/8", false)]
    [InlineData("https://10.96.0.1", "10.96.0.0/12", true)]
    [InlineData("https://10.112.0.1", "10.96.0.0/12", false)]
    [InlineData("https://10.0.0.1", "0.0.0.0/0", true)]
    [InlineData("https://10.0.0.1", "10.0.0.1/32", true)]
    [InlineData("https://10.0.0.2", "10.0.0.1/32", false)]
    [InlineData("https://10.0.0.1", "10.0.0.0/33", false)]
    [InlineData("https://10.0.0.1", "10.0.0.0/8:443", false)]
    [InlineData("https://[::ffff:10.0.0.1]", "10.0.0.0/8", true)]
    [InlineData("https://10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("https://10.0.0.1", "::ffff:10.0.0.0/104", false)]
    [InlineData("https://[fd00::1]", "fd00::/8", true)]
    [InlineData("https://[fe80::1]", "fd00::/8", false)]
    [InlineData("https://[fd00::1]", "fd00::1", true)]
    [InlineData("https://[fd00:0:0::1]", "FD00::1", true)]
    [InlineData("https://[fd00::1]", "[fd00::1]", false)]
    [InlineData("https://10.0.0.1", "10", false)]
    [InlineData("https://10.0.0.1", "10.1", false)]
    [InlineData("https://10.0.0.1", "0.0.1", true)]
    [InlineData("https://example.com", "0.0.0.0/0", false)]
    // Lists, blanks and rubbish.
    [InlineData("https://example.com", " a.example , example.com ,", true)]
    [InlineData("https://example.com", "a.example example.com", false)]
    [InlineData("https://example.com", "a.example;example.com", false)]
    [InlineData("https://example.com", ":443,,[]:443", false)]
    [InlineData("https://example.com", "http://example.com", false)]
    public void NO_PROXY_excepts_what_Go_excepts(string server, string noProxy, bool direct) =>
        Assert.Equal(direct, IsDirect(server, noProxy));

    [Theory]
    [InlineData("proxy.corp", "http://proxy.corp")]
    [InlineData("proxy.corp:3128", "http://proxy.corp:3128")]
    [InlineData("10.0.0.1:3128", "http://10.0.0.1:3128")]
    [InlineData("[fd00::1]:3128", "http://[fd00::1]:3128")]
    [InlineData("user:pass@proxy.corp:3128", "http://proxy.corp:3128")]
    [InlineData("HTTP://Proxy.corp:3128/path", "http://proxy.corp:3128")]
    [InlineData("https://proxy.corp", "https://proxy.corp")]
    [InlineData("socks5://proxy.corp", "socks5://proxy.corp:1080")]
    [InlineData("socks5h://user:p%40ss@proxy.corp:99", "socks5h://proxy.corp:99")]
    public void A_proxy_is_named_with_or_without_a_scheme(string value, string proxy) =>
        Assert.Equal(proxy, For("https://api.example", ("HTTPS_PROXY", value)));

    [Theory]
    [InlineData("http://")]
    [InlineData("http://:3128")]
    [InlineData("proxy.corp:port")]
    [InlineData("http://proxy.corp:99999")]
    [InlineData("http://user:geheim%zz@proxy.corp")]
    [InlineData("http://user:ge heim@proxy.corp")]
    [InlineData("http://user:12/geheim@proxy.corp")]
    [InlineData("user:12/geheim@proxy.corp")]
    [InlineData(" http://user:geheim@proxy.corp")]
    [InlineData("http://user:geheim@proxy.corp\n")]
    public void A_value_that_is_no_proxy_address_is_invalid_and_is_not_shown(string value)
    {
        Assert.Null(For("https://api.example", ("HTTPS_PROXY", value)));

        var warning = Assert.Single(_warnings);
        Assert.Contains("HTTPS_PROXY", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_of_a_CGI_process_names_no_proxy()
    {
        Assert.Null(For("http://a.example", ("HTTP_PROXY", Proxy), ("REQUEST_METHOD", "GET")));
        Assert.Equal(Proxy, For("https://a.example", ("HTTPS_PROXY", Proxy), ("REQUEST_METHOD", "GET")));
    }
}
