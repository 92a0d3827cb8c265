using System.Collections;
using System.Management.Automation;
using System.Security;
using HiveMQBackup.Client.Brokers;
using HiveMQBackup.Cmdlets.Common.Parameters;
using HiveMQBackup.Cmdlets.Hosting;

namespace HiveMQBackup.Cmdlets.Completion;

/// <summary>The command as typed so far, together with $PSDefaultParameterValues.</summary>
/// <param name="Target">The broker that it names.</param>
/// <param name="Folder">The current location.</param>
/// <param name="Sessions">The connections of this PowerShell session.</param>
internal sealed record TypedCommand(BrokerTarget Target, string Folder, BrokerSessions Sessions)
{
    internal static TypedCommand Of(string command, IDictionary bound)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        // In ConstrainedLanguage, only a script with a scope of its own may be invoked from here.
        shell.AddScript("$ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath; , $global:PSDefaultParameterValues", useLocalScope: true);
        var state = shell.Invoke();
        var folder = state is [{ BaseObject: string path }, ..] ? path : Environment.CurrentDirectory;
        var defaults = state is [_, { BaseObject: IDictionary values }] ? values : null;
        return new TypedCommand(TargetOf(name => bound?[name] ?? Default(defaults, command, name), folder), folder, BrokerSessions.OfThisRunspace);
    }

    private static BrokerTarget TargetOf(Func<string, object?> value, string folder)
    {
        return new BrokerTarget
        {
            KubeConfig = Text("KubeConfig") is { } file ? Path.GetFullPath(file, folder) : null,
            Context = Text("Context"),
            Namespace = Text("Namespace"),
            StatefulSet = Text("StatefulSet"),
            LabelSelector = Text("LabelSelector"),
            Pod = Text("Pod"),
            ApiPort = int.TryParse(Text("ApiPort"), out var port) ? port : null,
            Uri = Uri.TryCreate(Text("Uri"), UriKind.Absolute, out var uri) ? uri : null,
            Transport = Enum.TryParse<Transport>(Text("Transport"), ignoreCase: true, out var transport) ? transport : default,
            UseTls = Flag("UseTls"),
            SkipCertificateCheck = Flag("SkipCertificateCheck"),
            AllowUnencryptedAuthentication = Flag("AllowUnencryptedAuthentication"),
            Credentials = Authentication.Of(Plain("Credential") as PSCredential, Plain("Token") as SecureString),
        };

        object? Plain(string name) => value(name) is PSObject wrapped ? wrapped.BaseObject : value(name);
        string? Text(string name) => Plain(name)?.ToString() is { Length: > 0 } text ? text : null;
        bool Flag(string name) => Plain(name) is { } given && LanguagePrimitives.IsTrue(given);
    }

    // Keys are "command:parameter", with wildcards in both.
    private static object? Default(IDictionary? defaults, string command, string parameter)
    {
        foreach (DictionaryEntry entry in defaults ?? new Hashtable())
        {
            if (entry.Key is not string key || key.Split(':') is not [var commands, var parameters]) continue;
            if (IsMatch(commands, command) && IsMatch(parameters, parameter)) return entry.Value;
        }
        return null;
    }

    private static bool IsMatch(string pattern, string name) => WildcardPattern.Get(pattern.Trim(), WildcardOptions.IgnoreCase).IsMatch(name);
}
