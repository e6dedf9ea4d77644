using System.Runtime.InteropServices;
using Tessera.Core.Facts;
using Tessera.Core.Growth;
using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>
/// The earn rules of one programme version, made ready once and never interpreted per fact (semantics §3 Earning, §4; performance.md). Pure: what it
/// returns depends on its arguments alone and changes nothing. All arithmetic is exact over one common denominator until the rounding the programme asks for.
/// </summary>
public sealed class CompiledEarning
{
    /// <summary>Fineness of the denominator beyond the rates: units are read to a millionth, and shares of lines are weighed to a millionth of a point.</summary>
    internal const long Fineness = 1_000_000;

    private const long LargestDenominator = 1_000_000_000;
    private const int MostOnStack = 128;
    private const int MostHits = 12;
    private readonly RuleIndex _index;
    private readonly Dictionary<string, CompiledRule[]> _behaviours;
    private readonly Dictionary<string, GrowthBehaviour> _growthBehaviours = new(StringComparer.Ordinal);

    private CompiledEarning(EarningTerms terms)
    {
        Terms = terms;
        var rules = terms.Rules.Where(r => r.Enabled).Select(r => new CompiledRule(r)).ToArray();
        Rules = [.. rules.Where(r => r.Kind != EarnKind.Behaviour)];
        _behaviours = rules.Where(r => r.Kind == EarnKind.Behaviour).GroupBy(r => r.Rule.Behaviour!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        foreach (var behaviour in terms.Growth?.Behaviours ?? []) _growthBehaviours[behaviour.Type] = behaviour;
        Readings = [.. Rules.Select(r => r.Reading).Distinct()];
        foreach (var rule in Rules) rule.ReadingAt = Array.IndexOf(Readings, rule.Reading);
        Expiries = ExpiriesOf(rules);
        Denominator = DenominatorOf(Rules);
        foreach (var rule in Rules) rule.Factor = FactorOf(rule, Denominator);
        PointsCaps = [.. terms.Points.Caps.Where(c => c.Period != CapPeriod.Order)];
        OrderCap = terms.Points.Caps.Where(c => c.Period == CapPeriod.Order).MinBy(c => c.Points);
        _index = new RuleIndex(Rules);
    }

    /// <summary>What was compiled.</summary>
    public EarningTerms Terms { get; }

    /// <summary>Enabled rules of purchases, in the order of the programme.</summary>
    internal CompiledRule[] Rules { get; }

    /// <summary>The different readings of money.</summary>
    internal BasisReading[] Readings { get; }

    /// <summary>The different expiries; the first is the programme's own (null).</summary>
    internal ExpiryRule?[] Expiries { get; }

    /// <summary>Common denominator of every contribution before multipliers.</summary>
    internal long Denominator { get; }

    /// <summary>Limits over all rules and a period.</summary>
    internal PointsCap[] PointsCaps { get; }

    /// <summary>Limit over all rules of one order, or null.</summary>
    internal PointsCap? OrderCap { get; }

    /// <summary>Makes the rules ready.</summary>
    /// <exception cref="ArgumentException">A rule misses what its kind needs, carries what its kind cannot do, or its rate is too fine for exact arithmetic; the message names the rule.</exception>
    public static CompiledEarning Compile(EarningTerms terms)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in terms.Rules)
        {
            if (!ids.Add(rule.Id)) throw Wrong(rule, "its id is used twice");
            Check(rule);
        }

        CheckRate("growth", terms.Growth?.SpendRate);
        return new CompiledEarning(terms);
    }

    /// <summary>What a purchase earns (§3 Earning): points by line and by expiry, qualifying spend, growth, cap room used, reasons.</summary>
    public EarnOutcome Purchase(in EarnContext context, Purchase purchase)
    {
        var lines = Span(purchase.Lines);
        var head = new FactHead(context, purchase.StoreId, purchase.Channel, purchase.SaleKind) { Codes = purchase.Codes, TotalMinor = Total(lines) };
        Span<ulong> candidates = _index.Words <= MostOnStack ? stackalloc ulong[_index.Words] : new ulong[_index.Words];
        _index.Find(head, lines, candidates);
        var cells = (Readings.Length + 2) * lines.Length;
        Span<long> room = cells <= MostOnStack ? stackalloc long[cells] : new long[cells];
        var sight = new PurchaseSight
        {
            Terms = this, Head = head, Purchase = purchase, Lines = lines, Amounts = room[(2 * lines.Length)..], Spend = room[..lines.Length],
        };
        var run = new PurchaseRun(sight, stackalloc PurchaseHit[MostHits], room[lines.Length..(2 * lines.Length)]);
        return run.Decide(candidates);
    }

    /// <summary>Why each enabled rule of purchases does not match a purchase by its scope, in the order of the programme; codes, cooldowns, limits and exclusive rules are reasons of <see cref="Purchase"/>.</summary>
    public IReadOnlyList<(string Rule, EarnMiss Miss)> Misses(in EarnContext context, Purchase purchase)
    {
        var head = new FactHead(context, purchase.StoreId, purchase.Channel, purchase.SaleKind) { Codes = purchase.Codes, TotalMinor = Total(Span(purchase.Lines)) };
        var misses = new (string, EarnMiss)[Rules.Length];
        for (var i = 0; i < Rules.Length; i++)
        {
            var (rule, miss) = (Rules[i], Rules[i].MissOf(head));
            misses[i] = (rule.Id, miss == EarnMiss.None && !purchase.Lines.Any(rule.FitsLine) ? EarnMiss.Goods : miss);
        }

        return misses;
    }

    /// <summary>What a behaviour earns: once per object where there is one, within the limits of its rules and of its growth.</summary>
    public BehaviourOutcome Behaviour(in EarnContext context, Activity activity)
    {
        _behaviours.TryGetValue(activity.Type, out var rules);
        _growthBehaviours.TryGetValue(activity.Type, out var growth);
        return new BehaviourRun(this, context, activity).Decide(rules ?? [], growth);
    }

    /// <summary>What a cancellation that names no purchase takes back in points (§2): see <see cref="BaseRate"/>.</summary>
    public long BasePoints(Cancellation cancellation) => BaseRate.Points(this, cancellation);

    /// <summary>Points, qualifying spend and growth that a cancellation which names no purchase takes back (§2).</summary>
    public CancelledShare Cancelled(Cancellation cancellation) => BaseRate.Of(this, cancellation);

    /// <summary>Growth of an amount of qualifying spend, before the daily limit; rounded as the programme rounds, 0 for a negative amount.</summary>
    internal long GrowthOf(long spend)
    {
        if (Terms.Growth?.SpendRate is not { } rate || spend <= 0) return 0;
        return rate.Mode == RateMode.PerFull
            ? spend / rate.Per * rate.Value
            : Rounding.Divide(Math.BigMul(spend, rate.Value), rate.Per, Terms.Points.Rounding);
    }

    internal static ReadOnlySpan<PurchaseLine> Span(IReadOnlyList<PurchaseLine> lines) => lines switch
    {
        PurchaseLine[] array => array,
        List<PurchaseLine> list => CollectionsMarshal.AsSpan(list),
        _ => lines.ToArray(),
    };

    private static long Total(ReadOnlySpan<PurchaseLine> lines)
    {
        long total = 0;
        foreach (var line in lines) total += line.NetMinor;
        return total;
    }

    private static void Check(EarnRule rule)
    {
        if (rule.Kind == EarnKind.Money && rule.Rate is null) throw Wrong(rule, "a money rule needs a rate");
        if (rule.Kind == EarnKind.Behaviour && rule.Behaviour is null) throw Wrong(rule, "a behaviour rule needs a behaviour");
        if (rule.Kind == EarnKind.Multiplier && rule.Caps.Count > 0) throw Wrong(rule, "a campaign gives no points of its own, so it takes no limit");
        if (rule.Kind == EarnKind.Multiplier && rule.Multiplier < 0) throw Wrong(rule, "a multiplier is at least 0");
        if (rule.Points < 0) throw Wrong(rule, "points are at least 0");
        CheckRate(rule.Id, rule.Rate);
    }

    private static void CheckRate(string rule, Rate? rate)
    {
        if (rate is { Value: < 0 } or { Per: < 1 }) throw new ArgumentException($"earn rule {rule}: a rate gives at least 0 per at least 1");
    }

    private static ArgumentException Wrong(EarnRule rule, string what) => new($"earn rule {rule.Id}: {what}");

    private static long DenominatorOf(CompiledRule[] rules)
    {
        long least = 1;
        foreach (var rule in rules)
        {
            if (rule.Kind != EarnKind.Money || rule.Rule.Rate is not { Mode: RateMode.Proportional, Value: > 0 } rate) continue;
            least = Common(least, rate) ?? throw Wrong(rule.Rule, $"its rate {rate.Value} per {rate.Per} has no common denominator with the rates before it up to {LargestDenominator}");
        }

        return least * Fineness;
    }

    /// <summary>The common denominator of a rate and those before it, or null where there is none that leaves room for exact arithmetic.</summary>
    internal static long? Common(long least, Rate rate)
    {
        var own = (long)Multiplier.Reduced(rate.Value, rate.Per).Denominator;
        var common = own / Multiplier.Reduced(least, own).Denominator;
        var next = (Int128)least * (own / common);
        return next > LargestDenominator ? null : (long)next;
    }

    private static long FactorOf(CompiledRule rule, long denominator)
    {
        var factor = rule.Kind switch
        {
            EarnKind.Money when rule.Rule.Rate!.Mode == RateMode.Proportional => (Int128)denominator * rule.Rule.Rate.Value / rule.Rule.Rate.Per,
            EarnKind.Unit => (Int128)rule.Rule.Points * (denominator / Fineness),
            _ => 0,
        };
        return factor <= long.MaxValue ? (long)factor : throw Wrong(rule.Rule, "its rate is too large for exact arithmetic");
    }

    private static ExpiryRule?[] ExpiriesOf(CompiledRule[] rules)
    {
        var expiries = new List<ExpiryRule?> { null };
        foreach (var rule in rules)
        {
            var at = expiries.FindIndex(e => IsSame(e, rule.Rule.Expiry));
            if (at < 0)
            {
                at = expiries.Count;
                expiries.Add(rule.Rule.Expiry);
            }

            rule.ExpiryAt = at;
        }

        return [.. expiries];
    }

    private static bool IsSame(ExpiryRule? a, ExpiryRule? b) =>
        a is null || b is null
            ? a is null && b is null
            : a.Kind == b.Kind && a.Length == b.Length && a.RoundUpTo == b.RoundUpTo && a.Dates.SequenceEqual(b.Dates);
}
