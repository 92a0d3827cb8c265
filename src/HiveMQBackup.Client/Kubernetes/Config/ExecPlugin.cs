using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Client.Kubernetes.Config;

/// <summary>
/// A kubeconfig's exec plugin, as the clouds use it: a program that prints a credential. Run again when that is about to expire, or
/// is refused.
/// </summary>
/// <remarks>
/// KubernetesClient's own provider joins the arguments with blanks, blocks a thread and drops what the plugin says on
/// standard error, which is where it says that a login has expired.
/// Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
/// </remarks>
internal sealed class ExecPlugin(KubeConfigEntry exec, KubeConfigEntry cluster, TimeProvider time) : IClusterCredentials
{
    private static readonly TimeSpan ExpiryMargin = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Printed? _last;
    private volatile HiveMQBackupException? _failure;

    /// <inheritdoc/>
    public async ValueTask<ClusterCredential> GetAsync(CallScope scope, CancellationToken cancel) =>
        _last is { } last && IsValid(last) ? last.Credential : await RunUnlessAsync(IsValid, scope, cancel).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<ClusterCredential?> RenewAsync(ClusterCredential refused, CallScope scope, CancellationToken cancel)
    {
        // If several requests were refused, the first of them refreshes it for all.
        var renewed = await RunUnlessAsync(last => !ReferenceEquals(last.Credential, refused), scope, cancel).ConfigureAwait(false);
        return renewed == refused ? null : renewed;
    }

    private bool IsValid(Printed last) => last.RenewAt is null || time.GetUtcNow() <= last.RenewAt;

    private async Task<ClusterCredential> RunUnlessAsync(Func<Printed, bool> isGood, CallScope scope, CancellationToken cancel)
    {
        using var pause = scope.PauseClocks();
        var earlier = _failure;
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_last is { } last && isGood(last)) return last.Credential;
            // It has just failed for another request: it would ask for the same login again.
            if (_failure is { } failure && failure != earlier) throw new HiveMQBackupException(failure.Code, failure.Message, failure.Cause, failure.InnerException);
            return (_last = await PrintAsync(scope.Log, cancel).ConfigureAwait(false)).Credential;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<Printed> PrintAsync(Log log, CancellationToken cancel)
    {
        try
        {
            var printed = await RunAsync(log, cancel).ConfigureAwait(false);
            var credential = new ClusterCredential(printed.Token is null ? null : BearerToken.Header(printed.Token), printed.Certificate);
            return new Printed(credential, RenewAt(printed));
        }
        catch (HiveMQBackupException e)
        {
            _failure = e;
            throw;
        }
    }

    // A credential that never lives longer than the margin is used to its end.
    private DateTimeOffset? RenewAt(ExecCredential printed)
    {
        var expires = printed.Expires is { } at && !(printed.Certificate?.Expires < at) ? at : printed.Certificate?.Expires ?? printed.Expires;
        return expires - ExpiryMargin > time.GetUtcNow() ? expires - ExpiryMargin : expires;
    }

    private async Task<ExecCredential> RunAsync(Log log, CancellationToken cancel)
    {
        try
        {
            var (exitCode, output, errors) = await PluginProcess.RunAsync(StartInfo(), CommandName, log, cancel).ConfigureAwait(false);
            if (exitCode != 0) throw Failed($"ended with exit code {exitCode}: {Short(errors)}");
            return ExecCredential.Parse(output, exec.Text("apiVersion")) ?? throw Failed("printed no ExecCredential with a token or a certificate");
        }
        catch (Exception e) when (e is Win32Exception or FileNotFoundException)
        {
            throw Failed($"could not be started: {e.Message}", e);
        }
        catch (JsonException)
        {
            // Its output is a secret even if it is malformed, and the exception quotes it.
            throw Failed("printed something other than JSON");
        }
        catch (FormatException e)
        {
            throw Failed($"printed a credential that cannot be used: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw Failed($"printed more than {PluginProcess.LongestOutput / 1024 / 1024} MB", e);
        }
        catch (TimeoutException e)
        {
            throw Failed($"did not end within {PluginProcess.Limit.TotalMinutes:0} minutes", e);
        }
    }

    private ProcessStartInfo StartInfo()
    {
        EnsureNotInteractive();
        var start = new ProcessStartInfo(CommandPath.OfThisProcess.Find(CommandName, exec.Folder))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in exec.Texts("args")) start.ArgumentList.Add(argument);
        foreach (var variable in exec.Entries("env"))
        {
            if (variable.Text("name") is { Length: > 0 } name) start.Environment[name] = variable.Text("value") ?? "";
        }
        start.Environment["KUBERNETES_EXEC_INFO"] = ExecCredential.Request(exec.Text("apiVersion"), exec.Flag("provideClusterInfo") ? cluster : null);
        return start;
    }

    // A cmdlet's standard input is its pipeline; the terminal's belongs to the host.
    private void EnsureNotInteractive()
    {
        var mode = exec.Text("interactiveMode") ?? "";
        if (mode is "" or "Never" or "IfAvailable") return;
        throw Failed(mode == "Always"
            ? "is not run: its interactiveMode 'Always' requires standard input, which the module does not provide"
            : $"is not run: its interactiveMode '{TerminalText.Shorten(mode)}' is unknown");
    }

    private string CommandName => exec.Text("command") is { Length: > 0 } command ? command : throw Failed("has no command");

    private static string Short(string text) => TerminalText.Shorten(text.Trim(), 500);

    private HiveMQBackupException Failed(string what, Exception? inner = null) => new(
        ErrorCode.KubernetesUnauthorized,
        $"The exec plugin '{exec.Text("command")}' of the kubeconfig {exec.File} {what}",
        new ErrorCause.ExecPlugin(exec.Text("installHint") is { } hint ? Short(hint) : null),
        inner);

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private sealed record Printed(ClusterCredential Credential, DateTimeOffset? RenewAt);
}
