using System.Globalization;
using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Demo;

/// <summary>When and where somebody buys.</summary>
internal sealed record DemoVisit(DateOnly Day, TimeOnly Time, DemoChannel Channel, DemoStore Store);

/// <summary>Units of a product.</summary>
internal sealed record DemoPick(DemoProduct Product, int Units);

/// <summary>A purchase and when it is told.</summary>
internal sealed record DemoSale(Purchase Fact, Instant RecordedAt, bool IsLate)
{
    public string Number => Fact.Number ?? "";

    /// <summary>What of it earns: freight does not.</summary>
    public long GoodsMinor => Fact.Lines.Where(l => l.Kind == LineKind.Goods).Sum(l => l.NetMinor);
}

/// <summary>The stores and the online shop of a demo: fills baskets and writes receipts.</summary>
internal sealed class DemoShop
{
    private static readonly string[] Tenders = ["wechat", "wechat", "wechat", "alipay", "alipay", "card", "cash"];
    private readonly DemoRecipe _recipe;
    private readonly DemoSpan _span;
    private readonly HashSet<string> _numbers = [];
    private readonly Dictionary<(string Store, DateOnly Day), DateOnly> _offline = [];

    public DemoShop(DemoRecipe recipe, DemoSpan span, SeededSequence seed)
    {
        (_recipe, _span) = (recipe, span);
        var chance = seed.Part("offline");
        for (var i = 0; i < recipe.Accidents.TillsOffline; i++)
        {
            var day = span.From.AddDays(chance.Below(Math.Max(1, span.Days - 4)));
            _offline[(Store(chance).Id, day)] = day.AddDays(chance.Between(1, 3));
        }
    }

    /// <summary>A visit at a likely hour of a day, through a likely channel; members keep to one store most of the time.</summary>
    public DemoVisit Visit(SeededSequence chance, DateOnly day, DemoStore? usual = null)
    {
        var channel = _recipe.Channels[chance.Place(_recipe.Channels.Select(c => c.Share).ToList())];
        var store = usual is not null && chance.Chance(3, 4) ? usual : Store(chance);
        return new DemoVisit(day, Time(chance, day), channel, store);
    }

    public DemoStore Store(SeededSequence chance) => _recipe.Stores[chance.Place(_recipe.Stores.Select(s => s.Share).ToList())];

    public TimeOnly Time(SeededSequence chance, DateOnly day)
    {
        var weekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var hours = weekend && _recipe.Rhythm.WeekendHours.Count == 24 ? _recipe.Rhythm.WeekendHours : _recipe.Rhythm.Hours;
        return new TimeOnly(chance.Place(hours), chance.Below(60), chance.Below(60));
    }

    /// <summary>What somebody of a kind takes on a day.</summary>
    public List<DemoPick> Basket(SeededSequence chance, DemoKind kind, DateOnly day)
    {
        var sold = Sold(day);
        var weights = sold.Select(p => p.Share).ToList();
        var picks = new List<DemoPick>();
        for (var lines = chance.Between(kind.Lines[0], kind.Lines[1]); lines > 0; lines--)
        {
            var product = sold[chance.Place(weights)];
            if (picks.Exists(p => p.Product.Sku == product.Sku)) continue;
            picks.Add(new DemoPick(product, chance.Between(kind.Units[0], kind.Units[1])));
        }

        return picks;
    }

    /// <summary>A basket that reaches an amount and goes over it by less than the cheapest product.</summary>
    public List<DemoPick> BasketFor(SeededSequence chance, decimal amount, DateOnly day)
    {
        var sold = Sold(day).OrderBy(p => p.Price).ThenBy(p => p.Sku, StringComparer.Ordinal).ToList();
        var units = new SortedDictionary<string, DemoPick>(StringComparer.Ordinal);
        for (var left = amount; left > 0;)
        {
            var fitting = sold.Where(p => p.Price <= left).ToList();
            var product = fitting.Count == 0 ? sold[0] : fitting[chance.Place(fitting.Select(p => p.Share).ToList())];
            var most = (int)Math.Max(1, Math.Min(12, left / product.Price));
            var taken = amount >= 200 ? chance.Between(1, most) : 1;
            var before = units.GetValueOrDefault(product.Sku)?.Units ?? 0;
            units[product.Sku] = new DemoPick(product, before + taken);
            left -= product.Price * taken;
        }

        return [.. units.Values];
    }

    /// <summary>Writes the receipt of a basket.</summary>
    public DemoSale Sell(SeededSequence chance, DemoVisit visit, IReadOnlyList<DemoPick> basket, bool withDiscounts = true)
    {
        var wishes = Wishes(chance);
        var discounts = withDiscounts && wishes is null;
        var lines = basket.Select(pick => Line(pick, discounts ? Percent(chance, visit.Day, pick.Product) : 0)).ToList();
        if (discounts) TakeOff(chance, lines);
        if (visit.Channel.Online) AddFreight(chance, lines);
        var occurred = FreeMoment(visit);
        var late = visit.Channel.Online ? null : UploadOf(visit, occurred);
        var recorded = late ?? new Instant(occurred.Micros + (chance.Between(1, 4) * 1_000_000L));
        var fact = new Purchase
        {
            OccurredAt = occurred,
            RecordedAt = recorded,
            Source = visit.Channel.Online ? _recipe.Sources.Online : _recipe.Sources.Till,
            Number = Number(visit, occurred),
            Actor = visit.Channel.Online ? "key:online-shop" : "key:till-" + visit.Store.Id,
            Lines = lines,
            StoreId = visit.Store.Id,
            TillId = visit.Channel.Online ? null : visit.Store.Id + "-t" + chance.Between(1, 2).ToString(CultureInfo.InvariantCulture),
            ClerkId = visit.Channel.Online ? null : visit.Store.Id + "-c" + chance.Between(1, Math.Max(1, visit.Store.Clerks)).ToString(CultureInfo.InvariantCulture),
            Channel = visit.Channel.Id,
            Payments = wishes is null ? [new Payment(visit.Channel.Online ? "wechat" : chance.Pick(Tenders), lines.Sum(l => l.NetMinor))] : [],
            Wishes = wishes,
        };
        return new DemoSale(fact, recorded, late is not null);
    }

    /// <summary>What is asked of the price; null where the till prices by itself. What the price comes to is the rules' to say, so no tenders are told.</summary>
    private Wishes? Wishes(SeededSequence chance) => _recipe.Asks is { } asks
        ? new Wishes { ChoosesCoupons = true, MostPoints = chance.Chance(asks.PointsPerHundred, 100), MostStoredValue = chance.Chance(asks.StoredValuePerHundred, 100) }
        : null;

    private List<DemoProduct> Sold(DateOnly day) =>
        [.. _recipe.Products.Where(p => p.InMonths.Count == 0 || p.InMonths.Contains(day.Month))];

    private int Percent(SeededSequence chance, DateOnly day, DemoProduct product)
    {
        var weekday = day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;
        foreach (var discount in _recipe.Discounts.Where(d => d.Percent > 0))
        {
            var fits = (discount.Weekdays.Count == 0 || discount.Weekdays.Contains(weekday))
                && (discount.Category.Length == 0 || product.Category == discount.Category || product.Category.StartsWith(discount.Category + "/", StringComparison.Ordinal));
            if (fits && chance.Chance(discount.PerHundred, 100)) return discount.Percent;
        }

        return 0;
    }

    private static PurchaseLine Line(DemoPick pick, int percent)
    {
        var price = (long)(pick.Product.Price * 100);
        var off = Rounding.Divide(price * percent, 100, RoundingMode.HalfUp);
        return new PurchaseLine
        {
            Sku = pick.Product.Sku,
            Category = pick.Product.Category,
            Quantity = pick.Units,
            UnitPrice = (price - off) / 100m,
            ListMinor = price * pick.Units,
            DiscountMinor = off * pick.Units,
            NetMinor = (price - off) * pick.Units,
            TaxRate = pick.Product.Tax * 100,
        };
    }

    private void TakeOff(SeededSequence chance, List<PurchaseLine> lines)
    {
        var total = lines.Sum(l => l.NetMinor);
        var best = _recipe.Discounts.Where(d => d.Off > 0 && d.From * 100 <= total).MaxBy(d => d.Off);
        if (best is null || !chance.Chance(best.PerHundred, 100)) return;
        var parts = Rounding.Prorate((long)(best.Off * 100), lines.Select(l => (Int128)l.NetMinor).ToArray());
        for (var i = 0; i < lines.Count; i++)
        {
            lines[i] = lines[i] with { OrderDiscountMinor = parts[i], NetMinor = lines[i].NetMinor - parts[i] };
        }
    }

    private void AddFreight(SeededSequence chance, List<PurchaseLine> lines)
    {
        if (_recipe.Freight is not { } freight || (freight.FreeFrom > 0 && lines.Sum(l => l.NetMinor) >= freight.FreeFrom * 100) || !chance.Chance(freight.PerHundred, 100)) return;
        var minor = (long)(freight.Price * 100);
        lines.Add(new PurchaseLine
        {
            Sku = "freight", Quantity = 1, UnitPrice = freight.Price, ListMinor = minor, NetMinor = minor, TaxRate = 600, Kind = LineKind.Freight,
            Discountable = _recipe.Asks is not null,
        });
    }

    /// <summary>No two receipts of a store share a second, so that its numbers differ.</summary>
    private Instant FreeMoment(DemoVisit visit)
    {
        var at = _span.At(visit.Day, visit.Time);
        while (!_numbers.Add(Number(visit, at))) at = new Instant(at.Micros + 1_000_000);
        return at;
    }

    private string Number(DemoVisit visit, Instant at)
    {
        var second = (at.Micros - _span.At(visit.Day, TimeOnly.MinValue).Micros) / 1_000_000;
        return string.Create(CultureInfo.InvariantCulture, $"{(visit.Channel.Online ? "W" : "S")}{visit.Day:yyMMdd}-{visit.Store.Id}-{second:D5}");
    }

    private Instant? UploadOf(DemoVisit visit, Instant occurred)
    {
        if (!_offline.TryGetValue((visit.Store.Id, visit.Day), out var told)) return null;
        var start = _span.At(visit.Day, TimeOnly.MinValue);
        var upload = new Instant(_span.At(told, new TimeOnly(7, 30)).Micros + ((occurred.Micros - start.Micros) / 1000));
        var latest = occurred.PlusMinutes(71 * 60);
        return upload < latest ? upload : latest;
    }
}
