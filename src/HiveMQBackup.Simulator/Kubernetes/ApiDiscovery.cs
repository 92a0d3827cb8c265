using System.Text.Json.Nodes;

namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>What the API server reports about itself, as kubectl requests it.</summary>
internal static class ApiDiscovery
{
    /// <summary>The response for a path that is not one of resources; null: there is none.</summary>
    public static JsonObject? ResponseFor(string path) => path switch
    {
        "/version" => Version(),
        "/api" => new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") },
        "/apis" => Groups(),
        "/api/v1" => Resources("v1", ("namespaces", "Namespace", "ns"), ("pods", "Pod", "po")),
        "/apis/apps/v1" => Resources("apps/v1", ("deployments", "Deployment", "deploy"), ("statefulsets", "StatefulSet", "sts")),
        _ => null,
    };

    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "34",
        ["gitVersion"] = "v1.34.0",
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2025-08-27T00:00:00Z",
        ["goVersion"] = "go1.24.6",
        ["compiler"] = "gc",
        ["platform"] = "linux/amd64",
    };

    private static JsonObject Groups()
    {
        return new JsonObject
        {
            ["kind"] = "APIGroupList",
            ["apiVersion"] = "v1",
            ["groups"] = new JsonArray(new JsonObject
            {
                ["name"] = "apps",
                ["versions"] = new JsonArray(AppsVersion()),
                ["preferredVersion"] = AppsVersion(),
            }),
        };
    }

    private static JsonObject AppsVersion() => new() { ["groupVersion"] = "apps/v1", ["version"] = "v1" };

    private static JsonObject Resources(string groupVersion, params (string Name, string Kind, string Short)[] resources) => new()
    {
        ["kind"] = "APIResourceList",
        ["apiVersion"] = "v1",
        ["groupVersion"] = groupVersion,
        ["resources"] = new JsonArray([.. resources.Select(resource => new JsonObject
        {
            ["name"] = resource.Name,
            ["singularName"] = resource.Kind.ToLowerInvariant(),
            ["namespaced"] = resource.Name != "namespaces",
            ["kind"] = resource.Kind,
            ["verbs"] = new JsonArray("get", "list"),
            ["shortNames"] = new JsonArray(resource.Short),
        })]),
    };
}
