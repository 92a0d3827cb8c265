using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using k8s.Authentication;

namespace HiveMQBackup.Client.Kubernetes;

/// <summary>
/// A kubeconfig's exec plugin, as the clouds use it: a program that prints a credential. Run again when its token is
/// about to expire.
/// </summary>
/// <remarks>
/// KubernetesClient's own provider joins the arguments with blanks, blocks a thread and drops what the plugin says on
/// standard error, which is where it says that a login has expired.
/// Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
/// </remarks>
internal sealed class ExecPlugin(KubeConfigEntry exec, KubeConfigEntry cluster, TimeProvider time) : ITokenProvider, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ExpiryMargin = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1, 1);
    private ExecCredential? _credential;

    /// <inheritdoc/>
    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        var credential = await GetAsync(cancellationToken).ConfigureAwait(false);
        return new AuthenticationHeaderValue("Bearer", credential.Token);
    }

    /// <summary>The credential that is valid now.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="Failure.KubernetesUnauthorized"/>, with the plugin's own words.</exception>
    internal async Task<ExecCredential> GetAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_credential is null || _credential.Expires - ExpiryMargin < time.GetUtcNow()) _credential = await RunAsync(cancel).ConfigureAwait(false);
            return _credential;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Lets the plugin run again at the next call: the server does not accept what it has given.</summary>
    internal void Forget() => _credential = null;

    private async Task<ExecCredential> RunAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        using var process = new Process { StartInfo = StartInfo() };
        try
        {
            process.Start();
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            if (process.ExitCode != 0) throw Failed($"ended with exit code {process.ExitCode}: {Short(await errors.ConfigureAwait(false))}");
            return ExecCredential.Parse(output) ?? throw Failed("printed no ExecCredential with a token or a certificate");
        }
        catch (Win32Exception e)
        {
            throw Failed($"could not be started: {e.Message}", e);
        }
        catch (JsonException)
        {
            // Its output is a secret even where it is malformed, and the exception quotes it.
            throw Failed("printed something that is no JSON");
        }
        catch (OperationCanceledException)
        {
            KillTree(process);
            if (cancel.IsCancellationRequested) throw;
            throw Failed($"did not end within {Limit.TotalMinutes:0} minutes");
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(exec.Command(CommandName))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in exec.Texts("args")) start.ArgumentList.Add(argument);
        foreach (var variable in exec.Entries("env"))
        {
            if (variable.Text("name") is { Length: > 0 } name) start.Environment[name] = variable.Text("value");
        }
        start.Environment["KUBERNETES_EXEC_INFO"] = ExecCredential.Request(exec.Text("apiVersion"), exec.Flag("provideClusterInfo") ? cluster : null);
        return start;
    }

    private string CommandName => exec.Text("command") is { Length: > 0 } command ? command : throw Failed("names no command");

    private static void KillTree(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself meanwhile, or was never started.
        }
    }

    private static string Short(string text) => Printable.Text(text.Trim(), 500);

    private HiveMQBackupException Failed(string what, Exception? inner = null) => new(
        Failure.KubernetesUnauthorized,
        $"The login plugin '{exec.Text("command")}' of the kubeconfig {exec.File} {what}",
        $"Sign in again with that tool.{(exec.Text("installHint") is { } hint ? $" {Short(hint)}" : "")}",
        inner);

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
