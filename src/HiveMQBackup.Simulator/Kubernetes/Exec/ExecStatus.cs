using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HiveMQBackup.Simulator.Kubernetes.Exec;

/// <summary>How a command ended, as a kubelet writes it: a Status in JSON.</summary>
internal static class ExecStatus
{
    // Quotes in messages come out as \" and not as \u0022.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] OfExitCode(int code) => code == 0 ? Bytes(Status("Success")) : Bytes(NonZero(code.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The command could not be run.</summary>
    public static byte[] OfError(string message)
    {
        var status = Status("Failure");
        status["message"] = "Internal error occurred: " + message;
        status["reason"] = "InternalError";
        status["details"] = Causes(new JsonObject { ["message"] = message });
        status["code"] = StatusCodes.Status500InternalServerError;
        return Bytes(status);
    }

    private static JsonObject NonZero(string code)
    {
        var status = Status("Failure");
        status["message"] = $"command terminated with non-zero exit code: exit status {code}";
        status["reason"] = "NonZeroExitCode";
        status["details"] = Causes(new JsonObject { ["reason"] = "ExitCode", ["message"] = code });
        return status;
    }

    private static JsonObject Status(string status) => new() { ["metadata"] = new JsonObject(), ["status"] = status };

    private static JsonObject Causes(JsonObject cause) => new() { ["causes"] = new JsonArray(cause) };

    private static byte[] Bytes(JsonObject status) => Encoding.UTF8.GetBytes(status.ToJsonString(Options));
}
