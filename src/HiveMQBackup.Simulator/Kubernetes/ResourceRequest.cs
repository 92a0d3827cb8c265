namespace HiveMQBackup.Simulator.Kubernetes;

/// <summary>What a request to the API server is about, as its authorization sees it.</summary>
internal sealed record ResourceRequest
{
    public required string Verb { get; init; }

    /// <summary>The API group; empty for the core.</summary>
    public required string Group { get; init; }

    /// <summary>The namespace; null for cluster-wide requests.</summary>
    public string? Namespace { get; init; }

    public required string Resource { get; init; }

    public string? Name { get; init; }

    public string? Subresource { get; init; }

    /// <summary>What follows the subresource, escapes kept, with its leading slash.</summary>
    public string Rest { get; init; } = "";

    /// <summary>The resource with its subresource: pods/portforward.</summary>
    public string FullResource => Subresource is null ? Resource : $"{Resource}/{Subresource}";

    /// <summary>The resource with its group, as error messages name it: statefulsets.apps.</summary>
    public string QualifiedResource => Group.Length == 0 ? Resource : $"{Resource}.{Group}";

    /// <summary>Parses method and path; null where the path is not one of resources.</summary>
    public static ResourceRequest? Parse(string method, string rawPath)
    {
        var segments = rawPath.Split('/', StringSplitOptions.None)[1..];
        return segments switch
        {
            ["api", "v1", _, ..] => Parse(method, "", segments[2..]),
            ["apis", var group, "v1", _, ..] => Parse(method, group, segments[3..]),
            _ => null,
        };
    }

    private static ResourceRequest? Parse(string method, string group, string[] path)
    {
        string? ns = null;
        if (path is ["namespaces", var name, _, ..])
        {
            ns = Uri.UnescapeDataString(name);
            path = path[2..];
        }
        if (path[0].Length == 0)
            return null;
        var item = path.Length > 1 && path[1].Length > 0 ? Uri.UnescapeDataString(path[1]) : null;
        return new ResourceRequest
        {
            Verb = VerbOf(method, item),
            Group = group,
            Namespace = ns,
            Resource = path[0],
            Name = item,
            Subresource = path.Length > 2 && path[2].Length > 0 ? path[2] : null,
            Rest = path.Length > 3 ? "/" + string.Join('/', path[3..]) : "",
        };
    }

    private static string VerbOf(string method, string? name) => method switch
    {
        "GET" or "HEAD" => name is null ? "list" : "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => name is null ? "deletecollection" : "delete",
        _ => "",
    };
}
