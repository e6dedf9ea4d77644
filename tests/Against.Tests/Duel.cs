using System.Text;
using Tessera.Core.Members;

namespace Tessera.Against;

/// <summary>Where the two sides part, or a law breaks.</summary>
internal sealed record Difference(int Step, Model.ModelFact Fact, string What);

/// <summary>One programme and its facts on both sides, compared after every fact.</summary>
internal static class Duel
{
    private const int MostLines = 8;

    public static Difference? First(Model.ModelProgram program, IReadOnlyList<Model.ModelFact> facts)
    {
        var model = new Model.SlowModel(program);
        var core = new CoreShop(program);
        for (var step = 0; step < facts.Count; step++)
        {
            string? what;
            try
            {
                what = Compare(program, model, core, facts[step]);
            }
            catch (Exception thrown) when (thrown is not NotSupportedException)
            {
                what = thrown.ToString();
            }

            if (what is not null) return new Difference(step, facts[step], what);
        }

        return null;
    }

    /// <summary>Fewer facts with a difference: first those up to it, then without whatever is not needed for one.</summary>
    public static IReadOnlyList<Model.ModelFact> Shortest(Model.ModelProgram program, IReadOnlyList<Model.ModelFact> facts, Difference found)
    {
        var left = facts.Take(found.Step + 1).ToList();
        for (var size = Math.Max(1, left.Count / 2); size >= 1; size /= 2)
        {
            for (var at = Math.Max(0, left.Count - size); ; at -= size)
            {
                var fewer = left.Where((_, i) => i < at || i >= at + size).ToList();
                if (fewer.Count > 0 && First(program, fewer) is { } still) left = fewer.Take(still.Step + 1).ToList();
                if (at <= 0) break;
                at = Math.Min(at, left.Count);
            }
        }

        return left;
    }

    public static string Report(Model.ModelProgram program, IReadOnlyList<Model.ModelFact> facts)
    {
        var text = new StringBuilder();
        var found = First(program, facts)!;
        text.Append("step ").Append(found.Step + 1).Append(": ").AppendLine(found.What).AppendLine(Told.Of(program));
        var core = new CoreShop(program);
        foreach (var fact in facts)
        {
            text.Append("  ").AppendLine(Told.Of(fact));
            var told = core.Members.Sum(member => member.Items.Count);
            try
            {
                core.Apply(fact);
            }
            catch (Exception thrown) when (thrown is not NotSupportedException)
            {
                text.Append("    ").AppendLine(thrown.Message);
            }

            foreach (var line in core.Members.SelectMany(member => member.Items).Skip(told > 0 && core.Members.Count() == 1 ? told : 0).SelectMany(Tiers).TakeLast(MostLines)) text.Append("    ").AppendLine(line);
        }

        return text.ToString();
    }

    /// <summary>What an item says of the tier.</summary>
    private static IEnumerable<string> Tiers(RecordItem item) => item.Effects.Select(effect => effect switch
    {
        TierNoted noted => $"{item.Sequence} {item.Step} {noted.Change} {Told.Of(noted.Reason)}",
        LedgerEntry entry => $"{item.Sequence} {item.Step} {entry.Kind} {entry.Points} {Told.Of(entry.Parts)}",
        LotsNoticed noticed => $"{item.Sequence} {item.Step} noticed on {noticed.On:yyyy-MM-dd} {Told.Of(noticed.Lots)}",
        TierChanged changed => $"{item.Sequence} {item.Step} {changed.EarnedFrom} to {changed.EarnedTo} on {changed.On:yyyy-MM-dd}: {changed.Cause}",
        _ => "",
    }).Where(line => line.Length > 0);

    private static IEnumerable<string> Without(IEnumerable<string> lines, IEnumerable<string> others)
    {
        var left = others.GroupBy(line => line, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        foreach (var line in lines)
        {
            left[line] = left.GetValueOrDefault(line) - 1;
            if (left[line] < 0) yield return line;
        }
    }

    private static string? Compare(Model.ModelProgram program, Model.SlowModel model, CoreShop core, Model.ModelFact fact)
    {
        var expected = model.Apply(fact).Refusal;
        var actual = core.Apply(fact);
        if (expected != actual) return $"the model says {expected ?? "accepted"}, Core {actual ?? "accepted"}";
        var lines = model.Members.SelectMany(member => Picture.Of(program, member)).ToList();
        var told = core.Members.SelectMany(member => Picture.Of(program, member)).ToList();
        if (!lines.SequenceEqual(told, StringComparer.Ordinal))
        {
            return "model\n  " + string.Join("\n  ", Without(lines, told)) + "\nCore\n  " + string.Join("\n  ", Without(told, lines));
        }

        var broken = core.Members.SelectMany(member => CoreLaws.Broken(core.Programs, member).Concat(member.BrokenRecord())).ToList();
        return broken.Count == 0 ? null : string.Join('\n', broken);
    }
}
