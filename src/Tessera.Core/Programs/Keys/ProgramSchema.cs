using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tessera.Core.Programs.Keys;

/// <summary>The JSON Schema (draft 2020-12) of the programme file, made from the key table, so that editors complete and check it.</summary>
public static class ProgramSchema
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as text, with a line feed at its end.</summary>
    public static string Write()
    {
        var defs = new SchemaDefs();
        var root = ProgramKeys.Root.SchemaOf(defs);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = "program.schema.json",
            ["title"] = "Tessera programme file",
            ["description"] = "会员计划文件 program.yaml\nOne loyalty programme",
        };
        foreach (var (name, value) in root.ToList())
        {
            root.Remove(name);
            schema[name] = value;
        }

        schema["$defs"] = defs.ToJson();
        return schema.ToJsonString(Layout).ReplaceLineEndings("\n") + "\n";
    }
}
