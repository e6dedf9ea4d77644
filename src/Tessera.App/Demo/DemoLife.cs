using System.Globalization;
using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Demo;

/// <summary>Writes one member's year: joining, visits, behaviours, spending, and what goes wrong on the way.</summary>
internal sealed class DemoLife
{
    private readonly DemoRecipe _recipe;
    private readonly DemoSpan _span;
    private readonly DemoShop _shop;
    private readonly DemoMember _member;
    private readonly SeededSequence _chance;
    private readonly DemoStore _usual;
    private readonly DemoPurse _purse;
    private readonly DemoPerks _perks;
    private readonly List<DemoStep> _steps = [];
    private int _told;

    public DemoLife(DemoRecipe recipe, DemoSpan span, DemoShop shop, DemoMember member, SeededSequence seed)
    {
        (_recipe, _span, _shop, _member) = (recipe, span, shop, member);
        _chance = seed.Part("life").Part(member.Key);
        _usual = shop.Store(_chance);
        _purse = new DemoPurse(recipe.Redemption);
        _perks = new DemoPerks(recipe, member, seed.Part("perks").Part(member.Key), _purse);
    }

    public IEnumerable<DemoStep> Write()
    {
        Join();
        if (_member.IsTakenOver) TakeOver();
        if (_member.Story is { } story) Follow(story);
        else Live(_member.Kind!);
        Freeze();
        return _steps.Where(s => s.RecordedAt < _span.End && !_member.IsMergedOn(_span.DayOf(s.RecordedAt)));
    }

    private void Join()
    {
        var at = _member.IsTakenOver
            ? new Instant(_span.At(_member.JoinsOn, new TimeOnly(2, 0)).Micros + (Place() * 2_000_000))
            : _span.At(_member.JoinsOn, new TimeOnly(_recipe.Rhythm.OpensAt - 1, _chance.Below(60), _chance.Below(60)));
        var fact = new Joined
        {
            OccurredAt = at,
            RecordedAt = at,
            Source = _member.IsTakenOver ? _recipe.Sources.Old : null,
            Number = _member.IsTakenOver ? "J-" + _member.Key : null,
            Actor = _member.IsTakenOver ? "key:takeover" : "key:online-shop",
            Channel = _member.JoinChannel,
            StoreId = _usual.Id,
            Invited = _member.InvitedBy is not null,
        };
        _steps.Add(new DemoJoins(at, _member.Key, _member.Person, fact, _member.InvitedBy));
    }

    private long Place() => long.Parse(_member.Key.AsSpan(1), CultureInfo.InvariantCulture);

    /// <summary>What the older system knew: spend, tier and points that still have some months to live.</summary>
    private void TakeOver()
    {
        var at = new Instant(_span.At(_member.JoinsOn, new TimeOnly(2, 0)).Micros + (Place() * 2_000_000) + 1_000_000);
        var lots = new List<OpeningLot>();
        for (var age = _chance.Between(7, 10); age > 0; age -= 4)
        {
            var earned = _member.JoinsOn.AddMonths(-age);
            var points = _member.OldSpend * (long)_recipe.Redemption.PointsPerYuan / 10;
            if (points > 0) lots.Add(new OpeningLot(points, earned, earned.AddMonths(12)));
        }

        _steps.Add(new DemoTells(at, _member.Key, new Opening
        {
            OccurredAt = at,
            RecordedAt = at,
            Source = _recipe.Sources.Old,
            Number = "O-" + _member.Key,
            Actor = "key:takeover",
            Lots = lots,
            SpendMinor = _member.OldSpend * 100L,
            Orders = Math.Max(1, _member.OldSpend / 28),
            Tier = _member.OldTier.Length == 0 ? null : _member.OldTier,
            TierSince = _member.OldTier.Length == 0 ? null : _member.JoinsOn.AddMonths(-_chance.Between(2, 9)),
        }));
    }

    private void Live(DemoKind kind)
    {
        var visits = 0;
        for (var day = _member.IsTakenOver ? _span.From : _member.JoinsOn; day <= _span.Through; day = day.AddDays(1))
        {
            if (kind.MostVisits > 0 && visits >= kind.MostVisits) break;
            if (_member.IsSilentOn(day) || _member.IsMergedOn(day) || (kind.InMonths.Count > 0 && !kind.InMonths.Contains(day.Month))) continue;
            Behave(day);
            if (!Comes(kind, day, visits == 0)) continue;
            visits++;
            Buy(_shop.Visit(_chance, day, _usual), kind);
        }
    }

    /// <summary>Whether the member comes on a day: the drawn visits a month, bent by weekday and season; the first visit is soon after joining.</summary>
    private bool Comes(DemoKind kind, DateOnly day, bool isFirst)
    {
        if (DemoSpan.IsBirthday(_member.Person.Birthday, day) && _chance.Chance(_recipe.Accidents.BirthdayVisitPerHundred, 100)) return true;
        var weekdays = kind.Weekdays.Count == 7 ? kind.Weekdays : _recipe.Rhythm.Weekdays;
        var months = _recipe.Rhythm.Months;
        var perMillion = _member.VisitTenths * 1_000_000L / 304
            * weekdays[((int)day.DayOfWeek + 6) % 7] * 7 / weekdays.Sum()
            * months[day.Month - 1] * 12 / months.Sum();
        if (isFirst) perMillion = Math.Max(perMillion, 330_000);
        return _chance.Chance((int)Math.Min(perMillion, 1_000_000), 1_000_000);
    }

    private void Buy(DemoVisit visit, DemoKind kind)
    {
        var sale = _shop.Sell(_chance, visit, _shop.Basket(_chance, kind, visit.Day));
        if (DemoSpan.IsBirthday(_member.Person.Birthday, visit.Day)) sale = sale with { Fact = sale.Fact with { IsBirthday = true } };
        if (kind.Wholesale) sale = sale with { Fact = sale.Fact with { SaleKind = "wholesale" } };
        Tell(sale.RecordedAt, sale.Fact);
        Review(sale);
        _steps.AddRange(_perks.After(sale));
        if (GoesWrong(sale, visit.Day)) return;
        _purse.Earn(_span.DayOf(sale.RecordedAt), sale.GoodsMinor);
        Spend(sale, visit.Day);
    }

    private void Review(DemoSale sale)
    {
        foreach (var behaviour in _recipe.Behaviours.Where(b => b.PerThousandPurchases > 0))
        {
            if (!_chance.Chance(behaviour.PerThousandPurchases, 1000)) continue;
            Act(behaviour.Type, sale.RecordedAt.PlusMinutes(_chance.Between(20, 2000)), sale.Number);
        }
    }

    private void Behave(DateOnly day)
    {
        foreach (var behaviour in _recipe.Behaviours.Where(b => b.PerMonth[1] > 0))
        {
            var tenths = _chance.Between(behaviour.PerMonth[0] * 10, behaviour.PerMonth[1] * 10);
            if (!_chance.Chance(tenths, 304)) continue;
            var page = behaviour.Objects == 0 ? null : $"{behaviour.Type}-{_chance.Between(1, behaviour.Objects).ToString(CultureInfo.InvariantCulture)}";
            Act(behaviour.Type, _span.At(day, new TimeOnly(_chance.Between(7, 22), _chance.Below(60), _chance.Below(60))), page);
        }
    }

    private void Act(string type, Instant at, string? thing)
    {
        if (at <= _steps[0].RecordedAt) return;
        Tell(at, new Activity { OccurredAt = at, RecordedAt = at, Actor = "key:online-shop", Type = type, Object = thing, Channel = _member.JoinChannel });
    }

    /// <summary>At most one thing goes wrong with a purchase. Purchases told late are left alone.</summary>
    private bool GoesWrong(DemoSale sale, DateOnly day)
    {
        if (sale.IsLate) return false;
        var rates = _recipe.Accidents;
        var refunds = new DemoRefunds(_chance, sale, _recipe.Sources);
        var wrong = _chance.Place(
        [
            rates.RefundByLine, rates.RefundWhole, rates.RefundInTwo, rates.RefundByAmount, rates.Voids, rates.RefundAfterSpending,
            Math.Max(1, 1000 - rates.RefundByLine - rates.RefundWhole - rates.RefundInTwo - rates.RefundByAmount - rates.Voids - rates.RefundAfterSpending),
        ]);
        var told = wrong switch
        {
            0 => refunds.OneLine(),
            1 => refunds.Whole(_chance.Between(60, 5_000)),
            2 => refunds.InTwo(),
            3 => refunds.Amount(),
            4 => Void(refunds, day),
            5 => SpendAndReturn(refunds, sale, day),
            _ => [],
        };
        foreach (var fact in told) Tell(fact.RecordedAt, fact, sale.Number);
        return told.Count > 0;
    }

    private List<Refund> Void(DemoRefunds refunds, DateOnly day)
    {
        var fact = refunds.Void(_chance.Between(2, 25));
        return _span.DayOf(fact.OccurredAt) == day ? [fact] : [];
    }

    /// <summary>The points of the purchase are spent first, then it is brought back: what is missing becomes debt.</summary>
    private List<Refund> SpendAndReturn(DemoRefunds refunds, DemoSale sale, DateOnly day)
    {
        var earned = _purse.WorthOf(sale.GoodsMinor);
        var points = (_purse.On(day) + earned) / 10 * 10;
        if (earned < 100 || points < 100 || _recipe.Redemption.AfterDays > 0 || _member.IsFrozenOn(day)) return [];
        Debit(sale.RecordedAt.PlusMinutes(30), points);
        _purse.Take(points);
        return refunds.Whole(_chance.Between(1500, 3000));
    }

    private void Spend(DemoSale sale, DateOnly day)
    {
        var rules = _recipe.Redemption;
        var affordable = rules.Costs.Where(c => c <= _purse.On(day)).ToList();
        if (affordable.Count == 0 || _member.IsFrozenOn(day) || !_chance.Chance(rules.PerThousandVisits, 1000)) return;
        var points = _chance.Pick(affordable);
        var at = sale.RecordedAt.PlusMinutes(_chance.Between(1, 9));
        var reference = Debit(at, points);
        if (_chance.Chance(rules.CancelledPerThousand, 1000))
        {
            var cancelled = at.PlusMinutes(_chance.Between(5, 50));
            Tell(cancelled, new DebitCancelled { OccurredAt = cancelled, RecordedAt = cancelled, Actor = "key:online-shop", DebitSequence = 0 }, reference);
        }

        _purse.Take(points);
    }

    private string Debit(Instant at, long points)
    {
        var reference = $"RW-{_member.Key}-{(++_told).ToString(CultureInfo.InvariantCulture)}";
        Tell(at, new Debit { OccurredAt = at, RecordedAt = at, Actor = "key:online-shop", Points = points, Reference = reference });
        return reference;
    }

    private void Freeze()
    {
        if (_member.FrozenOn is not { } frozen) return;
        var at = _span.At(frozen, new TimeOnly(6, 10));
        Tell(at, new Frozen { OccurredAt = at, RecordedAt = at, Actor = "key:risk", ReasonCode = "risk.unusualOrders" });
        if (_member.UnfrozenOn is not { } free) return;
        var ends = _span.At(free, new TimeOnly(23, 20));
        Tell(ends, new Unfrozen { OccurredAt = ends, RecordedAt = ends, Actor = "key:risk" });
    }

    private void Follow(DemoStory story)
    {
        DemoSale? largest = null;
        for (var n = _span.From.Day == 1 ? 1 : 0; _span.MonthStart(n) <= _span.Through; n++)
        {
            foreach (var sale in SpendInMonth(story, n))
            {
                if (largest is null || sale.Fact.TotalMinor > largest.Fact.TotalMinor) largest = sale;
            }

            CheckIn(story, n);
        }

        if (story.RefundsLargestAfterDays == 0 || largest is null) return;
        if (story.SpendsPointsFirst) Debit(largest.RecordedAt.PlusMinutes(1440), _purse.WorthOf(largest.GoodsMinor));
        foreach (var fact in new DemoRefunds(_chance, largest, _recipe.Sources).Whole(story.RefundsLargestAfterDays * 1440))
        {
            Tell(fact.RecordedAt, fact, largest.Number);
        }
    }

    private List<DemoSale> SpendInMonth(DemoStory story, int n)
    {
        var first = n == 0 ? _span.From : _span.MonthStart(n);
        var target = (decimal)TargetOf(story, n, first.Month);
        var days = Math.Min(27, _span.MonthStart(n + 1).DayNumber - first.DayNumber);
        var baskets = new List<List<DemoPick>>();
        while (target > 0)
        {
            var part = target >= 600 ? _chance.Between(180, 420) : _chance.Between(18, 60);
            var basket = _shop.BasketFor(_chance, story.InOneOrder ? target : Math.Min(target, part), first);
            baskets.Add(basket);
            target -= basket.Sum(p => p.Product.Price * p.Units);
        }

        var on = baskets.Select(_ => first.AddDays(_chance.Below(days))).Order().ToList();
        var sales = new List<DemoSale>();
        for (var i = 0; i < baskets.Count; i++)
        {
            if (on[i] > _span.Through) break;
            var visit = _shop.Visit(_chance, on[i], _usual);
            sales.Add(_shop.Sell(_chance, visit, baskets[i], withDiscounts: false));
            Tell(sales[^1].RecordedAt, sales[^1].Fact);
        }

        return sales;
    }

    private static int TargetOf(DemoStory story, int n, int calendarMonth)
    {
        if (story.SpendIn.TryGetValue(calendarMonth, out var given)) return given;
        if (story.Spend.Count == 0 || n == 0) return 0;
        if (n > story.Spend.Count && !story.Repeats) return 0;
        return story.Spend[(n - 1) % story.Spend.Count];
    }

    private void CheckIn(DemoStory story, int n)
    {
        for (var i = 0; i < story.CheckIns.GetValueOrDefault(n); i++)
        {
            var day = _span.MonthStart(n).AddDays(8 + (i * 3));
            Act(story.CheckInType, _span.At(day, new TimeOnly(9, _chance.Below(60), _chance.Below(60))), null);
        }
    }

    private void Tell(Instant at, Fact fact, string? about = null) => _steps.Add(new DemoTells(at, _member.Key, fact, about));
}
