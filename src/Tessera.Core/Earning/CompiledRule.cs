using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>The head of a fact: all that a scope reads besides the lines.</summary>
internal readonly ref struct FactHead(in EarnContext context, string? storeId, string channel, string? saleKind)
{
    // Fields, because properties would hand out copies of the context.
    public readonly EarnContext Context = context;

    public readonly string? StoreId = storeId;

    public readonly string Channel = channel;

    /// <summary>Null for a behaviour, which matches no rule that asks for a sale kind.</summary>
    public readonly string? SaleKind = saleKind;

    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>Net total of the whole document, minor units.</summary>
    public required long TotalMinor { get; init; }
}

/// <summary>One earn rule, made ready once per programme version: only what it really asks for is looked at per fact.</summary>
internal sealed class CompiledRule
{
    private readonly EarnScope _scope;
    private readonly Asks _asks;
    private readonly NameSet _categories, _skus, _stores, _channels, _saleKinds, _tiers, _excludedCategories, _excludedSkus;
    private readonly int _weekdays;

    public CompiledRule(EarnRule rule)
    {
        Rule = rule;
        Id = rule.Id;
        Kind = rule.Kind;
        Reading = LineAmounts.ReadingOf(rule);
        CapKey = "rule:" + rule.Id;
        PerFull = rule is { Kind: EarnKind.Money, Rate: { Mode: RateMode.PerFull } rate } ? rate : null;
        PeriodCaps = [.. rule.Caps.Where(c => c.Period != CapPeriod.Order)];
        OrderCap = rule.Caps.Where(c => c.Period == CapPeriod.Order).MinBy(c => c.Points);
        _scope = rule.Scope;
        (_categories, _skus) = (new(_scope.Categories), new(_scope.Skus));
        (_stores, _channels, _saleKinds, _tiers) = (new(_scope.Stores), new(_scope.Channels), new(_scope.SaleKinds), new(_scope.Tiers));
        (_excludedCategories, _excludedSkus) = (new(_scope.ExcludeCategories), new(_scope.ExcludeSkus));
        foreach (var day in _scope.Weekdays) _weekdays |= 1 << (int)day;
        _asks = AsksOf(rule);
    }

    [Flags]
    private enum Asks
    {
        Nothing = 0,
        Store = 1,
        Channel = 2,
        SaleKind = 4,
        Moment = 8,
        Tier = 16,
        Tag = 32,
        Total = 64,
        Code = 128,
        Cooldown = 256,
        Goods = 512,
    }

    public EarnRule Rule { get; }

    public string Id { get; }

    public EarnKind Kind { get; }

    /// <summary>The money read.</summary>
    public BasisReading Reading { get; }

    /// <summary>Place of <see cref="Reading"/> among the readings of the programme.</summary>
    public int ReadingAt { get; set; }

    /// <summary>Money (proportional): numerator per minor unit. Unit: numerator per millionth of a unit. Over the programme's denominator.</summary>
    public long Factor { get; set; }

    /// <summary>Place of the rule's expiry among those of the programme; 0 is the programme's own.</summary>
    public int ExpiryAt { get; set; }

    /// <summary>Limits over a calendar period.</summary>
    public PointsCap[] PeriodCaps { get; }

    /// <summary>Limit of one order, or null.</summary>
    public PointsCap? OrderCap { get; }

    /// <summary>Whether it has any limit.</summary>
    public bool HasLimits => PeriodCaps.Length > 0 || OrderCap is not null;

    /// <summary>Rate of a money rule that counts full amounts only, else null.</summary>
    public Rate? PerFull { get; }

    /// <summary>Key of the cap-use rows: the same in every version and for every period.</summary>
    public string CapKey { get; }

    /// <summary>Whether it reads some lines only.</summary>
    public bool ReadsSomeLines => (_asks & Asks.Goods) != 0;

    /// <summary>Whether it asks for a code or keeps a cooldown.</summary>
    public bool AsksLeave => (_asks & (Asks.Code | Asks.Cooldown)) != 0;

    /// <summary>Whether nothing is asked of the head of a fact: the base rate of cancellations is made of such rules (§2).</summary>
    public bool IsUnconditional => (_asks & ~Asks.Goods) == 0 && _categories.IsEmpty && _skus.IsEmpty;

    /// <summary>Of two exclusive rules the higher priority wins, then the lower id.</summary>
    public bool WinsOver(CompiledRule other) =>
        Rule.Priority != other.Rule.Priority ? Rule.Priority > other.Rule.Priority : string.CompareOrdinal(Id, other.Id) < 0;

    /// <summary>Whether everything but code and cooldown fits the head of a fact.</summary>
    public bool FitsHead(in FactHead head) => _asks == Asks.Nothing || MissOf(head) == EarnMiss.None;

    /// <summary>The first thing of the head of a fact that does not fit, code and cooldown apart.</summary>
    public EarnMiss MissOf(in FactHead head)
    {
        if ((_asks & Asks.Moment) != 0 && !FitsMoment(head.Context.Day, head.Context.Time)) return EarnMiss.Moment;
        if ((_asks & Asks.Store) != 0 && !_stores.Has(head.StoreId)) return EarnMiss.Store;
        if ((_asks & Asks.Channel) != 0 && !_channels.Has(head.Channel)) return EarnMiss.Channel;
        if ((_asks & Asks.SaleKind) != 0 && !_saleKinds.Has(head.SaleKind)) return EarnMiss.SaleKind;
        if ((_asks & Asks.Tier) != 0 && !_tiers.Has(head.Context.TierInForce)) return EarnMiss.Tier;
        if ((_asks & Asks.Total) != 0 && head.TotalMinor < _scope.OrderAtLeastMinor) return EarnMiss.Total;
        return (_asks & Asks.Tag) == 0 || FitsTag(head.Context) ? EarnMiss.None : EarnMiss.Tag;
    }

    /// <summary>Whether the code it asks for was entered. Codes are typed by people: case does not matter.</summary>
    public bool FitsCode(IReadOnlyList<string> codes)
    {
        if ((_asks & Asks.Code) == 0) return true;
        for (var i = 0; i < codes.Count; i++)
        {
            if (string.Equals(codes[i], _scope.Code, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>Minutes until it may give again, started ones whole; 0 when it may give now. A late fact keeps the distance too.</summary>
    public long CooldownLeft(in EarnContext context)
    {
        if ((_asks & Asks.Cooldown) == 0 || !context.State.RuleGaveAt.TryGetValue(Id, out var gave)) return 0;
        var micros = (Rule.CooldownMinutes * 60_000_000L) - Math.Abs(context.At.Micros - gave.Micros);
        return micros <= 0 ? 0 : ((micros - 1) / 60_000_000L) + 1;
    }

    /// <summary>Whether a line of a kind that takes part is one of the rule's.</summary>
    public bool FitsLine(PurchaseLine line)
    {
        if (!LineAmounts.TakesPart(line.Kind, Reading)) return false;
        if ((_asks & Asks.Goods) == 0) return true;
        if (!_skus.IsEmpty && !_skus.Has(line.Sku)) return false;
        if (!_categories.IsEmpty && !_categories.HasAbove(line.Category)) return false;
        if (!_excludedSkus.IsEmpty && _excludedSkus.Has(line.Sku)) return false;
        return _excludedCategories.IsEmpty || !_excludedCategories.HasAbove(line.Category);
    }

    private static Asks AsksOf(EarnRule rule)
    {
        var scope = rule.Scope;
        var asks = Asks.Nothing;
        if (scope.Stores.Count > 0) asks |= Asks.Store;
        if (scope.Channels.Count > 0) asks |= Asks.Channel;
        if (scope.SaleKinds.Count > 0) asks |= Asks.SaleKind;
        if (scope.Tiers.Count > 0) asks |= Asks.Tier;
        if (scope.Tags.Count > 0) asks |= Asks.Tag;
        if (scope.OrderAtLeastMinor != 0) asks |= Asks.Total;
        if (scope.Code is not null) asks |= Asks.Code;
        if (rule.CooldownMinutes > 0) asks |= Asks.Cooldown;
        if (scope.Weekdays.Count > 0 || scope.From is not null || scope.Through is not null || scope.FromHour is not null || scope.UntilHour is not null) asks |= Asks.Moment;
        if (scope.Categories.Count > 0 || scope.Skus.Count > 0 || scope.ExcludeCategories.Count > 0 || scope.ExcludeSkus.Count > 0) asks |= Asks.Goods;
        return asks;
    }

    private bool FitsMoment(DateOnly day, TimeOnly time)
    {
        if (day < _scope.From || day > _scope.Through) return false;
        if (_weekdays != 0 && (_weekdays & (1 << (int)day.DayOfWeek)) == 0) return false;
        var from = _scope.FromHour ?? TimeOnly.MinValue;
        if (_scope.UntilHour is not { } until) return time >= from;
        return until < from ? time >= from || time < until : time >= from && time < until;
    }

    private bool FitsTag(in EarnContext context)
    {
        foreach (var held in context.State.Tags)
        {
            if (held.Since > context.Day || held.Through < context.Day) continue;
            for (var i = 0; i < _scope.Tags.Count; i++)
            {
                if (string.Equals(held.Tag, _scope.Tags[i], StringComparison.Ordinal)) return true;
            }
        }

        return false;
    }
}
