using System.Text.RegularExpressions;

namespace HiveMQBackup.Client.HiveMQ;

/// <summary>The link from one page of the list to the next, as the broker or a gateway spells it.</summary>
internal static partial class PageLink
{
    /// <summary>
    /// The next page's path below the broker's base address; null if the link leads to something else than the list. Host and prefix
    /// of the link are not used: behind a gateway they are those of the inside, and credentials go to the broker that was named only.
    /// </summary>
    /// <param name="page">The address of the page that has the link.</param>
    /// <param name="next">Its link: absolute, or relative to the page or to the base address.</param>
    internal static string? Follow(Uri page, NextPage next) =>
        next.IsAddress && Uri.TryCreate(page, next.Link, out var address) && address.Scheme is "http" or "https"
        && address.AbsolutePath.TrimEnd('/').EndsWith("/" + Dialect.Backups, StringComparison.Ordinal)
            ? Dialect.Backups + address.Query
            : null;

    /// <summary>The link as it may be shown: without user name and password.</summary>
    internal static string Shown(string link) => TerminalText.Shorten(UserInfo().Replace(link, "//"));

    /// <summary>Where a redirect leads, as it may be shown: its query is often a signature or a token.</summary>
    internal static string Destination(Uri location) => Shown(location.ToString().Split('?', '#')[0]);

    [GeneratedRegex("//[^/?#]*@")]
    private static partial Regex UserInfo();
}
