using Tessera.Core.StoredValue;

namespace Tessera.Core.Programs.Checks;

/// <summary>Checks of stored value: what the law sets for prepaid cards (Z1), and keys that need each other.</summary>
internal static class StoredValueChecks
{
    private const int LeastMonths = 36;

    public static void Check(Report report)
    {
        const string at = "/storedValue";
        var (rules, lawful) = (report.Document.StoredValue, new StoredValueRules());
        if (rules.UnregisteredValid is var valid && valid != Span.Zero && valid.After(DateOnly.MinValue) < DateOnly.MinValue.AddMonths(LeastMonths)) report.Error("program.validTooShort", at + "/unregisteredValid");
        if (report.Document.Currency == "CNY")
        {
            if (IsAbove(rules.RegisteredLimitMinor, lawful.RegisteredLimitMinor)) report.Warn("program.aboveLegalLimit", at + "/registeredLimit");
            if (IsAbove(rules.UnregisteredLimitMinor, lawful.UnregisteredLimitMinor)) report.Warn("program.aboveLegalLimit", at + "/unregisteredLimit");
        }

        report.Unique("program.duplicateId", rules.Plans.Select((p, i) => ((string?)p.Id, Report.At(at + "/plans", i) + "/id")));
        report.Unique("program.duplicateId", rules.Cards.Select((c, i) => ((string?)c.Id, Report.At(at + "/cards", i) + "/id")));
        if (!rules.FreeAmounts && !rules.Plans.Any(p => p.Enabled)) report.Needs(at, "plans", "freeAmounts: no");
        for (var i = 0; i < rules.Cards.Count; i++) Card(report, rules.Cards[i], Report.At(at + "/cards", i));
    }

    private static bool IsAbove(long limit, long lawful) => limit == 0 || limit > lawful;

    private static void Card(Report report, CardTerms card, string pointer)
    {
        if (card.Kind == CardKind.Count)
        {
            if (card.Uses == 0) report.Needs(pointer, "uses", "kind: count");
            // The value of a registered card cannot be made to end (Z1).
            if (card.Term != Span.Zero) report.Error("program.countCardEnds", pointer + "/term");
            return;
        }

        if (card.Term == Span.Zero) report.Needs(pointer, "term", "kind: period");
        if (card.Uses > 0) report.Unused(pointer, "uses", "kind: count");
    }
}
