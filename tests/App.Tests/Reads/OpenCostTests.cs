using Tessera.App.Benefits;
using Tessera.App.Coupons;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.App.StoredValue;
using Tessera.App.Tests.Stories;
using Tessera.Core.Analytics;
using Tessera.Core.Facts;

namespace Tessera.App.Tests.Reads;

/// <summary>The expected cost of what is open beside the actual share (semantics §10): four members with a quota of two washes a month for 5.00 each.</summary>
public sealed class OpenCostTests : IDisposable
{
    private const string Program = """
        benefits:
          - { id: wash, name: { zh: 洗护, en: wash }, type: entitlement, quota: { uses: 2, period: month }, unitCost: 5.00, owner: service, stock: unlimited, tiers: [base, silver] }
        coupons:
          - { id: ten, name: { zh: 十元券, en: ten off }, takes: [assigned], lasts: 40 days, saving: { amount: 10 } }
          - { id: fifth, name: { zh: 八折券, en: a fifth off }, takes: [assigned], lasts: 40 days, saving: { discount: 8折 } }
          - { id: short, name: { zh: 短期券, en: short }, takes: [assigned], lasts: 1 days, saving: { amount: 10 } }
        storedValue:
          plans:
            - { id: plus20, name: { zh: 充100送20, en: 100 plus 20 }, pay: 100, bonus: 20 }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 2), TestSite.Program("{ expiry: { kind: never }, spending: { points: 100, worth: 1.00 } }", Program));
    private readonly List<MemberRef> _members;

    public OpenCostTests() => _members = [.. Enumerable.Range(0, 4).Select(i => _shop.Join($"1380000050{i}"))];

    public void Dispose() => _shop.Dispose();

    [Fact]
    [Covers("K6", "F34")]
    public void Coupons_quotas_and_bonus_that_are_open_stand_beside_the_actual_cost()
    {
        Play();
        var report = Read("2026-03-01", "2026-03-31");

        // Four of ten were issued, two used for 8.00 and 6.00, on average 7.00: 2 open × 2/4 × 7.00 = 7.00.
        Assert.Equal(new OpenCostView(OpenKind.Coupon, "ten", "ten off", 2, 4, 2, 5_000, ExpectedBy.Window, 700, ""), Of(report, "ten") with { Opens = "" });
        // One was issued and none used: none is expected, whatever it would take off.
        Assert.Equal(new OpenCostView(OpenKind.Coupon, "fifth", "a fifth off", 1, 1, 0, 0, ExpectedBy.Window, 0, ""), Of(report, "fifth") with { Opens = "" });
        // Ended with 3 March.
        Assert.DoesNotContain(report.Open, o => o.Id == "short");
        // 4 members × 2 in one month are 8, 3 are used: 5 open × 3/8 × 5.00 = 9.375.
        Assert.Equal(new OpenCostView(OpenKind.Benefit, "wash", "wash", 5, 8, 3, 3_750, ExpectedBy.Window, 938, ""), Of(report, "wash") with { Opens = "" });
        // 120.00 topped up with 20.00 on it, nothing used.
        Assert.Equal(new OpenCostView(OpenKind.StoredValueBonus, "", "bonus of stored value", 2_000, 0, 0, 10_000, ExpectedBy.All, 2_000, ""), Of(report, "") with { Opens = "" });
        // 1,000 points are 10.00: 10.00 + 7.00 + 0.00 + 9.38 + 20.00.
        Assert.Equal((1_000L, 1_000L, 4_638L), (report.OpenPoints, report.OpenMinor, report.OpenTotalMinor));
        // Behind each figure stand the members who hold it.
        Assert.All(report.Open, o => Assert.Equal(o.Open, _shop.Site.Read(r => BenefitRows.Read(r, new BenefitRowsAsk(BenefitFigure.Open, report.From, report.Through) { Open = o.Kind, Id = o.Id, Limit = 100 })).Rows.Sum(row => row.Uses)));
        Assert.EndsWith("rows?figure=open&from=2026-03-01&through=2026-03-31&open=coupon&id=ten", Of(report, "ten").Opens, StringComparison.Ordinal);
        // What is open costs nothing yet: two coupons of 14.00 and three washes of 15.00.
        Assert.Equal(2_900, report.Total.CostMinor);
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    [Covers("K6")]
    public void A_window_in_which_nothing_was_offered_expects_all_of_it_and_says_so()
    {
        Play();
        var report = Read("2026-04-01", "2026-04-02");

        // The two tens at their face; what a fifth takes off nobody can tell yet.
        Assert.Equal((2L, 0L, ExpectedBy.All, 2_000L), (Of(report, "ten").Open, Of(report, "ten").Offered, Of(report, "ten").By, Of(report, "ten").ExpectedMinor!.Value));
        Assert.Equal((1L, ExpectedBy.All, null), (Of(report, "fifth").Open, Of(report, "fifth").By, Of(report, "fifth").ExpectedMinor));
        // April begins anew with 8, none used. The 12th of April is the last day of the coupons.
        Assert.Equal((8L, 8L, 0L, 0L), (Of(report, "wash").Open, Of(report, "wash").Offered, Of(report, "wash").Taken, Of(report, "wash").ExpectedMinor!.Value));
        // 10.00 + 20.00 + 0.00 + 20.00; the fifth is left out.
        Assert.Equal(5_000, report.OpenTotalMinor);

        // Over both months 16 could be used, 3 were: 8 × 3/16 × 5.00 = 7.50.
        Assert.Equal((16L, 3L, 750L), Of(Read("2026-03-01", "2026-04-02"), "wash") switch { var wash => (wash.Offered, wash.Taken, wash.ExpectedMinor!.Value) });
    }

    [Fact]
    [Covers("K6")]
    public void Who_left_holds_nothing_that_is_open()
    {
        Play();
        _shop.Turn(new DateOnly(2026, 4, 3), new TimeOnly(12, 0));
        _shop.Accepted(new CloseMember { Member = _members[2] });

        // One of the two tens went with the member, and two of the eight washes.
        Assert.Equal((1L, 6L), Read("2026-04-01", "2026-04-03") switch { var report => (Of(report, "ten").Open, Of(report, "wash").Open) });
    }

    private void Play()
    {
        foreach (var member in _members)
        {
            _shop.Accepted(new GrantCoupons { Member = member, Kind = "ten" });
        }

        _shop.Accepted(new GrantCoupons { Member = _members[0], Kind = "fifth" });
        _shop.Accepted(new GrantCoupons { Member = _members[0], Kind = "short" });
        _shop.Accepted(new UseCoupon { Member = _members[0], Coupon = Held(_members[0], "ten"), SavedMinor = 800 });
        _shop.Accepted(new UseCoupon { Member = _members[1], Coupon = Held(_members[1], "ten"), SavedMinor = 600 });
        _shop.Accepted(new UseBenefit { Member = _members[0], Benefit = "wash", Count = 2 });
        _shop.Accepted(new UseBenefit { Member = _members[1], Benefit = "wash" });
        _shop.Accepted(new RecordTopUp { Member = _members[3], PrincipalMinor = 0, Value = new Prepaid("plus20", IsRegistered: true), Source = "till", Number = "T" });
        _shop.Accepted(new App.Points.AdjustPoints { Member = _members[3], Points = 1_000, ReasonCode = "goodwill" });
        _shop.Turn(new DateOnly(2026, 4, 2), new TimeOnly(12, 0));
    }

    private CouponId Held(MemberRef member, string kind) => _shop.Site.Read(r =>
    {
        var account = member.Resolve(r.Db)!.Value;
        return new CouponId(r.Db.Identities.MemberOf(account)!.Value, r.Db.Members.Load(account)!.State.Coupons.Held.First(c => c.Kind == kind).Id);
    });

    private static OpenCostView Of(BenefitCostsView report, string id) => report.Open.Single(o => o.Id == id);

    private BenefitCostsView Read(string from, string through) =>
        _shop.Site.Read(r => BenefitCosts.Read(r, DateOnly.ParseExact(from, "yyyy-MM-dd", null), DateOnly.ParseExact(through, "yyyy-MM-dd", null), "en"));
}
