using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>From hits to points: base, multipliers, rule limit, rounding, limits over all rules, and back down to hits and lines (§3 Earning).</summary>
internal ref partial struct PurchaseRun
{
    private const int MostOnStack = 32;

    private void Contribute()
    {
        var kept = 0;
        for (var h = 0; h < _hits; h++)
        {
            ref var hit = ref Hits[h];
            var rule = RuleOf(hit);
            ReadBase(ref hit, rule);
            Multiply(ref hit, rule);
            if (_points.RoundAt != RoundAt.Order) hit.Points = Whole(hit.Points) * _one;
            if (IsWithinLimit(ref hit, rule)) Hits[kept++] = hit;
        }

        _hits = kept;
    }

    private readonly long Whole(Int128 points) => Rounding.Divide(points, _one, _points.Rounding);

    private readonly void ReadBase(ref PurchaseHit hit, CompiledRule rule)
    {
        if (rule.Kind == EarnKind.Purchase)
        {
            (hit.WholeBase, hit.IsWhole) = (rule.Rule.Points, true);
        }
        else if (rule.Kind == EarnKind.Money && rule.Rule.Rate!.Mode == RateMode.PerFull)
        {
            (hit.WholeBase, hit.IsWhole) = (hit.Basis / rule.Rule.Rate.Per * rule.Rule.Rate.Value, true);
        }
        else if (_points.RoundAt == RoundAt.BeforeMultipliers)
        {
            hit.WholeBase = Rounding.Divide(Math.BigMul(hit.Basis, rule.Factor), _terms.Denominator, _points.Rounding);
            hit.IsWhole = true;
        }
    }

    /// <summary>A rule whose lines sum below zero gives nothing; it takes nothing from the others.</summary>
    private void Multiply(ref PurchaseHit hit, CompiledRule rule)
    {
        if (rule.Rule.Multiplied && _lineMultipliers is not null)
        {
            FillOwn(hit, rule);
            foreach (var own in Own) hit.Raw += own;
        }
        else
        {
            var numerator = hit.IsWhole ? Math.BigMul(hit.WholeBase, _terms.Denominator) : Math.BigMul(hit.Basis, rule.Factor);
            hit.Raw = numerator * (rule.Rule.Multiplied ? _multiplier.Numerator : _multiplier.Denominator);
        }

        hit.Points = hit.Raw = Int128.Max(0, hit.Raw);
    }

    /// <summary>Contribution of each line to a hit, before its limit and its rounding.</summary>
    private readonly void FillOwn(in PurchaseHit hit, CompiledRule rule)
    {
        var byLine = rule.Rule.Multiplied ? _lineMultipliers : null;
        var factor = rule.Rule.Multiplied ? _multiplier.Numerator : _multiplier.Denominator;
        if (hit.IsWhole && byLine is not null)
        {
            FillOwnWhole(hit, rule, byLine);
            return;
        }

        var whole = hit.IsWhole ? Math.BigMul(hit.WholeBase, _terms.Denominator) * factor : 0;
        for (var l = 0; l < Own.Length; l++)
        {
            var basis = BasisOf(rule, l);
            if (basis == 0) Own[l] = 0;
            else if (!hit.IsWhole) Own[l] = Math.BigMul(basis, rule.Factor) * (byLine is null ? factor : byLine[l]);
            else Own[l] = basis < 0 || whole <= 0 ? 0 : Part(whole, basis, hit.Basis);
        }
    }

    /// <summary>Whole points under multipliers that differ by line are first shared to the lines by largest remainder, as §1 prorates everything that is whole.</summary>
    private readonly void FillOwnWhole(in PurchaseHit hit, CompiledRule rule, Int128[] byLine)
    {
        for (var l = 0; l < Own.Length; l++) Own[l] = BasisOf(rule, l);
        Proration.Share(Math.Max(0, hit.WholeBase), Own, Parts);
        for (var l = 0; l < Own.Length; l++) Own[l] = (Int128)_terms.Denominator * Parts[l] * byLine[l];
    }

    private static Int128 Part(Int128 whole, Int128 part, Int128 of)
    {
        var (quotient, remainder) = Int128.DivRem(whole * part, of);
        return remainder * 2 >= of ? quotient + 1 : quotient;
    }

    /// <summary>Cuts a hit to the room its limits leave; false when nothing of it is left.</summary>
    private bool IsWithinLimit(ref PurchaseHit hit, CompiledRule rule)
    {
        if ((rule.PeriodCaps.Length == 0 && rule.OrderCap is null) || hit.Points == 0) return true;
        var room = Room(rule.PeriodCaps, rule.OrderCap, rule.CapKey, out var tightest);
        var whole = Whole(hit.Points);
        if (room == 0 || (whole > room && rule.Rule.OnCap == OnCap.Refuse))
        {
            Miss(EarnReasons.OfMissedLimit(rule.Id, tightest!, room));
            return false;
        }

        if (hit.Points <= room * _one) return true;
        hit.Cut = whole - room;
        hit.Points = room * _one;
        return true;
    }

    private readonly long Room(PointsCap[] periods, PointsCap? order, string key, out PointsCap? tightest)
    {
        var context = _head.Context;
        var room = CapRoom.Least(context.State.Rows, periods, key, context.Day, out tightest);
        if (order is null || order.Points >= room) return room;
        tightest = order;
        return order.Points;
    }

    private readonly long Sum()
    {
        Int128 sum = 0;
        for (var h = 0; h < _hits; h++) sum += Hits[h].Points;
        return Whole(sum);
    }

    private long Limited(long points)
    {
        if (points == 0 || (_terms.PointsCaps.Length == 0 && _terms.OrderCap is null)) return points;
        var room = Room(_terms.PointsCaps, _terms.OrderCap, CapRoom.PointsKey, out var tightest);
        if (points <= room) return points;
        if (_points.OnCap == OnCap.Refuse)
        {
            Say(EarnReasons.OfLimit(EarnReasons.LimitRefused, tightest!, room, "points", points));
            return 0;
        }

        Say(EarnReasons.OfLimit(EarnReasons.Limit, tightest!, room, "cut", points - room));
        return room;
    }

    /// <summary>Shares the order's points back to the rules, so that grants by expiry, receipts and limits add up: each gets its whole points, the rest goes to the largest fractions.</summary>
    private readonly void ShareToHits(long points)
    {
        if (points == 0 || _hits == 0) return;
        if (_hits == 1)
        {
            Hits[0].Given = points;
            return;
        }

        Span<Int128> weights = _hits <= MostOnStack ? stackalloc Int128[_hits] : new Int128[_hits];
        var left = points;
        for (var h = 0; h < _hits; h++)
        {
            Hits[h].Given = (long)(Hits[h].Points / _one);
            weights[h] = Hits[h].Points % _one;
            left -= Hits[h].Given;
        }

        Span<long> parts = _hits <= MostOnStack ? stackalloc long[_hits] : new long[_hits];
        for (var h = 0; h < _hits; h++) parts[h] = Hits[h].Given;
        if (left >= 0)
        {
            Proration.GiveRest(left, weights, parts);
        }
        else
        {
            for (var h = 0; h < _hits; h++) weights[h] = Hits[h].Points;
            Proration.Share(points, weights, parts);
        }

        for (var h = 0; h < _hits; h++) Hits[h].Given = parts[h];
    }

    /// <summary>Prorates the order's points to lines by largest remainder over each line's contribution (§3 Earning).</summary>
    private readonly void ShareToLines(long points)
    {
        if (points == 0)
        {
            Parts.Clear();
            return;
        }

        if (_hits == 1 && _lineMultipliers is null)
        {
            var rule = RuleOf(Hits[0]);
            for (var l = 0; l < Weights.Length; l++) Weights[l] = BasisOf(rule, l);
        }
        else
        {
            Weights.Clear();
            for (var h = 0; h < _hits; h++) AddOwn(Hits[h]);
        }

        Proration.Share(points, Weights, Parts);
    }

    private readonly void AddOwn(in PurchaseHit hit)
    {
        FillOwn(hit, RuleOf(hit));
        for (var l = 0; l < Own.Length; l++)
        {
            Weights[l] += hit.Points == hit.Raw || hit.Raw == 0 ? Own[l] : Part(hit.Points, Own[l], hit.Raw);
        }
    }
}
