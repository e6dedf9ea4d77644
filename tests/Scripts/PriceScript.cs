using System.Globalization;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.Pricing;

namespace Tessera.Scripts;

/// <summary>
/// Reads the small language of priced baskets: words stand apart by blanks, things by ";", values of one word by "+", money in yuan.
/// The head of <c>tests/Core.Tests/cases/receipts.csv</c> lists the words.
/// </summary>
public static class PriceScript
{
    private static readonly DateOnly Monday = new(2026, 3, 16);

    /// <summary>Prices what the four texts say.</summary>
    public static PricedOrder Price(string settings, string savings, string lines, string buyer)
    {
        var all = Things(savings).Select(t => (Text: t, Saving: Saving(t))).ToList();
        var pricer = Pricer.Compile(new PricingTerms(Rules(settings), [.. all.Where(s => OriginOf(s.Text) == SavingOrigin.Promotion).Select(s => s.Saving)], Spending(settings)));
        return pricer.Price(Basket(settings, lines), Buyer(buyer, all));
    }

    /// <summary>Minor units of yuan.</summary>
    public static long Minor(string yuan) => Rounding.HalfUp(Number(yuan) * 100);

    private static PricingRules Rules(string settings)
    {
        var words = Words(settings);
        return new PricingRules
        {
            Stages = words.ContainsKey("stages") ? [.. Parts(words, "stages").Select(Stage)] : new PricingRules().Stages,
            Groups = [.. Parts(words, "groups").Select(g => g.Split(':')).Select(g => new PriceGroup(g[0], Stage(g[1]), Enum.Parse<GroupMode>(g[2], ignoreCase: true)))],
            Tax = Choice(words, "tax", TaxRounding.Line),
            FreightReads = Choice(words, "freight", FreightReads.Before),
        };
    }

    private static SpendingRules? Spending(string settings)
    {
        var words = Words(settings);
        if (!words.TryGetValue("points", out var rate)) return null;
        return new SpendingRules
        {
            Points = Whole(Split(rate, '/').Left),
            WorthMinor = Minor(Split(rate, '/').Right),
            Min = WholeOf(words, "min"),
            Step = WholeOf(words, "step"),
            Max = WholeOf(words, "max"),
            MaxShare = words.TryGetValue("share", out var share) ? (int)(Number(share) * 100) : 10_000,
            ExcludedCategories = Parts(words, "exclude"),
            Over = Choice(words, "over", OverSpending.Clamp),
            As = Choice(words, "as", PointsAs.Discount),
            WithCoupons = !words.ContainsKey("noCoupons"),
        };
    }

    private static Basket Basket(string settings, string lines)
    {
        var words = Words(settings);
        return new Basket
        {
            Lines = [.. Things(lines).Select(Line)],
            Day = words.TryGetValue("day", out var day) ? Date(day) : Monday,
            Time = words.TryGetValue("time", out var time) ? Time(time) : new TimeOnly(12, 0),
            StoreId = words.GetValueOrDefault("store"),
            Channel = words.GetValueOrDefault("channel", "store"),
            SaleKind = words.GetValueOrDefault("sale", "retail"),
            PricesInclude = words.ContainsKey("net") ? PricesInclude.Net : PricesInclude.Tax,
            Carrier = words.GetValueOrDefault("carrier"),
            Codes = Parts(words, "codes"),
            Articles = [.. Parts(words, "articles").Select(a => a.Split(':')).Select(a => new Article(a[0], Minor(a[1]), a.Length > 2 ? a[2] : "", a.Length > 3 ? (int)Whole(a[3]) * 100 : 0))],
        };
    }

    private static BasketLine Line(string text)
    {
        var (list, rest) = Split(text, ' ');
        var words = Words(rest);
        var own = MinorOf(words, "own");
        var line = new PurchaseLine
        {
            Sku = words.GetValueOrDefault("sku", "A"),
            Category = words.GetValueOrDefault("cat", ""),
            Quantity = words.TryGetValue("qty", out var quantity) ? Number(quantity) : 1,
            ListMinor = Minor(list),
            DiscountMinor = own,
            NetMinor = Minor(list) - own,
            TaxRate = words.TryGetValue("tax", out var tax) ? (int)(Number(tax) * 100) : 0,
            Kind = Choice(words, "kind", LineKind.Goods),
            Discountable = !words.ContainsKey("fixed"),
            ByHand = words.ContainsKey("hand"),
        };
        return new BasketLine(line, !words.ContainsKey("noPoints"));
    }

    private static Buyer Buyer(string text, List<(string Text, Saving Saving)> savings)
    {
        var words = Words(text);
        return new Buyer
        {
            Tier = words.GetValueOrDefault("tier"),
            Tags = Parts(words, "tags"),
            IsBirthday = words.ContainsKey("birthday"),
            Candidates = [.. savings.Where(s => OriginOf(s.Text) is SavingOrigin.Benefit or SavingOrigin.Coupon).Select(s => new Candidate(s.Saving, OriginOf(s.Text)))],
            Rewards = [.. savings.Where(s => OriginOf(s.Text) == SavingOrigin.Reward).Select(s => Wish(s.Saving, Words(s.Text)["reward"].Split(':')))],
            OwnRooms = savings.ToDictionary(s => s.Saving.Id, s => Room(Words(s.Text), "own"), StringComparer.Ordinal),
            CampaignRooms = savings.ToDictionary(s => s.Saving.Id, s => Room(Words(s.Text), "all"), StringComparer.Ordinal),
            PointsSpendable = WholeOf(words, "spendable"),
            Points = AskedOf(words, "points", Whole),
            StoredValueMinor = MinorOf(words, "stored"),
            StoredValue = AskedOf(words, "pay", Minor),
        };
    }

    // reward=units:points or units:points:per
    private static RewardWish Wish(Saving saving, string[] parts) => new(saving, (int)Whole(parts[0]), Whole(parts[1]), parts.Length > 2 ? (int)Whole(parts[2]) : 1);

    private static SavingRoom Room(Dictionary<string, string> words, string whose) => new(
        words.TryGetValue(whose + "Uses", out var uses) ? Whole(uses) : null,
        words.TryGetValue(whose + "Minor", out var minor) ? Minor(minor) : null,
        words.TryGetValue(whose + "Units", out var units) ? Number(units) : null);

    private static SavingOrigin OriginOf(string text)
    {
        var words = Words(text);
        if (words.ContainsKey("benefit")) return SavingOrigin.Benefit;
        if (words.ContainsKey("reward")) return SavingOrigin.Reward;
        return words.ContainsKey("coupon") ? SavingOrigin.Coupon : SavingOrigin.Promotion;
    }

    private static Saving Saving(string text)
    {
        var head = text.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        var words = Words(text);
        var hasLimits = words.Keys.Any(k => k is "ownUses" or "ownMinor" or "ownUnits" or "allUses" or "allMinor" or "allUnits");
        return new Saving
        {
            Id = head[0],
            Names = new LocalText(head[0], head[0]),
            Stage = Stage(head[1]),
            Amount = Amount(head[2]),
            Prices = head[2].StartsWith("list:", StringComparison.Ordinal) ? [.. head[2][5..].Split('+').Select(p => new SkuPrice(Split(p, '=').Left, Minor(Split(p, '=').Right)))] : [],
            Group = words.GetValueOrDefault("group"),
            Rank = (int)WholeOf(words, "rank"),
            Enabled = !words.ContainsKey("off"),
            Scope = Scope(words),
            Per = words.TryGetValue("per", out var per) ? Enum.Parse<SavingPer>(per, ignoreCase: true) : null,
            Share = Choice(words, "share", ShareBy.Amount),
            Of = Choice(words, "of", PercentBase.Running),
            Reach = Choice(words, "reach", SavingReach.Goods),
            Tax = words.ContainsKey("afterTax") ? SavingTax.After : SavingTax.Before,
            AtLeastMinor = MinorOf(words, "atLeast"),
            AtLeastUnits = (int)WholeOf(words, "units"),
            Conditions = words.ContainsKey("running") ? ConditionsAt.Running : ConditionsAt.Start,
            UsesPerBasket = words.TryGetValue("uses", out var uses) ? (int)Whole(uses) : 1,
            Steps = [.. Parts(words, "steps").Select(Step)],
            Marginal = words.ContainsKey("marginal"),
            Caps = Caps(words),
            Limits = hasLimits ? [new SavingLimit { Uses = 1_000 }] : [],
            OnCap = words.ContainsKey("refuse") ? OnCap.Refuse : OnCap.Cut,
            NotWith = new SavingBars { Ids = Parts(words, "not"), Groups = Parts(words, "notGroup"), Stages = [.. Parts(words, "notStage").Select(Stage)] },
            BuyGet = words.ContainsKey("buy") || words.ContainsKey("buyAmount") || words.ContainsKey("priceOf") ? BuyGet(words) : null,
        };
    }

    private static SavingCaps Caps(Dictionary<string, string> words) => new()
    {
        LineMinor = MinorOf(words, "capLine"),
        SkuMinor = MinorOf(words, "capSku"),
        OrderMinor = MinorOf(words, "capOrder"),
        LineUnits = (int)WholeOf(words, "unitsLine"),
        SkuUnits = (int)WholeOf(words, "unitsSku"),
        OrderUnits = (int)WholeOf(words, "unitsOrder"),
    };

    private static BuyGet BuyGet(Dictionary<string, string> words) => new()
    {
        Buy = (int)WholeOf(words, "buy"),
        BuyMinor = MinorOf(words, "buyAmount"),
        Get = words.TryGetValue("get", out var get) ? (int)Whole(get) : 1,
        GetSkus = Parts(words, "getSku"),
        GetCategories = Parts(words, "getCat"),
        Amount = words.TryGetValue("given", out var given) ? Amount(given) : new SavingAmount(),
        PriceOf = words.GetValueOrDefault("priceOf"),
        PriceOfBought = words.ContainsKey("priceOfBought"),
        Units = words.ContainsKey("dearest") ? GivenUnits.Dearest : GivenUnits.Cheapest,
        From = words.ContainsKey("added") ? GivenFrom.Added : GivenFrom.Basket,
        GivenCount = words.ContainsKey("givenCount"),
        UsesUp = !words.ContainsKey("keepUnits"),
        Repeat = (int)WholeOf(words, "repeat"),
    };

    private static SavingScope Scope(Dictionary<string, string> words)
    {
        var hours = words.TryGetValue("hours", out var h) ? h.Split('-') : ["", ""];
        return new SavingScope
        {
            Categories = Parts(words, "cat"),
            Skus = Parts(words, "sku"),
            ExcludeCategories = Parts(words, "notCat"),
            ExcludeSkus = Parts(words, "notSku"),
            Stores = Parts(words, "store"),
            Channels = Parts(words, "channel"),
            SaleKinds = Parts(words, "sale"),
            Carriers = Parts(words, "carrier"),
            MembersOnly = words.ContainsKey("members"),
            Tiers = Parts(words, "tier"),
            Tags = Parts(words, "tag"),
            OnBirthday = words.ContainsKey("birthday"),
            Weekdays = [.. Parts(words, "days").Select(Enum.Parse<DayOfWeek>)],
            Dates = [.. Parts(words, "dates").Select(Date)],
            FromHour = hours[0].Length == 0 ? null : Time(hours[0]),
            UntilHour = hours[1].Length == 0 ? null : Time(hours[1]),
            From = words.TryGetValue("from", out var from) ? Date(from) : null,
            Through = words.TryGetValue("through", out var through) ? Date(through) : null,
            Code = words.GetValueOrDefault("code"),
        };
    }

    private static SavingStep Step(string text)
    {
        var (at, amount) = Split(text, ':');
        return at.EndsWith('u')
            ? new SavingStep { FromUnits = (int)Whole(at[..^1]), Amount = Amount(amount) }
            : new SavingStep { FromMinor = Minor(at), Amount = Amount(amount) };
    }

    private static SavingAmount Amount(string text)
    {
        if (text == "free") return new SavingAmount { Off = 10_000 };
        if (text[0] == '-') return new SavingAmount { Minor = Minor(text[1..]) };
        if (text[0] == '=') return new SavingAmount { PriceMinor = Minor(text[1..]) };
        return DiscountNotation.TryParse(text, out var paid) ? new SavingAmount { Off = 10_000 - paid } : new SavingAmount();
    }

    private static PriceStage Stage(string text) => Enum.Parse<PriceStage>(text, ignoreCase: true);

    private static Asked AskedOf(Dictionary<string, string> words, string key, Func<string, long> read) =>
        words.TryGetValue(key, out var value) ? value == "all" ? Asked.Most : new Asked(read(value)) : Asked.Nothing;

    private static TEnum Choice<TEnum>(Dictionary<string, string> words, string key, TEnum otherwise)
        where TEnum : struct, Enum => words.TryGetValue(key, out var value) ? Enum.Parse<TEnum>(value, ignoreCase: true) : otherwise;

    private static string[] Things(string text) => text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Dictionary<string, string> Words(string text)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries)) words[Split(word, '=').Left] = Split(word, '=').Right;
        return words;
    }

    private static string[] Parts(Dictionary<string, string> words, string key) => words.TryGetValue(key, out var value) ? value.Split('+') : [];

    private static (string Left, string Right) Split(string text, char at)
    {
        var i = text.IndexOf(at, StringComparison.Ordinal);
        return i < 0 ? (text, "") : (text[..i], text[(i + 1)..]);
    }

    private static long WholeOf(Dictionary<string, string> words, string key) => words.TryGetValue(key, out var value) ? Whole(value) : 0;

    private static long MinorOf(Dictionary<string, string> words, string key) => words.TryGetValue(key, out var value) ? Minor(value) : 0;

    private static long Whole(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);
}
