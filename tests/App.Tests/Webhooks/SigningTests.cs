using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.App.Webhooks;

namespace Tessera.App.Tests.Webhooks;

/// <summary>Signatures, against the example of the specification and the npm package <c>standardwebhooks</c>.</summary>
public sealed class SigningTests
{
    // The example that the libraries of Standard Webhooks share.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long Seconds = 1_614_265_330;
    private const string Body = """{"test": 2432232314}""";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private const string Script = """
        const { Webhook } = require("standardwebhooks");
        let text = ""; process.stdin.on("data", d => text += d).on("end", () => {
          const tried = JSON.parse(text).map(({ secret, headers, body }) => {
            try { new Webhook(secret).verify(body, headers); return ""; } catch (e) { return e.message; }
          });
          console.log(JSON.stringify(tried));
        });
        """;

    [Fact]
    public void The_example_of_the_specification_is_signed_as_it_says() => Assert.Equal(Signature, Signing.Header([Secret], Id, Seconds, Encoding.UTF8.GetBytes(Body)));

    [Fact]
    public void A_fresh_secret_has_256_bits_and_no_two_are_alike()
    {
        var secret = Signing.NewSecret();

        Assert.Equal(32, Convert.FromBase64String(secret["whsec_".Length..]).Length);
        Assert.NotEqual(secret, Signing.NewSecret());
    }

    [Fact]
    public void While_a_secret_is_changed_both_sign()
    {
        var fresh = Signing.NewSecret();
        var both = Signing.Header([fresh, Secret], Id, Seconds, Encoding.UTF8.GetBytes(Body)).Split(' ');

        Assert.Equal(2, both.Length);
        Assert.Equal(Signature, both[1]);
        Assert.Equal(Signing.Header([fresh], Id, Seconds, Encoding.UTF8.GetBytes(Body)), both[0]);
    }

    [Fact]
    public void The_npm_package_standardwebhooks_accepts_what_is_signed_and_nothing_else()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var (fresh, body) = (Signing.NewSecret(), """{"type":"notice.created","data":{"textZh":"二十分将过期 🎁"}}""");
        var good = Signing.Header([fresh], Id, now, Encoding.UTF8.GetBytes(body));
        var tried = Verify(
            Message(fresh, now, good, body),
            Message(Secret, now, Signing.Header([fresh, Secret], Id, now, Encoding.UTF8.GetBytes(body)), body),
            Message(Secret, now, good, body),
            Message(fresh, now, good, body.Replace("20", "21", StringComparison.Ordinal) + " "),
            Message(fresh, now - 3600, Signing.Header([fresh], Id, now - 3600, Encoding.UTF8.GetBytes(body)), body));

        Assert.Equal(["", ""], tried.Take(2));
        Assert.All(tried.Skip(2), Assert.NotEmpty);
    }

    [Fact]
    public void The_code_of_the_page_for_receivers_is_right_in_both_languages()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/concepts/webhooks.md"));
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var (fresh, body) = (Signing.NewSecret(), """{"type":"notice.created","data":{"textZh":"二十分将过期"}}""");
        var both = Signing.Header([fresh, Secret], Id, now, Encoding.UTF8.GetBytes(body));
        (string Secret, long At, string Signature, string Body, bool Good)[] cases =
        [
            (fresh, now, both, body, true), (Secret, now, both, body, true), (Signing.NewSecret(), now, both, body, false), (fresh, now, both, body + " ", false),
            (fresh, now - 600, Signing.Header([fresh], Id, now - 600, Encoding.UTF8.GetBytes(body)), body, false), (fresh, now, "v1,AAAA", body, false),
        ];
        var sample = File.ReadAllText(Repository.PathOf("tests/App.Tests/Webhooks/ReceiverSample.cs"));
        var method = string.Join('\n', Block(page, "csharp").Split('\n').Select(l => l.Length == 0 ? l : "    " + l));
        var script = Block(page, "js") + """

            let text = ""; process.stdin.on("data", d => text += d).on("end", () =>
              console.log(JSON.stringify(JSON.parse(text).map(({ secret, headers, body }) => verify(secret, headers, body) ? "" : "refused"))));
            """;

        Assert.Contains(method, sample, StringComparison.Ordinal);
        Assert.All(cases, c => Assert.Equal(c.Good, ReceiverSample.Verify(c.Secret, Id, c.At.ToString(System.Globalization.CultureInfo.InvariantCulture), c.Signature, c.Body)));
        Assert.Equal(cases.Select(c => c.Good ? "" : "refused"), Run(script, [.. cases.Select(c => Message(c.Secret, c.At, c.Signature, c.Body))]));
    }

    private static string Block(string page, string language)
    {
        var from = page.IndexOf("```" + language + "\n", StringComparison.Ordinal) + language.Length + 4;
        return page[from..page.IndexOf("\n```", from, StringComparison.Ordinal)];
    }

    internal static JsonObject Message(string secret, long seconds, string signature, string body) => new()
    {
        ["secret"] = secret,
        ["body"] = body,
        ["headers"] = new JsonObject { ["webhook-id"] = Id, ["webhook-timestamp"] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), ["webhook-signature"] = signature },
    };

    private static IReadOnlyList<string> Verify(params JsonObject[] messages) => Run(Script, messages);

    private static IReadOnlyList<string> Run(string script, JsonObject[] messages)
    {
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        start.ArgumentList.Add("-e");
        start.ArgumentList.Add(script);
        Process node;
        try
        {
            node = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("没有 node，未用 npm 包试签名。 There is no node: signatures were not tried with the npm package.");
            throw;
        }

        using (node)
        {
            using (var input = node.StandardInput) input.Write(new JsonArray([.. messages]).ToJsonString());
            var output = node.StandardOutput.ReadToEnd();
            var error = node.StandardError.ReadToEnd();
            Assert.SkipWhen(error.Contains("Cannot find module", StringComparison.Ordinal), "没有 npm 包 standardwebhooks，未用它试签名。 The npm package standardwebhooks is not there: signatures were not tried with it.");
            Assert.True(node.WaitForExit(60_000) && node.ExitCode == 0, error);
            return [.. JsonNode.Parse(output)!.AsArray().Select(e => e!.GetValue<string>())];
        }
    }
}
