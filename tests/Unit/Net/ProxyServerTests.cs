using System.Text;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Unit.Net;

public sealed class ProxyServerTests
{
    [Theory]
    [InlineData("http://proxy:3128", null)]
    [InlineData("http://user:pass@proxy", "user:pass")]
    [InlineData("http://user@proxy", "user:")]
    [InlineData("http://:pass@proxy", ":pass")]
    [InlineData("http://@proxy", ":")]
    [InlineData("http://user:a:b@proxy", "user:a:b")]
    [InlineData("http://user:p@ss@proxy", "user:p@ss")]
    [InlineData("http://us%40er:p%3A%2F%25%20+@proxy", "us@er:p:/% +")]
    [InlineData("http://DOMAIN%5Cuser:gr%C3%BCn@proxy", "DOMAIN\\user:grün")]
    public void Its_credentials_are_decoded_and_not_shown(string address, string? credentials)
    {
        var proxy = ProxyServer.Parse(address, "proxy-url")!;

        Assert.Equal(credentials, proxy.Authorization is { } header ? Encoding.UTF8.GetString(Convert.FromBase64String(header.Parameter!)) : null);
        Assert.Equal("Basic", proxy.Authorization?.Scheme ?? "Basic");
        Assert.Empty(proxy.Address.UserInfo);
        Assert.DoesNotContain('@', proxy.ToString());
        Assert.Contains("http://proxy", proxy.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proxy:3128")]
    [InlineData("proxy")]
    [InlineData("")]
    [InlineData("://proxy")]
    [InlineData("http://proxy:65536")]
    [InlineData("http://a:b:c")]
    [InlineData("http://[fd00::1")]
    [InlineData("http://[proxy]:3128")]
    [InlineData("http://user:pässword@proxy")]
    [InlineData("http://user:100%@proxy")]
    [InlineData("http://user:1/2@proxy")]
    [InlineData("http://user:1#2@proxy")]
    public void What_is_no_address_is_none(string text) => Assert.Null(ProxyServer.Parse(text, "proxy-url"));

    [Theory]
    [InlineData("http://proxy", true)]
    [InlineData("https://proxy", true)]
    [InlineData("socks5://proxy", true)]
    [InlineData("socks5h://proxy", true)]
    [InlineData("socks4://proxy", false)]
    [InlineData("ftp://proxy", false)]
    public void Not_every_scheme_can_be_used(string address, bool supported) =>
        Assert.Equal(supported, ProxyServer.Parse(address, "proxy-url")!.IsSupported);
}
