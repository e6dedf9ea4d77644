using System.Text.Json.Nodes;

namespace Tessera.Testing;

/// <summary>What a refusal must look like, whoever sent what (R17).</summary>
internal static class Politeness
{
    /// <summary>What is wrong with an answer, or null.</summary>
    public static string? Wrong(int status, string? media, string text)
    {
        if (status >= 500) return "5xx";
        if (status < 400) return null;
        if (media != "application/problem+json") return "no problem";
        var problem = JsonNode.Parse(text)!.AsObject();
        if (problem["code"] is null || problem["title"] is null || problem["requestId"] is null || (int)problem["status"]! != status) return "incomplete problem";
        if (status != 400 || (string)problem["code"]! != "request.malformed") return null;
        return problem["errors"]!.AsArray().All(e => e!["pointer"] is not null && e["detail"] is not null) ? null : "a refusal without its place";
    }
}
