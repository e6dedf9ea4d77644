using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tessera.App.Programs;
using Tessera.Core.Programs;

namespace Tessera.App.Tests.Programs;

/// <summary>
/// The published JSON Schema, tried with the npm package ajv 8 where node and the package are found (<c>npm install ajv@8.20</c> in the repository's
/// root, or NODE_PATH); nothing else needs node.
/// </summary>
public sealed partial class SchemaTests
{
    private const string Script = """
        const { Ajv2020 } = require("ajv/dist/2020");
        let text = ""; process.stdin.on("data", d => text += d).on("end", () => {
          const { schema, documents } = JSON.parse(text);
          const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(schema);
          console.log(JSON.stringify(documents.map(d => validate(d) ? "" : validate.errors.map(e => e.instancePath + " " + e.message).join("; "))));
        });
        """;

    [Fact]
    public void Every_template_keeps_to_the_schema()
    {
        var templates = Directory.GetDirectories(Repository.PathOf("templates")).Select(d => Path.Combine(d, "program.yaml")).ToList();

        Assert.All(Validate([.. templates.Select(File.ReadAllText)]), error => Assert.Equal("", error));
    }

    [Theory]
    [InlineData("shortfall: debt", "shortfal: debt", "additional properties")]
    [InlineData("shortfall: debt", "shortfall: dept", "/points/shortfall must be equal to one of the allowed values")]
    [InlineData("spend: 2000, window", "spent: 2000, window", "/tiers/2/enter must NOT have additional properties")]
    [InlineData("multiplier: 1.5", "multiplier: lots", "/tiers/2/multiplier must match pattern")]
    [InlineData("window: calendar month", "window: this month", "/reviews/1/window must match pattern")]
    [InlineData("  code: tea-chain\n", "", "must have required property 'code'")]
    public void What_the_reader_refuses_the_schema_refuses_too(string before, string after, string expected)
    {
        var text = File.ReadAllText(Repository.PathOf("templates/tea-chain/program.yaml")).Replace(before, after, StringComparison.Ordinal);

        Assert.Null(ProgramFile.Load(text).Document);
        Assert.Contains(expected, Assert.Single(Validate(text)), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Validate(params string[] yaml)
    {
        var input = new JsonObject
        {
            ["schema"] = JsonNode.Parse(File.ReadAllText(Repository.PathOf("docs/reference/program.schema.json"))),
            ["documents"] = new JsonArray([.. yaml.Select(y => Json(YamlTree.Read(y).Root!))]),
        };
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        start.ArgumentList.Add("-e");
        start.ArgumentList.Add(Script);
        using var node = Start(start);
        Write(node, input.ToJsonString());
        var output = node.StandardOutput.ReadToEnd();
        var error = node.StandardError.ReadToEnd();
        Assert.SkipWhen(error.Contains("Cannot find module", StringComparison.Ordinal), "没有 npm 包 ajv，未试 JSON Schema。 The npm package ajv is not there: the JSON Schema was not tried.");
        Assert.True(node.WaitForExit(60_000) && node.ExitCode == 0, error);
        return [.. JsonNode.Parse(output)!.AsArray().Select(e => e!.GetValue<string>())];
    }

    /// <summary>A node without ajv ends before it reads: then its error says so.</summary>
    private static void Write(Process node, string input)
    {
        try
        {
            node.StandardInput.Write(input);
            node.StandardInput.Close();
        }
        catch (IOException)
        {
            Assert.True(node.WaitForExit(60_000));
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("没有 node，未试 JSON Schema。 There is no node: the JSON Schema was not tried.");
            throw;
        }
    }

    // As an editor sees the file: YAML 1.2 reads yes and no as words.
    private static JsonNode? Json(DocumentNode node) => node switch
    {
        MapNode map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key, Json(e.Value)))),
        ListNode list => new JsonArray([.. list.Items.Select(Json)]),
        ScalarNode { Text: "true" or "false" } scalar => scalar.Text == "true",
        ScalarNode scalar when Number().IsMatch(scalar.Text) => decimal.Parse(scalar.Text, CultureInfo.InvariantCulture),
        ScalarNode scalar => scalar.Text,
        _ => throw new InvalidOperationException(),
    };

    [GeneratedRegex("^-?[0-9]+([.][0-9]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
