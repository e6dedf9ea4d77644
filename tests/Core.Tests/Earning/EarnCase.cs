using System.Globalization;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Growth;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Tests.Earning;

/// <summary>
/// Reads the small language of the earning tables. Words stand apart by blanks, things by ";", values of one word by "+". Money is in yuan with decimals.
/// The head of <c>cases/earning.csv</c> lists the words.
/// </summary>
internal static class EarnCase
{
    private static readonly DateOnly Monday = new(2026, 3, 16);

    public static EarningTerms Terms(string settings, string rules)
    {
        var words = Words(settings);
        var points = new PointsRules
        {
            RoundAt = Choice(words, "round", RoundAt.Order),
            Rounding = Choice(words, "rounding", RoundingMode.Floor),
            Stacking = Choice(words, "stacking", Stacking.Max),
            BirthdayMultiplier = words.TryGetValue("birthday", out var times) ? Times(times) : 10_000,
            Caps = words.TryGetValue("caps", out var caps) ? Caps(caps) : [],
            OnCap = Choice(words, "onCap", OnCap.Cut),
        };
        var purchases = new PurchaseRules
        {
            QualifyingTax = Choice(words, "qualifyingTax", TaxBasis.With),
            ExcludedCategories = words.TryGetValue("excluded", out var excluded) ? excluded.Split('+') : [],
        };
        return new EarningTerms([.. Things(rules).Select(Rule)], points, Growth(words), purchases);
    }

    public static Purchase Purchase(string lines, string context)
    {
        var words = Words(context);
        return new Purchase
        {
            OccurredAt = At(words),
            RecordedAt = At(words),
            Source = "till",
            Number = "1",
            Lines = [.. Things(lines).Select(Line)],
            StoreId = words.GetValueOrDefault("store"),
            Channel = words.GetValueOrDefault("channel", "store"),
            SaleKind = words.GetValueOrDefault("sale", "retail"),
            PricesInclude = Choice(words, "prices", PricesInclude.Tax),
            Codes = words.TryGetValue("codes", out var codes) ? codes.Split('+') : [],
            IsBirthday = words.ContainsKey("birthday"),
        };
    }

    public static Activity Activity(string behaviour, string context)
    {
        var words = Words(context);
        return new Activity
        {
            OccurredAt = At(words),
            RecordedAt = At(words),
            Type = behaviour,
            Object = words.GetValueOrDefault("object"),
            StoreId = words.GetValueOrDefault("store"),
            Channel = words.GetValueOrDefault("channel", "store"),
        };
    }

    public static EarnContext Context(string context)
    {
        var words = Words(context);
        var state = new MemberState("acc");
        foreach (var use in Parts(words, "used"))
        {
            var (key, on) = Split(use, '@');
            var at = key.LastIndexOf('=');
            var day = Date(on);
            state.Apply(new RowAdded(new MetricRow { Sequence = 1, Kind = RowKind.CapUse, Key = key[..at], Points = Whole(key[(at + 1)..]), Day = day, PurchaseDay = day }));
        }

        foreach (var tag in Parts(words, "tags"))
        {
            var (name, through) = Split(tag, '@');
            state.Apply(new TagChanged(new HeldTag(name, Monday.AddDays(-10), through.Length == 0 ? null : Date(through)), Held: true));
        }

        foreach (var gave in Parts(words, "gave"))
        {
            var (rule, minutes) = Split(gave, '@');
            state.Apply(new RuleGave(rule, At(words).PlusMinutes(Whole(minutes))));
        }

        foreach (var used in Parts(words, "objects")) state.Apply(new ObjectUsed(used));
        return new EarnContext
        {
            State = state,
            TierInForce = words.GetValueOrDefault("tier", "base"),
            TierMultiplier = words.TryGetValue("x", out var x) ? Times(x) : 10_000,
            Day = Day(words),
            Time = Time(words),
            At = At(words),
        };
    }

    public static long Minor(string yuan) => Rounding.HalfUp(Number(yuan) * 100);

    private static GrowthRules? Growth(Dictionary<string, string> words)
    {
        if (!words.ContainsKey("growth") && !words.ContainsKey("growthOf")) return null;
        return new GrowthRules
        {
            SpendRate = words.TryGetValue("growth", out var rate) ? RateOf(rate, words.ContainsKey("growthFull") ? RateMode.PerFull : RateMode.Proportional) : null,
            SpendDailyCap = words.TryGetValue("growthCap", out var cap) ? Whole(cap) : 0,
            Behaviours = [.. Parts(words, "growthOf").Select(BehaviourGrowth)],
        };
    }

    // type=each/day/month, 0 for no limit
    private static GrowthBehaviour BehaviourGrowth(string text)
    {
        var (type, numbers) = Split(text, '=');
        var each = numbers.Split('/');
        return new GrowthBehaviour(type, Whole(each[0]), Whole(each[1]), Whole(each[2]));
    }

    private static EarnRule Rule(string text)
    {
        var all = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var words = Words(string.Join(' ', all.Skip(2)));
        var rule = new EarnRule { Id = all[0], Names = new LocalText(all[0], all[0]), Kind = EarnKind.Money };
        rule = Kind(rule, all[1], words);
        return rule with
        {
            Enabled = !words.ContainsKey("off"),
            Basis = Basis(words),
            Scope = Scope(words),
            Caps = words.TryGetValue("caps", out var caps) ? Caps(caps) : [],
            OnCap = Choice(words, "onCap", OnCap.Cut),
            CooldownMinutes = words.TryGetValue("cooldown", out var minutes) ? (int)Whole(minutes) : 0,
            Priority = words.TryGetValue("priority", out var priority) ? (int)Whole(priority) : 0,
            Exclusive = words.ContainsKey("exclusive"),
            Multiplied = !words.ContainsKey("plain"),
            OncePerObject = !words.ContainsKey("everyTime"),
            Expiry = words.TryGetValue("expiry", out var days) ? new ExpiryRule { Length = new Span(0, (int)Whole(days)) } : null,
        };
    }

    private static EarnRule Kind(EarnRule rule, string word, Dictionary<string, string> words)
    {
        var (kind, value) = Split(word, ':');
        return kind switch
        {
            "money" => rule with { Rate = RateOf(value, words.ContainsKey("full") ? RateMode.PerFull : RateMode.Proportional) },
            "unit" => rule with { Kind = EarnKind.Unit, Points = Whole(value) },
            "purchase" => rule with { Kind = EarnKind.Purchase, Points = Whole(value) },
            "times" => rule with { Kind = EarnKind.Multiplier, Multiplier = Times(value) },
            "behaviour" => rule with { Kind = EarnKind.Behaviour, Behaviour = Split(value, '=').Left, Points = Whole(Split(value, '=').Right) },
            _ => throw new FormatException(word),
        };
    }

    private static EarnBasis Basis(Dictionary<string, string> words) => new()
    {
        AfterDiscounts = !words.ContainsKey("before"),
        WithTax = !words.ContainsKey("withoutTax"),
        WithFreight = words.ContainsKey("freight"),
        OrderDiscountsReduce = !words.ContainsKey("ignoreOrderDiscounts"),
    };

    private static EarnScope Scope(Dictionary<string, string> words)
    {
        var hours = words.TryGetValue("hours", out var h) ? h.Split('-') : ["", ""];
        return new EarnScope
        {
            Categories = Parts(words, "cat"),
            Skus = Parts(words, "sku"),
            Stores = Parts(words, "store"),
            Channels = Parts(words, "channel"),
            SaleKinds = Parts(words, "sale"),
            Weekdays = [.. Parts(words, "days").Select(Enum.Parse<DayOfWeek>)],
            FromHour = hours[0].Length == 0 ? null : TimeOnly.ParseExact(hours[0], "HH:mm", CultureInfo.InvariantCulture),
            UntilHour = hours[1].Length == 0 ? null : TimeOnly.ParseExact(hours[1], "HH:mm", CultureInfo.InvariantCulture),
            From = words.TryGetValue("from", out var from) ? Date(from) : null,
            Through = words.TryGetValue("through", out var through) ? Date(through) : null,
            Tiers = Parts(words, "tier"),
            Tags = Parts(words, "tag"),
            ExcludeCategories = Parts(words, "notCat"),
            ExcludeSkus = Parts(words, "notSku"),
            Code = words.GetValueOrDefault("code"),
            OrderAtLeastMinor = words.TryGetValue("atLeast", out var least) ? Minor(least) : 0,
        };
    }

    private static PurchaseLine Line(string text)
    {
        var (net, rest) = Split(text, ' ');
        var words = Words(rest);
        long discount = words.TryGetValue("disc", out var d) ? Minor(d) : 0, order = words.TryGetValue("order", out var o) ? Minor(o) : 0;
        return new PurchaseLine
        {
            Sku = words.GetValueOrDefault("sku", "A"),
            Category = words.GetValueOrDefault("cat", ""),
            Quantity = words.TryGetValue("qty", out var quantity) ? Number(quantity) : 1,
            ListMinor = Minor(net) + discount + order,
            DiscountMinor = discount,
            OrderDiscountMinor = order,
            NetMinor = Minor(net),
            TaxRate = words.TryGetValue("tax", out var tax) ? (int)(Number(tax) * 100) : 0,
            Kind = Choice(words, "kind", LineKind.Goods),
        };
    }

    private static PointsCap[] Caps(string text) => [.. text.Split('+').Select(c => new PointsCap(Enum.Parse<CapPeriod>(Split(c, ':').Left, ignoreCase: true), Whole(Split(c, ':').Right)))];

    private static Rate RateOf(string text, RateMode mode) => new(Whole(Split(text, '/').Left), Minor(Split(text, '/').Right), mode);

    private static DateOnly Day(Dictionary<string, string> words) => words.TryGetValue("day", out var day) ? Date(day) : Monday;

    private static TimeOnly Time(Dictionary<string, string> words) =>
        words.TryGetValue("time", out var time) ? TimeOnly.ParseExact(time, "HH:mm", CultureInfo.InvariantCulture) : new TimeOnly(12, 0);

    private static Instant At(Dictionary<string, string> words) =>
        Instant.FromSeconds(((long)(Day(words).DayNumber - new DateOnly(1970, 1, 1).DayNumber) * 86_400) + (Time(words).Ticks / 10_000_000));

    private static TEnum Choice<TEnum>(Dictionary<string, string> words, string key, TEnum otherwise)
        where TEnum : struct, Enum => words.TryGetValue(key, out var value) ? Enum.Parse<TEnum>(value, ignoreCase: true) : otherwise;

    private static string[] Things(string text) => text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Dictionary<string, string> Words(string text)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = Split(word, '=');
            words.Add(key, value);
        }

        return words;
    }

    private static string[] Parts(Dictionary<string, string> words, string key) => words.TryGetValue(key, out var value) ? value.Split('+') : [];

    private static (string Left, string Right) Split(string text, char at)
    {
        var i = text.IndexOf(at, StringComparison.Ordinal);
        return i < 0 ? (text, "") : (text[..i], text[(i + 1)..]);
    }

    private static int Times(string times) => (int)(Number(times) * 10_000);

    private static long Whole(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
