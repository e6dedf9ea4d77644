using Tessera.App.Texts;
using Tessera.Core.Programs;

namespace Tessera.App.Reads;

/// <summary>Members in a tier.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Members">How many.</param>
/// <param name="ShareTenThousandths">Share of all members, ten-thousandths, rounded half up; 0 when there is none.</param>
public sealed record TierShare(TierName Tier, long Members, long ShareTenThousandths);

/// <summary>Distribution over tiers at the end of a local date.</summary>
/// <param name="On">Local date.</param>
/// <param name="Members">All members.</param>
/// <param name="Tiers">Every tier of the ladder from base upwards, empty ones too.</param>
public sealed record TierDistributionView(DateOnly On, long Members, IReadOnlyList<TierShare> Tiers);

/// <summary>Movement of one tier: opening + in − out = closing.</summary>
public sealed record TierMovementRow(TierName Tier, long Opening, long In, long Out, long Closing, long Joined, long Left);

/// <summary>Movements over local dates, both inclusive.</summary>
public sealed record TierMovementView(DateOnly From, DateOnly Through, IReadOnlyList<TierMovementRow> Tiers);

/// <summary>Reports over the tier history (P25).</summary>
public static class TierReports
{
    /// <summary>Members by tier in force at the end of a local date.</summary>
    public static TierDistributionView Distribution(ReadScope scope, DateOnly on, string language)
    {
        var counts = scope.Db.Reports.TierDistribution(on).ToDictionary(c => c.Tier, c => c.Members, StringComparer.Ordinal);
        var all = counts.Values.Sum();
        return new TierDistributionView(on, all, [.. Ladder(scope, counts.Keys).Select(id => Share(scope, id, counts.GetValueOrDefault(id), (all, language)))]);
    }

    /// <summary>How members moved between tiers from one date through another.</summary>
    public static TierMovementView Movement(ReadScope scope, DateOnly from, DateOnly through, string language)
    {
        var moves = scope.Db.Reports.TierMovements(from, through).ToDictionary(m => m.Tier, StringComparer.Ordinal);
        return new TierMovementView(from, through, [.. Ladder(scope, moves.Keys).Select(id =>
            moves.TryGetValue(id, out var m)
                ? new TierMovementRow(Name(scope, id, language), m.Opening, m.In, m.Out, m.Closing, m.Joined, m.Left)
                : new TierMovementRow(Name(scope, id, language), 0, 0, 0, 0, 0, 0))]);
    }

    private static TierShare Share(ReadScope scope, string id, long members, (long All, string Language) of) =>
        new(Name(scope, id, of.Language), members, of.All == 0 ? 0 : Core.Rounding.Divide((Int128)members * 10_000, of.All, Core.RoundingMode.HalfUp));

    /// <summary>The ladder of today, then tiers that only the past had.</summary>
    private static IEnumerable<string> Ladder(ReadScope scope, IEnumerable<string> seen)
    {
        var now = Document(scope).Ladder.Tiers.Select(t => t.Id).ToList();
        return now.Concat(seen.Where(id => !now.Contains(id)).Order(StringComparer.Ordinal));
    }

    private static TierName Name(ReadScope scope, string id, string language)
    {
        var tier = scope.Programs.Versions.Reverse().SelectMany(v => v.Document.Ladder.Tiers).FirstOrDefault(t => t.Id == id);
        return new TierName(id, tier is null ? id : Text.In(tier.Names, language));
    }

    private static ProgramDocument Document(ReadScope scope) => scope.Programs.At(scope.AsOf).Document;
}
