using System.Globalization;
using System.Text;
using Tessera.App.Audits;
using Tessera.App.Import;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Tests.Import;

/// <summary>An import of the wrong file is taken back: by new entries, member by member, and it can be told again.</summary>
public sealed class UndoingImports : IDisposable
{
    private readonly TestSite _site = new(new DateOnly(2026, 3, 1), TestSite.Program());

    public void Dispose() => _site.Dispose();

    [Fact]
    [Covers("P45")]
    public async Task Ten_thousand_rows_are_taken_once_stopped_gone_on_with_undone_and_taken_again()
    {
        var list = new StringBuilder("手机,姓名,积分,累计消费\n");
        for (var i = 0; i < 10_000; i++) list.Append(CultureInfo.InvariantCulture, $"1390000{i:0000},会员{i},10,50.00\n");
        var file = Put("list.csv", list.ToString());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ImportMembers.Run(_site.Site, Request(file), new Stopping(stop), stop.Token));
        _site.Close();
        var tally = await Run(file);
        Assert.True(tally.AddsUp);
        Assert.Equal((10_000L, 10_000L, 100_000L, 0L), (tally.Joined, tally.Opened, tally.Points, tally.Refused));
        Assert.Single(_site.Site.Read(r => r.Db.Imports.Jobs(10)));
        var again = await Run(file);
        Assert.Equal((10_000L, 0L, 0L), (again.Repeats, again.Taken, again.Refused));
        var undone = await UndoImport.Run(_site.Site, FirstJob(), "key:test", null, TestContext.Current.CancellationToken);
        Assert.True(undone.AddsUp);
        Assert.Equal((10_000L, 10_000L), (undone.Members, undone.Gone));
        Assert.Equal((0, 0L), _site.Site.Read(r => (Holder(r, "13900000000") is null ? 0 : 1, r.Db.Members.Page(null, 20_000).Sum(m => m.Balance))));
        var third = await Run(file);
        Assert.Equal((10_000L, 100_000L, 0L), (third.Joined, third.Points, third.Refused));
        Sound();
    }

    [Fact]
    [Covers("P45")]
    public async Task What_people_did_since_stays_and_is_said()
    {
        _site.Join("13800000001");
        _site.Join("13800000002");
        // 100.00 of spend to date lifts to silver.
        var file = Put("list.csv", "手机,姓名,邮箱,积分,累计消费,等级\n13800000001,张三,z@x.cn,100,100.00,\n13800000002,李四,,100,,gold\n13800000003,王五,,100,,\n13800000004,赵六,,100,,\n");
        var tally = await Run(file);
        Assert.Equal((2L, 4L, 2L), (tally.Joined, tally.Opened, tally.Updated));
        Assert.Equal(("silver", 100L), Figures("13800000001"));
        Assert.Equal(("gold", 100L), Figures("13800000002"));
        var third = MemberRef.By(IdentityForm.Of("phone", "13800000003")!);
        _site.Accepted(new SpendPoints { Member = third, Points = 30, Reference = "r1" });
        var undone = await UndoImport.Run(_site.Site, FirstJob(), "key:test", null, TestContext.Current.CancellationToken);
        Assert.True(undone.AddsUp);
        Assert.Equal((4L, 2L, 1L, 1L), (undone.Members, undone.PutBack, undone.Gone, undone.InPart + undone.Kept));
        Assert.Equal(("base", 0L), Figures("13800000001"));
        Assert.Equal(("base", 0L), Figures("13800000002"));
        // 100 − 30 spent: what is used cannot be taken back.
        Assert.Equal(("base", 70L), Figures("13800000003"));
        var rows = _site.Site.Read(r => UndoImport.Results(r, FirstJob(), "en").Rows.Select(x => $"{x[0]} {x[2]} {x[3]}").ToList());
        Assert.Equal(["2 put back ", "3 put back ", "4 left as it is 30 points of the opening were used: they cannot be taken back", "5 closed and erased "], rows);
        Assert.Null(_site.Site.Read(r => Holder(r, "13800000004")));
        Assert.Null(_site.Site.Read(r => r.Db.Identities.Find(IdentityForm.Of("email", "z@x.cn")!)));
        Assert.Null(_site.Site.Read(r => MemberProfile.Of(r.Db, Holder(r, "13800000001")!.Value)?.Name));
        var again = await Run(file);
        // The third told the same before and still has it; the others are opened anew.
        Assert.Equal((1L, 3L, 0L), (again.Joined, again.Opened, again.Refused));
        Sound();
    }

    [Fact]
    public async Task A_repeat_brings_the_profile_up_to_date_and_undo_puts_it_back()
    {
        await Run(Put("a.csv", "phone,name,birthday\n13800000001,Ann,1990-01-02\n"));
        _site.Turn(new DateOnly(2026, 3, 2), new TimeOnly(12, 0));
        var tally = await Run(Put("b.csv", "phone,name,email\n13800000001,Anna,ann@x.org\n"));
        Assert.Equal((1L, 0L), (tally.Updated, tally.Joined));
        Assert.Equal(new MemberProfile { Name = "Anna", Birthday = new DateOnly(1990, 1, 2) }, Profile("13800000001"));
        await UndoImport.Run(_site.Site, FirstJob(), "key:test", null, TestContext.Current.CancellationToken);
        Assert.Equal(new MemberProfile { Name = "Ann", Birthday = new DateOnly(1990, 1, 2) }, Profile("13800000001"));
        Assert.Null(_site.Site.Read(r => r.Db.Identities.Find(IdentityForm.Of("email", "ann@x.org")!)));
    }

    private void Sound()
    {
        Assert.Empty(BooksCheck.Run(_site.Site).Findings);
        Assert.Empty(RulesAudit.Run(_site.Site).Differences);
    }

    private (string Tier, long Balance) Figures(string phone) => _site.Site.Read(r => r.Db.Members.FiguresOf(Holder(r, phone)!.Value) is { } f ? (f.TierInForce, f.Balance) : default);

    private MemberProfile? Profile(string phone) => _site.Site.Read(r => MemberProfile.Of(r.Db, Holder(r, phone)!.Value));

    private static AccountId? Holder(ReadScope scope, string phone) => scope.Db.Identities.Find(IdentityForm.Of("phone", phone)!);

    /// <summary>The newest import.</summary>
    private string FirstJob() => _site.Site.Read(r => r.Db.Imports.Jobs(50).Where(j => j.Kind == ImportMembers.JobKind).MaxBy(j => r.Db.Work.Imported(j.Id, 0, 1).Count > 0 ? j.Id : "")!.Id);

    private string Put(string name, string text)
    {
        var path = Path.Combine(_site.Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private Task<MemberImportTally> Run(string file) => ImportMembers.Run(_site.Site, Request(file), null, TestContext.Current.CancellationToken);

    private static MemberImportRequest Request(string file) => new() { File = file, Language = "en" };

    private sealed class Stopping(CancellationTokenSource stop) : IProgress<MemberImportTally>
    {
        public void Report(MemberImportTally value)
        {
            if (value.MembersRead >= 4_000) stop.Cancel();
        }
    }
}
