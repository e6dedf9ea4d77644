using Tessera.App.Audits;
using Tessera.App.Coupons;
using Tessera.App.Import;
using Tessera.App.Members;
using Tessera.Core.Coupons;
using Tessera.Storage;

namespace Tessera.App.Tests.Import;

/// <summary>Coupons that members held in an older system: a plain kind by count, one of codes by its code; taken once, in the record as openings, and taken back with the import.</summary>
public sealed class OpeningCouponsTests : IDisposable
{
    private const string Coupons = """
        coupons:
          - { id: tea, name: { zh: 奶茶券, en: Tea }, takes: [assigned], supply: 2, lasts: 30 days }
          - { id: film, name: { zh: 电影票, en: Film }, takes: [assigned], pool: yes, lasts: 30 days }
        """;

    private readonly TestSite _site = new(new DateOnly(2026, 3, 1), TestSite.Program(more: Coupons));

    public void Dispose() => _site.Dispose();

    [Fact]
    [Covers("P8")]
    public async Task A_list_brings_coupons_by_kind_and_count_or_by_code_once()
    {
        _site.Accepted(new AddPoolCodes { Kind = "film", Codes = ["NEW1", "NEW2"] });
        var file = Put("list.csv", "手机,数据日期,券,券数量,券码,券有效期\n13800000001,2026-02-20,奶茶券,3,,2026-05-31\n13800000001,2026-02-20,film,,OLD7,2026-04-30\n13800000002,2026-02-20,tea,,,\n");
        var tally = await Run(file);
        Assert.Equal((2L, 2L, 0L), (tally.Joined, tally.Opened, tally.Refused));

        // Three of tea through 31 May, of which the supply of 2 knows nothing; one film. Without a date: 20 February + 30 days = through 21 March.
        Assert.Equal(["film 2026-04-30", "tea 2026-05-31", "tea 2026-05-31", "tea 2026-05-31"], Held("13800000001"));
        Assert.Equal(["tea 2026-03-21"], Held("13800000002"));
        Assert.All(BookOf("13800000001").Held, c => Assert.Equal((CouponOrigin.Opening, new DateOnly(2026, 2, 20)), (c.Origin, c.FromOn)));
        Assert.Equal(0, _site.Site.Read(r => r.Db.Outbox.Inbox(Holder(r, "13800000001"), 10, null).Count));
        var again = await Run(file);
        Assert.Equal((2L, 0L, 0L), (again.Repeats, again.Taken, again.Refused));

        // Codes of the pool go on where they were, and the old one is used by its name.
        var other = _site.Join("13800000003");
        _site.Accepted(new GrantCoupons { Member = other, Kind = "film", Count = 2, Source = "t", Number = "g" });
        Assert.Equal(["NEW1", "NEW2"], _site.Site.Read(r => BookOf(r, "13800000003").Held.Select(c => r.Db.Coupons.CodeOf("film", c.PoolNumber)!).Order(StringComparer.Ordinal).ToList()));
        Assert.Equal(Holder("13800000001"), _site.Site.Read(r => r.Db.Coupons.Find("OLD7")!.Account));
        Sound();
    }

    [Fact]
    [Covers("P45")]
    public async Task The_undo_of_the_import_takes_them_back_and_the_list_can_be_told_again()
    {
        _site.Join("13800000001");
        _site.Join("13800000002");
        var file = Put("list.csv", "手机,券,券数量,券码,券有效期\n13800000001,tea,2,,2026-05-31\n13800000002,film,,OLD7,2026-04-30\n13800000004,film,,OLD8,2026-04-30\n");
        await Run(file);
        var used = BookOf("13800000001").Held[0].Id;
        _site.Accepted(new UseCoupon { Member = Phone("13800000001"), Coupon = new CouponId(_site.Site.Read(r => r.Db.Identities.MemberOf(Holder(r, "13800000001"))!.Value), used), Source = "t", Number = "u" });
        var undone = await UndoImport.Run(_site.Site, Job(), "key:test", null, TestContext.Current.CancellationToken);
        // One tea was used: that opening stays. The film goes; who joined by the list goes whole.
        Assert.Equal((3L, 1L, 1L, 1L), (undone.Members, undone.PutBack, undone.Gone, undone.Kept));
        Assert.Equal(["tea 2026-05-31"], Held("13800000001"));
        Assert.Empty(Held("13800000002"));
        Assert.Null(_site.Site.Read(r => r.Db.Coupons.Find("OLD8")!.Account));

        var again = await Run(file);
        Assert.Equal((1L, 2L, 1L, 0L), (again.Joined, again.Opened, again.Repeats, again.Refused));
        Assert.Equal(["film 2026-04-30"], Held("13800000002"));
        Sound();
    }

    [Fact]
    [Covers("P8")]
    public async Task A_code_that_is_out_a_kind_that_is_not_and_a_code_that_is_missing_are_refused_by_row()
    {
        _site.Accepted(new AddPoolCodes { Kind = "film", Codes = ["F1", "F2", "F3"] });
        _site.Accepted(new GrantCoupons { Member = _site.Join("13800000009"), Kind = "film", Source = "t", Number = "g" });
        var file = Put("list.csv", "手机,券,券码\n13800000001,film,F1\n13800000002,cake,\n13800000003,film,\n13800000004,tea,T1\n13800000005,film,F3\n13800000006,film,F3\n");
        var tally = await Run(file);
        // F1 was handed out; F3 was waiting in the pool and is the fifth's, who came first.
        Assert.Equal((1L, 1L, 5L), (tally.Joined, tally.Opened, tally.Refused));
        Assert.Equal(["film 2026-03-30"], Held("13800000005"));
        _site.Accepted(new GrantCoupons { Member = _site.Join("13800000010"), Kind = "film", Source = "t", Number = "h" });
        Assert.Equal("F2", _site.Site.Read(r => r.Db.Coupons.CodeOf("film", BookOf(r, "13800000010").Held[0].PoolNumber)));
        Sound();
    }

    [Fact]
    public async Task A_coupon_that_is_over_when_the_list_is_taken_is_left_out_and_said()
    {
        await Run(Put("list.csv", "手机,数据日期,券,券有效期\n13800000001,2026-02-01,tea,2026-02-28\n13800000001,2026-02-01,tea,2026-03-01\n"));
        // 28 February is over on 1 March, 1 March is not.
        Assert.Equal(["tea 2026-03-01"], Held("13800000001"));
        Assert.Contains(_site.Site.Read(r => r.Db.Records.Page(Holder(r, "13800000001"), 0)).SelectMany(i => i.Reasons), r => r.Code == "coupon.kindOver");
        Sound();
    }

    private void Sound()
    {
        Assert.Empty(BooksCheck.Run(_site.Site).Findings);
        Assert.Empty(RulesAudit.Run(_site.Site).Differences);
    }

    private List<string> Held(string phone) => [.. BookOf(phone).Held.Select(c => $"{c.Kind} {c.EndsOn!.Value.AddDays(-1):yyyy-MM-dd}").Order(StringComparer.Ordinal)];

    private CouponBook BookOf(string phone) => _site.Site.Read(r => BookOf(r, phone));

    private static CouponBook BookOf(ReadScope scope, string phone) => scope.Db.Members.Load(Holder(scope, phone))!.State.Coupons;

    private AccountId Holder(string phone) => _site.Site.Read(r => Holder(r, phone));

    private static AccountId Holder(ReadScope scope, string phone) => scope.Db.Identities.Find(IdentityForm.Of("phone", phone)!)!.Value;

    private static MemberRef Phone(string phone) => MemberRef.By(IdentityForm.Of("phone", phone)!);

    private string Job() => _site.Site.Read(r => r.Db.Imports.Jobs(50).Single(j => j.Kind == ImportMembers.JobKind).Id);

    private string Put(string name, string text)
    {
        var path = Path.Combine(_site.Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private Task<MemberImportTally> Run(string file) => ImportMembers.Run(_site.Site, new MemberImportRequest { File = file, Language = "en" }, null, TestContext.Current.CancellationToken);
}
