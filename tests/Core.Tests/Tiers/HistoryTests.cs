using Tessera.Core.Members;
using Tessera.Scripts;

namespace Tessera.Core.Tests.Tiers;

/// <summary>Reviews under history and live (semantics §1 History).</summary>
public sealed class HistoryTests
{
    private const string Yearly = "@year; review year grace=0d";

    [Fact]
    [Covers("D15")]
    public void Under_history_a_review_takes_effect_on_its_own_date_and_tells_nobody()
    {
        var script = Play("2024-12-20 buy A 2000.00; 2026-01-01 night", history: true);

        var fall = Changes(script).Last();
        Assert.Equal((TierCause.Fall, new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 1)), (fall.Cause, fall.On, fall.ReviewOn));
        Assert.DoesNotContain(script.Items.SelectMany(i => i.Effects), e => e is Notice);
    }

    [Fact]
    [Covers("D15")]
    public void Live_the_history_shows_both_dates_of_a_review()
    {
        var fall = Changes(Play("2024-12-20 buy A 2000.00; 2026-01-10 night", history: false)).Last();

        Assert.Equal((new DateOnly(2026, 1, 4), new DateOnly(2026, 1, 1)), (fall.On, fall.ReviewOn));
    }

    [Fact]
    [Covers("D15")]
    public void A_yearly_settlement_equals_a_recomputation_from_the_purchases()
    {
        // A member spends 50.00 × n in each month of 2025, 600 × n in the year; gold keeps from 1500.00, so from n = 3 on (1800.00; n = 2 gives 1200.00).
        for (var n = 0; n <= 12; n++)
        {
            var steps = string.Join("; ", Enumerable.Range(1, 12).Select(month => FormattableString.Invariant($"2025-{month:00}-15 buy M{month} {50 * n}.00")));
            var script = Play("2024-12-20 buy A 2000.00; " + steps + "; 2026-01-04 night", history: false);

            Assert.Equal(600 * n >= 1500 ? "gold" : "silver", script.State.Tier!.Earned);
        }
    }

    private static IEnumerable<TierChanged> Changes(MemberScript script) => script.Items.SelectMany(i => i.Effects).OfType<TierChanged>();

    private static MemberScript Play(string steps, bool history) => new MemberScript(LadderText.Programs(Yearly), history).Play("2023-12-31 join; " + steps);
}
