using System.Text.Json.Nodes;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Keys;

namespace Tessera.Core.Tests.Programs;

/// <summary>The generated pages stand in the repository as they are made; TESSERA_WRITE=1 makes them anew.</summary>
public sealed class ReferenceTests
{
    private const string PagePath = "docs/reference/program-file.md";
    private const string SchemaPath = "docs/reference/program.schema.json";

    [Fact]
    public void The_schema_in_the_repository_is_the_one_the_key_table_makes() => AssertOrWrite(SchemaPath, ProgramSchema.Write(), text => text);

    [Fact]
    public void The_reference_page_in_the_repository_is_the_one_the_key_table_makes()
    {
        var map = Coverage();
        var tests = map.Entries.ToDictionary(e => e.Key, e => e.Value.Min!, StringComparer.Ordinal);
        var page = KeyReference.Write(one => tests.GetValueOrDefault("switch:" + one) is { } test ? "`" + test + "`" : null);

        AssertOrWrite(PagePath, page, WithoutTests);
    }

    [Fact]
    public void Every_test_that_the_page_names_is_there()
    {
        var known = Coverage().Entries.SelectMany(e => e.Value).ToHashSet(StringComparer.Ordinal);
        var named = SwitchRows(File.ReadAllText(Repository.PathOf(PagePath)))
            .SelectMany(row => row.Split('|')[4].Split(',', StringSplitOptions.TrimEntries))
            .Where(name => name != "—")
            .Select(name => name.Trim('`'));

        Assert.Empty(named.Where(name => !known.Contains(name)).ToList());
    }

    [Fact]
    public void Every_value_of_every_switch_is_required_to_have_a_test()
    {
        var required = RequiredCoverage.Read().ToHashSet(StringComparer.Ordinal);
        var switches = KeyReference.Switches().SelectMany(s => s.Choices.Select(c => "switch:" + s.Key + "=" + c)).ToList();

        Assert.Empty(switches.Where(id => !required.Contains(id)).ToList());
        Assert.Empty(required.Where(id => id.StartsWith("switch:", StringComparison.Ordinal)).Except(switches, StringComparer.Ordinal).ToList());
    }

    [Fact]
    public void Every_switch_that_a_test_is_marked_with_is_a_key_and_a_value_of_the_table()
    {
        var known = KeyReference.Switches().SelectMany(s => s.Choices.Select(c => "switch:" + s.Key + "=" + c)).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(Coverage().Entries.Select(e => e.Key).Where(id => id.StartsWith("switch:", StringComparison.Ordinal) && !known.Contains(id)).ToList());
    }

    [Fact]
    public void Every_key_says_what_it_means_in_both_languages_and_where_its_rule_stands() => Assert.All(ProgramKeys.All(), entry =>
    {
        Assert.NotEmpty(entry.Key.About.Zh);
        Assert.NotEmpty(entry.Key.About.En);
        Assert.NotEmpty(entry.Key.Rule);
        Assert.True(entry.Path is "program" || entry.Key.Label.Zh.Length > 0, entry.Path);
        Assert.DoesNotMatch("[\u4e00-\u9fff]", entry.Key.About.En);
    });

    [Fact]
    public void Every_default_can_be_written_and_reads_back_as_the_default()
    {
        var units = new Units("CNY", 2, 0);
        foreach (var (path, key) in ProgramKeys.All().Where(k => k.Key.DefaultText is { Length: > 0 } && k.Key.Kind.Item is null && k.Key.Kind is not CapsKind))
        {
            var binding = new Binding(units);
            var read = key.Kind switch
            {
                ScalarKind<long> kind => kind.TryRead(new ScalarNode("", key.DefaultText!), binding, out _),
                ScalarKind<int> kind => kind.TryRead(new ScalarNode("", key.DefaultText!), binding, out _),
                ScalarKind<Span> kind => kind.TryRead(new ScalarNode("", key.DefaultText!), binding, out _),
                _ => key.Kind.Choices.Count == 0 || key.Kind.Choices.Contains(key.DefaultText!),
            };
            Assert.True(read, path + ": " + key.DefaultText);
        }
    }

    [Fact]
    public void The_schema_refers_only_to_shapes_it_has()
    {
        var schema = JsonNode.Parse(ProgramSchema.Write())!.AsObject();
        var defs = schema["$defs"]!.AsObject().Select(d => "#/$defs/" + d.Key).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(defs);
        Assert.Empty(References(schema).Where(r => !defs.Contains(r)).ToList());
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(e => e.Key == "$ref" ? [e.Value!.GetValue<string>()] : References(e.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    private static void AssertOrWrite(string path, string made, Func<string, string> compared)
    {
        var file = Repository.PathOf(path);
        if (Environment.GetEnvironmentVariable("TESSERA_WRITE") == "1") File.WriteAllText(file, made);
        Assert.True(compared(File.ReadAllText(file)) == compared(made), path + " is not what the key table makes: TESSERA_WRITE=1 ./test Reference makes it anew");
    }

    // Which tests are named changes with every new test; that they exist is held by a test of its own.
    private static string WithoutTests(string page) => SwitchRows(page).Aggregate(page, (text, row) => text.Replace(row, row[..row.LastIndexOf('|', row.Length - 2)], StringComparison.Ordinal));

    private static IEnumerable<string> SwitchRows(string page) =>
        page[page.IndexOf("## Switches", StringComparison.Ordinal)..].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));

    private static CoverageMap Coverage()
    {
        string output = Path.GetRelativePath(Repository.PathOf("tests/Core.Tests"), AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var map = new CoverageMap();
        foreach (string project in Directory.GetDirectories(Repository.PathOf("tests"), "*.Tests").Order(StringComparer.Ordinal))
        {
            string assembly = Path.Combine(project, output, Path.GetFileName(project) + ".dll");
            Assert.True(File.Exists(assembly), assembly + " is not built: run ./test, which builds all");
            map.AddAssembly(assembly);
        }

        return map;
    }
}
