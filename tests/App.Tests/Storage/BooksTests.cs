using Tessera.Core;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Tests.Storage;

public sealed class BooksTests
{
    [Fact]
    public void Lives_written_in_batches_leave_clean_books_and_the_states_they_were_decided_on()
    {
        using var folder = new StoreFolder();
        new Lives(folder.Writer, seed: 1).Play(members: 12, days: 90);
        var report = Audit(folder);
        Assert.True(report.IsClean, Say(report));
        Assert.Equal(12, report.Members);
        Assert.True(report.Items > 400 && report.Entries > 300, $"{report.Items} items, {report.Entries} entries");
        for (var i = 0; i < 12; i++)
        {
            var account = Lives.Account(i);
            var loaded = folder.Writer.Members.Load(account, withClosedLots: true)!.State;
            var replayed = folder.Writer.Records.Replay(account);
            Assert.Null(Sample.Difference(replayed, loaded, "state"));
            Assert.Equal(StatePacking.Pack(replayed), StatePacking.Pack(loaded));
            Assert.Null(Sample.Difference(replayed.ClosedLots.Values.OrderBy(l => l.Id), loaded.ClosedLots.Values.OrderBy(l => l.Id), "closed lots"));
        }
    }

    [Fact]
    public void The_size_of_batches_changes_no_byte()
    {
        using var one = new StoreFolder();
        using var many = new StoreFolder();
        new Lives(one.Writer, seed: 2, batch: 1).Play(members: 5, days: 30, factsADay: 3);
        new Lives(many.Writer, seed: 2, batch: 3).Play(members: 5, days: 30, factsADay: 3);
        Assert.Equal(Tables.Dump(one.Writer, "member_state"), Tables.Dump(many.Writer, "member_state"));
        Assert.Equal(Tables.Dump(one.Writer, "item"), Tables.Dump(many.Writer, "item"));
        Assert.Equal(Tables.Dump(one.Writer, "lot"), Tables.Dump(many.Writer, "lot"));
    }

    internal static BooksReport Audit(StoreFolder folder)
    {
        using var reader = folder.Store.Read();
        return new BooksAudit(reader.Connection, folder.Paths, new BooksOptions { NextDueOn = s => Decide.NextDueOn(Lives.Programs, s) }).Run();
    }

    internal static string Say(BooksReport report) => string.Join('\n', report.Findings.Take(20));
}
