using Tessera.Core.Facts;
using Tessera.Storage;
using Tessera.Storage.Members;

namespace Tessera.App.Tests.Storage;

/// <summary>The packed state is a copy of what the record says: in an earlier form it is folded anew.</summary>
public sealed class EarlierPackingTests
{
    [Fact]
    public void A_state_packed_by_an_earlier_release_is_folded_from_the_record_and_written_in_todays_form()
    {
        using var folder = new StoreFolder();
        new Lives(folder.Writer, seed: 4).Play(members: 4, days: 40);
        var db = folder.Writer;
        var before = Enumerable.Range(0, 4).Select(i => StatePacking.Pack(db.Members.Load(Lives.Account(i))!.State)).ToList();
        folder.Write(w => w.Sql("update member_state set packed = $1").SetBytes(1, [0, 0xff]).RunOnce());

        for (var i = 0; i < 4; i++)
        {
            var account = Lives.Account(i);
            var loaded = db.Members.Load(account, withClosedLots: true)!;
            Assert.Equal(before[i], StatePacking.Pack(loaded.State));
            Assert.Equal(db.Members.FiguresOf(account)!.Balance, loaded.State.Balance);
            var (at, next) = (loaded.State.TierHistory[^1].At, loaded.State.Sequence + 1);
            var late = new Core.Instant(Math.Max(at.Micros, db.Records.Find(account, next - 1)!.RecordedAt.Micros) + 1);
            var told = Core.Programs.Decide.Member(Lives.Programs, loaded.State, new Core.Programs.Command(new Adjustment { OccurredAt = late, RecordedAt = late, Points = 5, ReasonCode = "goodwill" }));
            folder.Write(w => w.Batches.Write([new MemberWrite(loaded, told.Items, Core.Programs.Decide.NextDueOn(Lives.Programs, loaded.State))]));
        }

        Assert.True(BooksTests.Audit(folder).IsClean, BooksTests.Say(BooksTests.Audit(folder)));
    }
}
