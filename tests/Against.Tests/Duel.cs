using System.Text;

namespace Tessera.Against;

/// <summary>Where the two sides part, or a law breaks.</summary>
internal sealed record Difference(int Step, Model.ModelFact Fact, string What);

/// <summary>One programme and its facts on both sides, compared after every fact.</summary>
internal static class Duel
{
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
        foreach (var fact in facts) text.Append("  ").AppendLine(Told.Of(fact));
        return text.ToString();
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
            return "model\n  " + string.Join("\n  ", lines.Except(told)) + "\nCore\n  " + string.Join("\n  ", told.Except(lines));
        }

        var broken = core.Members.SelectMany(member => CoreLaws.Broken(core.Programs, member).Concat(member.BrokenRecord())).ToList();
        return broken.Count == 0 ? null : string.Join('\n', broken);
    }
}
