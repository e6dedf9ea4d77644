using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <summary>A member in a rank.</summary>
/// <param name="Account">Ledger account id.</param>
/// <param name="Value">Value ranked by, in the metric's unit.</param>
/// <param name="ReachedOn">Local date on which that value was reached.</param>
public sealed record RankEntry(string Account, long Value, DateOnly ReachedOn);

/// <summary>The cut-off of one tier at one review (§5 Share rank and seat caps): recorded as a fact, and the decision reads it.</summary>
/// <param name="Population">Members ranked.</param>
/// <param name="Value">Value of the last member inside; 0 when nobody is.</param>
/// <param name="Seats">Members inside.</param>
/// <param name="Inside">Their ledger account ids, best first.</param>
public sealed record CutOff(int Population, long Value, int Seats, IReadOnlyList<string> Inside);

/// <summary>Computes cut-offs; pure.</summary>
public static class CutOffs
{
    private const int Whole = 10_000;

    /// <summary>Whether share and seat tiers are entered at a review: at every settling one with a date common to all members; where a programme has none that settles, at every one.</summary>
    /// <param name="review">The review.</param>
    /// <param name="anySettles">Whether any review of the programme settles.</param>
    public static bool AreHeldAt(Review review, bool anySettles) =>
        review.Moment.Kind is MomentKind.Yearly or MomentKind.Quarterly or MomentKind.Monthly or MomentKind.Daily && (!anySettles || review.Does == ReviewDoes.Settle);

    /// <summary>
    /// Who is inside. A share takes the member at rank ⌈share × population⌉ and all ties with it; seats take that many, ties going to who reached the value first,
    /// then to the lower id. With both, the share decides first and the seats cap it.
    /// </summary>
    public static CutOff Compute(IReadOnlyList<RankEntry> entries, Ranking ranking)
    {
        var ranked = entries.OrderByDescending(e => e.Value).ThenBy(e => e.ReachedOn).ThenBy(e => e.Account, StringComparer.Ordinal).ToList();
        var inside = ranked.Count;
        if (ranking.ShareTenThousandths > 0) inside = WithTies(ranked, ranking.ShareTenThousandths);
        if (ranking.Seats > 0) inside = Math.Min(inside, ranking.Seats);
        if (inside == 0 || (ranking.ShareTenThousandths <= 0 && ranking.Seats <= 0)) return new(ranked.Count, 0, 0, []);
        return new(ranked.Count, ranked[inside - 1].Value, inside, [.. ranked.Take(inside).Select(e => e.Account)]);
    }

    /// <summary>A member's entry in the rank of a tier at a review dated D, or null when the member is not of the population: closed, or without a purchase in the window.</summary>
    public static RankEntry? EntryOf(MemberState state, CompiledLadder ladder, string tier, string review, DateOnly reviewOn)
    {
        if (state.Tier is null || state.ClosedOn is not null || state.JoinedOn >= reviewOn) return null;
        if (ladder.IndexOf(tier) is not (>= 0 and var at) || ladder.Tiers[at].Rule.Ranking is not { } ranking) return null;
        var asOf = reviewOn.AddDays(-1);
        var frame = new Frame
        {
            State = state,
            Dates = new(asOf, state.Tier.Since, state.JoinedOn, asOf),
            ReviewWindow = ladder.ReviewOf(review)?.Rule.Window,
            ClosesAfterDays = ladder.ClosesAfter(isHistory: false),
        };
        var reading = new CompiledReading(ranking.Reading, ladder.Terms);
        var window = reading.WindowIn(frame);
        var orders = MetricReader.Orders(frame, window, ladder.Terms.Purchases.OrderAboveMinor, 0);
        if (ranking.Population == RankPopulation.Purchasers && orders <= 0) return null;
        return new RankEntry(state.Account, reading.Read(frame).Floor, ReachedOn(reading, frame, state.JoinedOn));
    }

    private static int WithTies(List<RankEntry> ranked, int share)
    {
        if (ranked.Count == 0) return 0;
        var rank = (int)((((long)share * ranked.Count) + Whole - 1) / Whole);
        var value = ranked[Math.Min(rank, ranked.Count) - 1].Value;
        return ranked.Count(e => e.Value >= value);
    }

    // The first date from which the running sum never was below the final value again.
    private static DateOnly ReachedOn(CompiledReading reading, in Frame frame, DateOnly joinedOn)
    {
        var rows = reading.Rows(frame).OrderBy(r => r.CountedOn).ToList();
        var total = rows.Sum(r => r.Amount);
        long running = 0;
        DateOnly? reached = null;
        foreach (var day in rows.GroupBy(r => r.CountedOn))
        {
            running += day.Sum(r => r.Amount);
            if (running < total) reached = null;
            else reached ??= day.Key;
        }

        return reached ?? joinedOn;
    }
}
