using System.Net.Http.Headers;
using System.Text;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>The user that the requests impersonate: the <c>as</c> fields of a kubeconfig's user, as headers.</summary>
/// <remarks>Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation</remarks>
internal sealed class Impersonation
{
    private const string Prefix = "Impersonate-";
    private const string TokenMarks = "!#$&'*+-.^_`|~";

    private readonly IReadOnlyList<(string Name, string Value)> _headers;

    private Impersonation(IReadOnlyList<(string, string)> headers) => _headers = headers;

    /// <summary>No impersonation.</summary>
    internal static Impersonation None { get; } = new([]);

    /// <summary>Reads the fields of a user.</summary>
    /// <exception cref="FormatException">They cannot be sent, or name no user.</exception>
    internal static Impersonation Of(KubeConfigEntry user)
    {
        var name = user.Text("as") ?? "";
        var details = Details(user).ToList();
        if (name.Length == 0)
        {
            return details.Count == 0 ? None : throw new FormatException("its user impersonates a uid, groups or extra fields, but no user ('as')");
        }
        List<(string Name, string Value)> all = [("User", name), .. details];
        foreach (var (field, value) in all)
        {
            if (value.Any(c => c is < ' ' and not '\t' or '\x7F')) throw new FormatException($"its user's impersonation has a control character in {Prefix}{field}");
        }
        return new Impersonation(all.GroupBy(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase)
            .Select(h => (Prefix + h.Key, string.Join(RepeatedHeaderEncoding.Separator, h))).ToList());
    }

    private static IEnumerable<(string Name, string Value)> Details(KubeConfigEntry user)
    {
        if (user.Text("as-uid") is { Length: > 0 } uid) yield return ("Uid", uid);
        foreach (var group in user.Texts("as-groups")) yield return ("Group", group);
        if (user.Entry("as-user-extra") is not { } extra) yield break;
        foreach (var key in extra.Keys)
        {
            foreach (var value in extra.Texts(key)) yield return ($"Extra-{Escape(key)}", value);
        }
    }

    // Characters that a header's name cannot contain are percent-encoded, and so is the percent sign.
    private static string Escape(string key)
    {
        var escaped = new StringBuilder();
        foreach (var c in Encoding.UTF8.GetBytes(key).Select(b => (char)b))
        {
            if (char.IsAsciiLetterOrDigit(c) || TokenMarks.Contains(c, StringComparison.Ordinal)) escaped.Append(c);
            else escaped.Append('%').Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return escaped.ToString();
    }

    /// <summary>Writes the headers into a request.</summary>
    internal void AddTo(HttpRequestHeaders headers)
    {
        foreach (var (name, value) in _headers)
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>How a header is encoded: those of impersonation may repeat, and may hold any Unicode.</summary>
    internal static Encoding? EncodingOf(string header) =>
        header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? new RepeatedHeaderEncoding(header) : null;
}
