using Tessera.App.Members;
using Tessera.App.Night;
using Tessera.App.Tests.Stories;
using Tessera.Core;

namespace Tessera.App.Tests.Benefits;

/// <summary>The night finds whose birthday it is without opening the profiles of the others (semantics §6, F18, F24).</summary>
public sealed class BirthdayNightTests : IDisposable
{
    private const string Catalogue = """
        coupons:
          - { id: cake, name: { zh: 蛋糕券, en: Cake }, takes: [assigned], lasts: 60 days }
          - { id: care, name: { zh: 护理券, en: Care }, takes: [assigned], lasts: 60 days }
        benefits:
          - { id: month, name: { zh: 生日月, en: birthday month }, type: birthday, tiers: [base], owner: shop, coupons: [{ coupon: care }] }
          - { id: day, name: { zh: 生日, en: birthday }, type: birthday, tiers: [base], owner: shop, holds: term, valid: 7 days, coupons: [{ coupon: cake }] }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 2, 20), TestSite.Program(more: Catalogue));

    public void Dispose() => _shop.Dispose();

    // 2026 is no leap year: 29 February is told on the 28th. The month's coupon ends on its last day, the day's after seven days, told on the day.
    [Fact]
    [Covers("F18", "F24")]
    public async Task Each_birthday_is_told_on_its_day_and_its_month_and_nobody_elses_profile_is_opened()
    {
        var (leap, march, other) = (Born("13800000001", 2, 29), Born("13800000002", 3, 2), Born("13800000003", 7, 7));
        await Night(2026, 2, 21);
        await Sql($"update member_profile set sealed = {(PostgresServer.IsWanted ? "'\\x00'" : "x'00'")} where member_id = {Account(other)}");
        await Sql($"update member_birthday set changed_at = 0 where member_id = {Account(other)}");

        await Night(2026, 2, 27);
        Assert.Equal(["care 2026-02-28"], Held(leap));
        Assert.Empty(Held(march));
        await Night(2026, 2, 28);
        Assert.Equal(["care 2026-02-28", "cake 2026-03-06"], Held(leap));
        await Night(2026, 3, 1);
        Assert.Equal(["cake 2026-03-06"], Held(leap));
        Assert.Equal(["care 2026-03-31"], Held(march));
        await Night(2026, 3, 2);
        await Night(2026, 3, 2);

        Assert.Equal(["care 2026-03-31", "cake 2026-03-08"], Held(march));
        Assert.Empty(Held(other));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    [Covers("F24")]
    public async Task Who_joins_in_the_month_of_the_birthday_gets_the_months_grant_in_the_next_night()
    {
        await Night(2026, 3, 5);
        var late = Born("13800000001", 3, 25);

        await Night(2026, 3, 6);

        Assert.Equal(["care 2026-03-31"], Held(late));
    }

    [Fact]
    public async Task A_store_of_an_earlier_release_is_read_once()
    {
        var march = Born("13800000001", 3, 2);
        await Sql("delete from member_birthday");

        await Night(2026, 3, 2);

        Assert.Equal(["cake 2026-03-08", "care 2026-03-31"], Held(march).Order(StringComparer.Ordinal));
        Assert.Equal(1, _shop.Site.Read(r => r.Db.Identities.BornOn(new MonthDay(3, 2), null, 10).Count));
    }

    private MemberRef Born(string phone, int month, int day) =>
        MemberRef.By(_shop.Accepted(new JoinMember { Identities = [IdentityForm.Of("phone", phone)!], Profile = new MemberProfile { Birthday = new DateOnly(1992, month, day) } }).Member);

    private async Task Night(int year, int month, int day)
    {
        _shop.Turn(new DateOnly(year, month, day), new TimeOnly(0, 30));
        Assert.Null((await RunDay.Run(_shop.Site)).Refusal);
    }

    private Task<int> Sql(string sql) => _shop.Site.Alone(scope =>
    {
        scope.Db.Execute(sql);
        return 0;
    });

    private long Account(MemberRef member) => _shop.Site.Read(r => member.Resolve(r.Db)!.Value.Value);

    private string[] Held(MemberRef member) =>
        [.. _shop.Site.Read(r => r.Db.Coupons.Page(member.Resolve(r.Db)!.Value, openOnly: true, null, 200)).Reverse().Select(c => $"{c.Kind} {c.EndsOn!.Value.AddDays(-1):yyyy-MM-dd}")];
}
