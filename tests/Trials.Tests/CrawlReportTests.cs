using System.Text.Json.Nodes;
using Tessera.Trials.Rigs;

namespace Tessera.Trials.Tests;

/// <summary>What a scanner tells is read without mercy: only what has a reason is passed over, word for word.</summary>
public sealed class CrawlReportTests
{
    [Fact]
    [Covers("S14")]
    public void What_is_explained_is_passed_over_and_everything_else_is_told()
    {
        var (wrong, explained) = CrawlRig.Read(Report("""
            "HTTP Secure Headers": [{ "method": "GET", "path": "/", "info": "X-Frame-Options is not set", "parameter": "" }, { "method": "GET", "path": "/", "info": "X-Content-Type-Options is not set", "parameter": "" }],
            "Secure Flag cookie": [{ "method": "GET", "path": "/", "info": "Secure flag is not set in the cookie : tessera", "parameter": "" }, { "method": "GET", "path": "/", "info": "Secure flag is not set in the cookie : other", "parameter": "" }],
            "Cross Site Scripting": [{ "method": "GET", "path": "/start", "info": "XSS vulnerability found via injection in the parameter lang", "parameter": "lang" }]
            """));
        Assert.Equal(["X-Frame-Options is not set", "Secure flag is not set in the cookie : tessera"], explained);
        Assert.Equal(
            [
                "HTTP Secure Headers: X-Content-Type-Options is not set (GET /)",
                "Secure Flag cookie: Secure flag is not set in the cookie : other (GET /)",
                "Cross Site Scripting: XSS vulnerability found via injection in the parameter lang (GET /start lang)",
            ],
            wrong);
    }

    [Fact]
    [Covers("S14")]
    public void A_fault_of_the_server_is_told_and_a_slow_answer_is_not()
    {
        const string Anomalies = """
            "Internal Server Error": [{ "method": "GET", "path": "/v1/audit", "info": "The server responded with a 500 HTTP error code", "parameter": "limit" }],
            "Resource consumption": [{ "method": "GET", "path": "/v1/audit", "info": "timed out", "parameter": "limit" }]
            """;
        var (wrong, explained) = CrawlRig.Read(Report("", Anomalies));
        Assert.Equal(["Internal Server Error: The server responded with a 500 HTTP error code (GET /v1/audit limit)"], wrong);
        Assert.Empty(explained);
    }

    private static JsonNode Report(string vulnerabilities, string anomalies = "") => JsonNode.Parse("{\"vulnerabilities\":{" + vulnerabilities + "},\"anomalies\":{" + anomalies + "}}")!;
}
