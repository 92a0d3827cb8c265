using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>Writes YAML as JSON, with the types that kubectl finds in it.</summary>
internal static class YamlJson
{
    private const string TextTag = "tag:yaml.org,2002:str";

    internal static void Write(Utf8JsonWriter json, YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                json.WriteStartObject();
                foreach (var (key, value) in mapping.Children)
                {
                    json.WritePropertyName((key as YamlScalarNode)?.Value ?? key.ToString());
                    Write(json, value);
                }
                json.WriteEndObject();
                break;
            case YamlSequenceNode sequence:
                json.WriteStartArray();
                foreach (var item in sequence) Write(json, item);
                json.WriteEndArray();
                break;
            case YamlScalarNode scalar:
                WriteScalar(json, scalar);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter json, YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && scalar.Tag.Value == TextTag)) json.WriteStringValue(text);
        else if (text is "" or "~" or "null" or "Null" or "NULL") json.WriteNullValue();
        else if (Truth(text) is { } truth) json.WriteBooleanValue(truth);
        else if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) json.WriteNumberValue(whole);
        else if (Fraction(text) is { } fraction) json.WriteNumberValue(fraction);
        else json.WriteStringValue(text);
    }

    // kubectl reads YAML 1.1, where these are truth values as well.
    private static bool? Truth(string text) => text switch
    {
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => true,
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    private static double? Fraction(string text) =>
        text.Any(char.IsAsciiDigit) && double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value) ? value : null;
}
