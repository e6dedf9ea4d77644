using Tessera.Core.Facts;
using Tessera.Core.Growth;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>
/// One behaviour being decided (§2, §3 Earning, §4). Its rules add up unless one is exclusive; the tier's multiplier applies to rules that are multiplied
/// (birthday and campaigns are of purchases). An object earns once.
/// </summary>
internal sealed class BehaviourRun(CompiledEarning terms, EarnContext context, Activity activity)
{
    private readonly List<MetricRow> _capUse = [];
    private readonly List<Reason> _reasons = [];
    private List<RuleGave>? _gave;
    private int _missed;

    private PointsRules Points => terms.Terms.Points;

    public BehaviourOutcome Decide(CompiledRule[] rules, GrowthBehaviour? growthRule)
    {
        var objectKey = activity.Object is { } acted ? activity.Type + ":" + acted : null;
        var isUsed = objectKey is not null && context.State.Objects.Contains(objectKey);
        var isOnce = rules.Length == 0 || Array.Exists(rules, r => r.Rule.OncePerObject);
        if (isUsed && isOnce) Miss(Reason.Of(EarnReasons.MissedObject, Reason.Id("type", activity.Type)));
        var hits = Match(rules, isUsed);
        var given = new long[hits.Count];
        var points = Give(hits, given);
        for (var h = 0; h < hits.Count; h++) Keep(hits[h], given[h]);
        if (terms.PointsCaps.Length > 0 && points > 0) _capUse.Add(CapRoom.Row(context, CapRoom.PointsKey, points));
        var growth = growthRule is null || (isUsed && isOnce) ? 0 : Growth(growthRule);
        return new BehaviourOutcome
        {
            Points = points,
            Growth = growth,
            Grants = Grants(hits, given),
            ObjectKey = !isUsed && points + growth > 0 ? objectKey : null,
            CapUse = _capUse,
            Gave = _gave is null ? [] : _gave,
            Reasons = _reasons,
        };
    }

    private void Miss(Reason reason)
    {
        if (++_missed <= EarnReasons.MostMissed) _reasons.Add(reason);
    }

    private void Say(Reason reason, ReasonPart cut) => _reasons.Add(cut.Number > 0 ? reason with { Parts = [.. reason.Parts, cut] } : reason);

    private List<CompiledRule> Match(CompiledRule[] rules, bool isUsed)
    {
        var head = new FactHead(context, activity.StoreId, activity.Channel, saleKind: null) { Codes = [], TotalMinor = 0 };
        var hits = new List<CompiledRule>();
        CompiledRule? winner = null;
        foreach (var rule in rules)
        {
            if (isUsed && rule.Rule.OncePerObject) continue;
            if (rule.ReadsSomeLines || !rule.FitsHead(head) || !IsAllowed(rule)) continue;
            hits.Add(rule);
            if (rule.Rule.Exclusive && (winner is null || rule.WinsOver(winner))) winner = rule;
        }

        if (winner is null) return hits;
        foreach (var hit in hits)
        {
            if (hit != winner) Miss(Reason.Of(EarnReasons.MissedExclusive, Reason.Id("rule", hit.Id), Reason.Id("winner", winner.Id)));
        }

        return [winner];
    }

    private bool IsAllowed(CompiledRule rule)
    {
        if (!rule.FitsCode([])) return false;
        var left = rule.CooldownLeft(context);
        if (left > 0) Miss(Reason.Of(EarnReasons.MissedCooldown, Reason.Id("rule", rule.Id), Reason.Count("minutes", rule.Rule.CooldownMinutes), Reason.Count("left", left)));
        return left == 0;
    }

    /// <summary>Points of the hits together; <paramref name="given"/> gets the points of each, which sum to them.</summary>
    private long Give(List<CompiledRule> hits, long[] given)
    {
        var weights = new Int128[hits.Count];
        var multiplier = Multiplier.Of(context.TierMultiplier);
        Int128 sum = 0;
        for (var h = 0; h < weights.Length; h++)
        {
            weights[h] = OfRule(hits[h], multiplier);
            sum += weights[h];
        }

        if (sum == 0) return 0;
        var whole = Rounding.Divide(sum, multiplier.Denominator, Points.Rounding);
        var points = Limited(whole);
        if (points == whole) Apportion(points, weights, multiplier.Denominator, given);
        else Proration.Share<Int128>(points, weights, given);
        return points;
    }

    private static void Apportion(long points, Int128[] weights, Int128 one, long[] given)
    {
        for (var h = 0; h < given.Length; h++)
        {
            given[h] = (long)(weights[h] / one);
            weights[h] %= one;
            points -= given[h];
        }

        Proration.GiveRest<Int128>(points, weights, given);
    }

    /// <summary>Points of one rule over the multiplier's denominator, within its own limits.</summary>
    private Int128 OfRule(CompiledRule rule, Multiplier multiplier)
    {
        var one = multiplier.Denominator;
        var points = rule.Rule.Points * (rule.Rule.Multiplied ? multiplier.Numerator : one);
        if (Points.RoundAt != RoundAt.Order) points = Rounding.Divide(points, one, Points.Rounding) * one;
        if (points == 0 || (rule.PeriodCaps.Length == 0 && rule.OrderCap is null)) return points;
        var room = CapRoom.Least(context.State.Rows, rule.PeriodCaps, rule.CapKey, context.Day, out var tightest);
        if (rule.OrderCap is { } order && order.Points < room) (room, tightest) = (order.Points, order);
        var refused = rule.Rule.OnCap == OnCap.Refuse && Rounding.Divide(points, one, Points.Rounding) > room;
        if (room > 0 && !refused) return Int128.Min(points, room == long.MaxValue ? points : room * one);
        Miss(EarnReasons.OfMissedLimit(rule.Id, tightest!, room));
        return 0;
    }

    /// <summary>Limits over all rules; a behaviour is no order, so the limit per order does not bind it.</summary>
    private long Limited(long points)
    {
        var room = CapRoom.Least(context.State.Rows, terms.PointsCaps, CapRoom.PointsKey, context.Day, out var tightest);
        if (points <= room) return points;
        if (Points.OnCap == OnCap.Refuse)
        {
            _reasons.Add(EarnReasons.OfLimit(EarnReasons.LimitRefused, tightest!, room, "points", points));
            return 0;
        }

        _reasons.Add(EarnReasons.OfLimit(EarnReasons.Limit, tightest!, room, "cut", points - room));
        return room;
    }

    private void Keep(CompiledRule rule, long given)
    {
        if (given == 0) return;
        var multiplier = rule.Rule.Multiplied ? context.TierMultiplier : 10_000;
        var full = Rounding.Divide(Math.BigMul(rule.Rule.Points, (long)multiplier), 10_000, Points.Rounding);
        Say(
            Reason.Of(EarnReasons.Behaviour, Reason.Id("rule", rule.Id), Reason.Points("each", rule.Rule.Points), Reason.Ratio("multiplier", multiplier), Reason.Points("points", given)),
            Reason.Points("cut", full - given));
        if (rule.PeriodCaps.Length > 0) _capUse.Add(CapRoom.Row(context, rule.CapKey, given));
        Cooldown.Mark(ref _gave, rule, context);
    }

    private List<EarnGrant> Grants(List<CompiledRule> hits, long[] given)
    {
        var grants = new List<EarnGrant>(1);
        for (var e = 0; e < terms.Expiries.Length; e++)
        {
            long sum = 0;
            for (var h = 0; h < given.Length; h++)
            {
                if (hits[h].ExpiryAt == e) sum += given[h];
            }

            if (sum > 0) grants.Add(new EarnGrant(sum, terms.Expiries[e]));
        }

        return grants;
    }

    private long Growth(GrowthBehaviour rule)
    {
        var key = CapRoom.GrowthKey(rule.Type);
        var growth = rule.Growth;
        if (rule.DailyCap > 0) growth = Math.Min(growth, Math.Max(0, rule.DailyCap - CapRoom.Used(context.State.Rows, key, CapPeriod.Day, context.Day)));
        if (rule.MonthlyCap > 0) growth = Math.Min(growth, Math.Max(0, rule.MonthlyCap - CapRoom.Used(context.State.Rows, key, CapPeriod.Month, context.Day)));
        Say(
            Reason.Of(EarnReasons.GrowthBehaviour, Reason.Id("type", rule.Type), Reason.Growth("each", rule.Growth), Reason.Growth("growth", growth)),
            Reason.Growth("cut", rule.Growth - growth));
        if (growth > 0 && (rule.DailyCap > 0 || rule.MonthlyCap > 0)) _capUse.Add(CapRoom.Row(context, key, growth));
        return growth;
    }
}
