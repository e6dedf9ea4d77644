namespace Tessera.Core.Programs.Keys;

/// <summary>One reading of a document: its units, and every finding on the way.</summary>
public sealed class Binding(Units units)
{
    private const int MaxFindings = 200;
    private const int MaxGot = 60;
    private readonly List<Finding> _findings = [];

    /// <summary>What money and points are counted in.</summary>
    public Units Units { get; } = units;

    /// <summary>Findings so far, at most 200.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Adds a finding; beyond the limit they are dropped.</summary>
    public void Add(Finding finding)
    {
        if (_findings.Count < MaxFindings) _findings.Add(finding);
    }

    /// <summary>Something else was expected at a node.</summary>
    public void NotAsExpected(DocumentNode node, LocalText expected, IReadOnlyList<NamedValue> values)
    {
        var got = Got(node);
        var nearest = node is ScalarNode scalar ? Nearest.To(scalar.Text.Trim(), values.Select(v => v.Name)) : null;
        var code = node is ScalarNode { Text: "" } ? "program.empty" : nearest is null ? "program.value" : "program.valueNearest";
        Add(new Finding(code, node.Pointer) { Expected = expected, Got = got, Nearest = nearest });
    }

    /// <summary>A key that is not in the table.</summary>
    public void UnknownKey(DocumentNode node, string key, IEnumerable<string> known)
    {
        var keys = known.ToList();
        var nearest = Nearest.To(key, keys);
        var all = string.Join(", ", keys);
        Add(new Finding(nearest is null ? "program.unknownKey" : "program.unknownKeyNearest", node.Pointer)
        {
            Expected = new LocalText(all, all),
            Got = Short(key),
            Nearest = nearest,
        });
    }

    /// <summary>A text cut to a length fit for a message.</summary>
    public static string Short(string text) => text.Length <= MaxGot ? text : text[..MaxGot] + "…";

    private static string Got(DocumentNode node) => node switch
    {
        ScalarNode scalar => Short(scalar.Text),
        ListNode => "[…]",
        _ => "{…}",
    };
}
