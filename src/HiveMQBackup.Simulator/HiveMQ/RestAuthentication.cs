using System.Text;

namespace HiveMQBackup.Simulator.HiveMQ;

/// <summary>REST authentication as the Enterprise Security Extension adds it: Basic, Bearer, or either.</summary>
internal static class RestAuthentication
{
    public static bool IsSignedIn(HttpContext context, HiveMQNodeOptions options)
    {
        if (options.UserName is null && options.Token is null)
            return true;
        var given = context.Request.Headers.Authorization.ToString();
        return (options.UserName is not null && given == Basic(options)) || (options.Token is not null && given == Bearer(options));
    }

    public static Task ChallengeAsync(HttpContext context, HiveMQNodeOptions options)
    {
        if (options.UserName is not null)
            context.Response.Headers.Append("WWW-Authenticate", "Basic realm=\"HiveMQ REST API\"");
        if (options.Token is not null)
            context.Response.Headers.Append("WWW-Authenticate", "Bearer realm=\"HiveMQ REST API\"");
        return RestErrors.WriteAsync(
            context, options.Dialect, StatusCodes.Status401Unauthorized, "Unauthorized", "Authentication is required");
    }

    private static string Basic(HiveMQNodeOptions options) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.UserName}:{options.Password}"));

    private static string Bearer(HiveMQNodeOptions options) => "Bearer " + options.Token;
}
