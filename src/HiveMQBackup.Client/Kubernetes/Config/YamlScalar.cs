using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>The value of a YAML scalar, with the type that kubectl finds in it.</summary>
internal static class YamlScalar
{
    private const string TextTag = "tag:yaml.org,2002:str";

    /// <summary>A text, a truth value, a long or a double; or null.</summary>
    internal static object? Of(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && scalar.Tag.Value == TextTag)) return text;
        if (text is "" or "~" or "null" or "Null" or "NULL") return null;
        if (Truth(text) is { } truth) return truth;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole;
        return Fraction(text) is { } fraction ? fraction : text;
    }

    // kubectl reads YAML 1.1, where these are truth values as well.
    private static bool? Truth(string text) => text switch
    {
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "y" or "Y" or "on" or "On" or "ON" => true,
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "n" or "N" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    private static double? Fraction(string text) =>
        text.Any(char.IsAsciiDigit) && double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value) ? value : null;
}
