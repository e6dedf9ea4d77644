using Tessera.Core;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Tests.Storage;

public sealed class ReportTests
{
    private static readonly DateOnly Start = new(2026, 1, 1);

    [Fact]
    public void A_distribution_counts_each_member_where_it_stood_at_the_end_of_the_date()
    {
        using var folder = Store();
        Assert.Equal([new TierCount("base", 2)], folder.Writer.Reports.TierDistribution(Start));
        // On the 10th member 1 became gold, on the 20th silver; member 2 closed on the 15th; member 3 joined on the 12th.
        Assert.Equal([new TierCount("base", 1), new TierCount("gold", 1)], folder.Writer.Reports.TierDistribution(Start.AddDays(9)));
        Assert.Equal([new TierCount("base", 1), new TierCount("gold", 1)], folder.Writer.Reports.TierDistribution(Start.AddDays(14)));
        Assert.Equal([new TierCount("base", 1), new TierCount("silver", 1)], folder.Writer.Reports.TierDistribution(Start.AddDays(19)));
        Assert.Equal([new MemberTier(new AccountId(1), "silver"), new MemberTier(new AccountId(3), "base")], folder.Writer.Reports.TiersOn(Start.AddDays(30)));
    }

    [Fact]
    public void Opening_plus_in_minus_out_is_closing()
    {
        using var folder = Store();
        var moves = folder.Writer.Reports.TierMovements(Start.AddDays(1), Start.AddDays(30));
        Assert.Equal(
            [
                // Base: members 1 and 2 at the end of 1 January; 1 went up, 2 closed, 3 joined.
                new TierMovement("base", Opening: 2, In: 1, Out: 2, Closing: 1, Joined: 1, Left: 1),
                new TierMovement("silver", Opening: 0, In: 1, Out: 0, Closing: 1, Joined: 0, Left: 0),
            ],
            moves);
        Assert.All(moves, m => Assert.Equal(m.Closing, m.Opening + m.In - m.Out));
    }

    private static StoreFolder Store()
    {
        var folder = new StoreFolder();
        folder.Write(db =>
        {
            Write(db, 1, (Start, "", "base"), (Start.AddDays(9), "base", "gold"), (Start.AddDays(19), "gold", "silver"));
            Write(db, 2, (Start, "", "base"));
            Write(db, 3, (Start.AddDays(11), "", "base"));
            db.Execute($"insert into member_presence values (2, 9, 1, {Start.AddDays(14).DayNumber}, 0)");
        });
        return folder;
    }

    private static void Write(StoreConnection db, long account, params (DateOnly On, string From, string To)[] changes)
    {
        var member = new LoadedMember(new AccountId(account));
        var items = new List<RecordItem>();
        foreach (var (on, from, to) in changes)
        {
            var effect = new TierChanged
            {
                Cause = TierCause.Manual, EarnedFrom = from, EarnedTo = to, InForceFrom = from, InForceTo = to, On = on, At = new Instant(on.DayNumber), Sequence = items.Count + 1,
                Version = 1, Reasons = [],
            };
            member.State.Apply(effect);
            member.State.Sequence++;
            items.Add(new RecordItem
            {
                Sequence = items.Count + 1, Kind = ItemKind.Step, Step = "tier", OccurredAt = new Instant(on.DayNumber), RecordedAt = new Instant(on.DayNumber), Version = 1, Effects = [effect],
            });
        }

        db.Batches.Write([new MemberWrite(member, items, null)]);
    }
}
