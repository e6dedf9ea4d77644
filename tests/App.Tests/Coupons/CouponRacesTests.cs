using Tessera.App.Audits;
using Tessera.App.Coupons;
using Tessera.App.Members;
using Tessera.Core.Coupons;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Tests.Coupons;

/// <summary>Coupons under many clients at once, on one process or, with PostgreSQL, on two.</summary>
public sealed class CouponRacesTests : IDisposable
{
    private const string Kinds = """
        coupons:
          - { id: twenty, name: { zh: 满100减20, en: 20 off 100 }, takes: [assigned, selfClaim], perMember: 0, supply: 40, lasts: 30 days, transferable: yes, saving: { amount: 20, atLeast: 100 } }
          - { id: film, name: { zh: 电影票, en: Film }, takes: [selfClaim], perMember: 0, pool: yes, lasts: 30 days }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 1), TestSite.Program(more: Kinds));
    private Site? _other;

    private Site Other => _other ??= PostgresServer.IsWanted ? Site.Open(Place.Of(_shop.Folder), StoreAccess.OwnExisting, new Still(_shop)) : _shop.Site;

    public void Dispose()
    {
        if (_other != _shop.Site) _other?.Dispose();
        _shop.Dispose();
    }

    [Fact]
    [Covers("R5", "P7")]
    public async Task Two_hundred_clients_take_forty_coupons_and_no_more()
    {
        var members = Enumerable.Range(0, 20).Select(i => _shop.Join($"138000000{i:00}")).ToList();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Of(i).Write(new ClaimCoupon { Member = members[i % 20], Kind = "twenty" })));

        Assert.Equal(40, answers.Count(a => a.IsAccepted));
        Assert.All(answers.Where(a => !a.IsAccepted), a => Assert.Equal("coupon.soldOut", a.Refusal!.Reason.Code));
        Assert.True(Clean(), "the record, the rows and the counter say the same");
    }

    [Fact]
    [Covers("R5", "P39")]
    public async Task Two_hundred_clients_use_one_coupon_once()
    {
        var coupon = Coupons(_shop.Accepted(new GrantCoupons { Member = _shop.Join(), Kind = "twenty" })).Single();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Of(i).Write(new UseCoupon { Member = MemberRef.By(coupon.Member), Coupon = coupon, SavedMinor = 2_000 })));

        Assert.Single(answers, a => a.IsAccepted);
        Assert.All(answers.Where(a => !a.IsAccepted), a => Assert.Equal("coupon.usedBefore", a.Refusal!.Reason.Code));
        Assert.True(Clean());
    }

    [Fact]
    [Covers("R5", "P8")]
    public async Task Codes_of_a_pool_are_handed_out_one_each()
    {
        var members = Enumerable.Range(0, 20).Select(i => _shop.Join($"138000000{i:00}")).ToList();
        var first = _shop.Accepted(new AddPoolCodes { Kind = "film", Codes = [.. Enumerable.Range(0, 20).Select(i => $"F{i:000}")] });
        var more = _shop.Accepted(new AddPoolCodes { Kind = "film", Codes = ["F019", "F020", "F021"] });
        Assert.Equal((20, 22L, 2), (first.Added, more.Codes, more.Added));
        Assert.Equal(["F019"], more.Known);

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Of(i).Write(new ClaimCoupon { Member = members[i % 20], Kind = "film" })));

        var issued = answers.Where(a => a.IsAccepted).SelectMany(a => a.Value!.Item.Effects.OfType<CouponEntry>()).Select(e => e.After).ToList();
        Assert.Equal(Enumerable.Range(1, 22).Select(i => (long)i), issued.Select(c => c.PoolNumber).Order());
        var codes = _shop.Site.Read(r => Enumerable.Range(0, 22).Select(i => r.Db.Coupons.Find($"F{i:000}")).ToList());
        Assert.Equal(22, codes.Select(c => (c!.Account, c.Coupon)).Distinct().Count());
        Assert.True(Clean());
    }

    [Fact]
    [Covers("P39")]
    public void A_scanned_code_is_locked_for_one_till_and_the_other_hears_why_not()
    {
        _shop.Accepted(new AddPoolCodes { Kind = "film", Codes = ["F000"] });
        _shop.Accepted(new ClaimCoupon { Member = _shop.Join(), Kind = "film" });

        _shop.Accepted(new LockCode { Code = "F000", Reference = "till-1" });

        Assert.Equal("coupon.locked", _shop.Answer(new LockCode { Code = "F000", Reference = "till-2" }).Refusal!.Reason.Code);
        Assert.Equal("coupon.codeUnknown", _shop.Answer(new LockCode { Code = "F001", Reference = "till-2" }).Refusal!.Reason.Code);
        _shop.Pass(TimeSpan.FromMinutes(15));
        _shop.Accepted(new LockCode { Code = "F000", Reference = "till-2" });
    }

    [Fact]
    [Covers("P8")]
    public void A_coupon_that_was_given_away_is_used_by_its_new_holder_alone_and_the_code_goes_with_it()
    {
        var (ann, bo) = (_shop.Join(), _shop.Join("13800000002"));
        var coupon = Coupons(_shop.Accepted(new GrantCoupons { Member = ann, Kind = "twenty" })).Single();

        var both = _shop.Accepted(new TransferCoupon { Coupon = coupon, To = bo });

        var now = Coupons(both.To).Single();
        Assert.Equal("coupon.gone", _shop.Answer(new UseCoupon { Member = ann, Coupon = coupon }).Refusal!.Reason.Code);
        _shop.Accepted(new UseCoupon { Member = bo, Coupon = now });
        Assert.Equal("transfer.toSelf", _shop.Answer(new TransferCoupon { Coupon = now, To = bo }).Refusal!.Reason.Code);
        Assert.True(Clean());
    }

    [Fact]
    public void Coupons_go_with_a_merge_are_found_by_their_old_id_and_come_back_with_its_undo()
    {
        var (ann, bo) = (_shop.Join(), _shop.Join("13800000002"));
        var coupons = Coupons(_shop.Accepted(new GrantCoupons { Member = bo, Kind = "twenty", Count = 3 })).ToList();
        _shop.Accepted(new UseCoupon { Member = bo, Coupon = coupons[0] });
        _shop.Accepted(new MergeMembers { Member = bo, Into = ann });

        _shop.Accepted(new UseCoupon { Member = MemberRef.By(coupons[1].Member), Coupon = coupons[1] });
        _shop.Accepted(new UnmergeMembers { Member = bo });

        var held = _shop.Site.Read(r => coupons.Select(c => r.Db.Coupons.Find(r.Db.Identities.AccountOf(c.Member)!.Value, c.Place)!.Status).ToList());
        Assert.Equal([CouponStatus.Used, CouponStatus.Used, CouponStatus.Issued], held);
        _shop.Accepted(new UseCoupon { Member = bo, Coupon = coupons[2] });
        Assert.True(Clean());
    }

    [Fact]
    public void Of_coupons_that_stood_at_the_same_place_of_two_givers_each_is_found_by_its_own_id()
    {
        var (ann, bo, cy, dee) = (_shop.Join(), _shop.Join("13800000002"), _shop.Join("13800000003"), _shop.Join("13800000004"));
        CouponId[] given = [.. new[] { ann, bo, cy }.Select(m => Coupons(_shop.Accepted(new GrantCoupons { Member = m, Kind = "twenty" })).Single())];
        Assert.Single(given.Select(c => c.Place).Distinct());
        _shop.Accepted(new TransferCoupon { Coupon = given[0], To = dee });
        _shop.Accepted(new MergeMembers { Member = bo, Into = dee });

        var used = _shop.Accepted(new UseCoupon { Member = dee, Coupon = given[1] });

        Assert.Equal(given[1].Place, used.Item.Effects.OfType<CouponEntry>().Single().After.CarriedFrom);
        Assert.Equal("coupon.unknown", _shop.Answer(new UseCoupon { Member = dee, Coupon = given[2] }).Refusal!.Reason.Code);
        Assert.Equal("coupon.usedBefore", _shop.Answer(new UseCoupon { Member = dee, Coupon = given[1] }).Refusal!.Reason.Code);
        _shop.Accepted(new UseCoupon { Member = dee, Coupon = given[0] });
        Assert.True(Clean());
    }

    private static IEnumerable<CouponId> Coupons(FactTold told) =>
        told.Item.Effects.OfType<CouponEntry>().Select(e => new CouponId(told.Member!.Value, e.After.Id));

    private Site Of(int i) => i % 2 == 0 ? _shop.Site : Other;

    private bool Clean()
    {
        if (RulesAudit.Run(_shop.Site).Differences.Count > 0) return false;
        using var reader = _shop.Site.Store.Read();
        return new BooksAudit(reader.Connection, _shop.Site.Store.Paths).Run().IsClean;
    }

    private sealed class Still(TestSite shop) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(shop.Now.Micros * 10);
    }
}
