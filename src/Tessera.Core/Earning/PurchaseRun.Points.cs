using System.Numerics;
using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>Room for the numbers of one purchase.</summary>
internal readonly ref struct Scratch<T>(Span<T> byLine, Span<T> byHit)
    where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>Contributions by line, summed over the hits.</summary>
    public readonly Span<T> Weights = byLine[..(byLine.Length / 2)];

    /// <summary>Contributions by line of one hit.</summary>
    public readonly Span<T> Own = byLine[(byLine.Length / 2)..];

    /// <summary>Points of each hit after its limits and its rounding, over the denominator of the run.</summary>
    public readonly Span<T> Points = byHit[..(byHit.Length / 2)];

    /// <summary>A second number for each hit.</summary>
    public readonly Span<T> Rest = byHit[(byHit.Length / 2)..];
}

/// <summary>From hits to points: base, multipliers, rounding, rule limit, limits over all rules, and back down to hits and lines (§3 Earning).</summary>
internal ref partial struct PurchaseRun
{
    private const int MostOnStack = 32;
    private const int NarrowBits = 62;

    private long Narrow()
    {
        var lines = _sight.Lines.Length * 2;
        var hits = _count * 2;
        return Decide(new Scratch<long>(
            lines <= MostOnStack * 2 ? stackalloc long[lines] : new long[lines],
            hits <= MostOnStack * 2 ? stackalloc long[hits] : new long[hits]));
    }

    private long Wide() => Decide(new Scratch<Int128>(new Int128[_sight.Lines.Length * 2], new Int128[_count * 2]));

    private long Decide<T>(scoped Scratch<T> scratch)
        where T : unmanaged, IBinaryInteger<T>
    {
        var one = T.CreateChecked(_terms.Denominator) * T.CreateChecked(_multipliers.Common.Denominator);
        Contribute(scratch, one);
        var sum = T.Zero;
        for (var h = 0; h < _count; h++) sum += scratch.Points[h];
        var points = Limited(IntMath.Divide(sum, one, _points.Rounding));
        if (points == 0)
        {
            Parts.Clear();
            return 0;
        }

        ShareToHits(points, scratch, one);
        ShareToLines(points, scratch);
        return points;
    }

    /// <summary>Bases in whole points, where the rule gives whole points or the programme rounds before multipliers.</summary>
    private readonly void ReadBases()
    {
        for (var h = 0; h < _count; h++)
        {
            ref var hit = ref _hits[h];
            var rule = RuleOf(hit);
            hit.IsWhole = true;
            if (rule.Kind == EarnKind.Purchase) hit.WholeBase = rule.Rule.Points;
            else if (rule.PerFull is { } full) hit.WholeBase = hit.Basis <= 0 ? 0 : hit.Basis / full.Per * full.Value;
            else if (_points.RoundAt != RoundAt.BeforeMultipliers) hit.IsWhole = false;
            else hit.WholeBase = hit.Basis <= 0 ? 0 : IntMath.Divide(Math.BigMul(hit.Basis, rule.Factor), _terms.Denominator, _points.Rounding);
        }
    }

    /// <summary>Whether every contribution and their sum fit 64 bits: bits of the largest base + bits of the largest multiplier + bits of how many are summed.</summary>
    private readonly bool FitsNarrow()
    {
        var bits = 0;
        for (var h = 0; h < _count; h++)
        {
            ref readonly var hit = ref _hits[h];
            bits = Math.Max(bits, hit.IsWhole
                ? IntMath.BitsOf(hit.WholeBase) + IntMath.BitsOf(_terms.Denominator)
                : IntMath.BitsOf(hit.Reach) + IntMath.BitsOf(RuleOf(hit).Factor));
        }

        return bits + IntMath.BitsOf(_multipliers.Largest) + IntMath.BitsOf(_count) <= NarrowBits
            && IntMath.BitsOf(_terms.Denominator) + IntMath.BitsOf(_multipliers.Common.Denominator) <= NarrowBits;
    }

    private void Contribute<T>(scoped Scratch<T> scratch, T one)
        where T : unmanaged, IBinaryInteger<T>
    {
        var common = _multipliers.Common.TenThousandths;
        var kept = 0;
        for (var h = 0; h < _count; h++)
        {
            ref var hit = ref _hits[h];
            var rule = RuleOf(hit);
            hit.Multiplier = rule.Rule.Multiplied ? common : 10_000;
            var points = Multiply(ref hit, rule, scratch);
            if (_points.RoundAt != RoundAt.Order) points = T.CreateChecked(IntMath.Divide(points, one, _points.Rounding)) * one;
            if (rule.HasLimits && points > T.Zero && !IsWithinLimit(ref hit, rule, ref points, one)) continue;
            _hits[kept] = hit;
            scratch.Points[kept++] = points;
        }

        _count = kept;
    }

    /// <summary>Base × multipliers. A rule whose lines sum below zero gives nothing; it takes nothing from the others.</summary>
    private readonly T Multiply<T>(ref PurchaseHit hit, CompiledRule rule, scoped Scratch<T> scratch)
        where T : unmanaged, IBinaryInteger<T>
    {
        var number = hit.IsWhole
            ? T.CreateChecked(hit.WholeBase) * T.CreateChecked(_terms.Denominator)
            : T.CreateChecked(hit.Basis) * T.CreateChecked(rule.Factor);
        if (!rule.Rule.Multiplied || _multipliers.ByLine is null) return T.Max(T.Zero, number * FactorOf<T>(rule));
        FillOwn(hit, rule, scratch.Own);
        var sum = T.Zero;
        foreach (var own in scratch.Own) sum += own;
        if (sum <= T.Zero) return T.Zero;
        if (number > T.Zero) hit.Multiplier = new Multiplier(Int128.CreateChecked(sum), Int128.CreateChecked(number) * _multipliers.Common.Denominator).TenThousandths;
        return sum;
    }

    private readonly T FactorOf<T>(CompiledRule rule)
        where T : unmanaged, IBinaryInteger<T> => T.CreateChecked(rule.Rule.Multiplied ? _multipliers.Common.Numerator : _multipliers.Common.Denominator);

    /// <summary>Contribution of each line to a hit, before its limit and its rounding; below zero for a line that lowers it.</summary>
    private readonly void FillOwn<T>(in PurchaseHit hit, CompiledRule rule, scoped Span<T> own)
        where T : unmanaged, IBinaryInteger<T>
    {
        var byLine = rule.Rule.Multiplied ? _multipliers.ByLine : null;
        if (hit.IsWhole)
        {
            FillOwnWhole(hit, rule, byLine, own);
            return;
        }

        var factor = FactorOf<T>(rule);
        var each = T.CreateChecked(rule.Factor);
        for (var l = 0; l < own.Length; l++)
        {
            own[l] = T.CreateChecked(_sight.BasisOf(rule, hit, l)) * each * (byLine is null ? factor : T.CreateChecked(byLine[l]));
        }
    }

    /// <summary>Whole points go to the lines above zero by their amounts; under multipliers that differ by line as whole points, by largest remainder, as §1 prorates everything whole.</summary>
    private readonly void FillOwnWhole<T>(in PurchaseHit hit, CompiledRule rule, Int128[]? byLine, scoped Span<T> own)
        where T : unmanaged, IBinaryInteger<T>
    {
        var one = T.CreateChecked(_terms.Denominator);
        for (var l = 0; l < own.Length; l++) own[l] = T.CreateChecked(Math.Max(0, _sight.BasisOf(rule, hit, l)));
        if (byLine is not null)
        {
            Proration.Share(hit.WholeBase, own, Parts);
            for (var l = 0; l < own.Length; l++) own[l] = one * T.CreateChecked(Parts[l]) * T.CreateChecked(byLine[l]);
            return;
        }

        var whole = T.CreateChecked(hit.WholeBase) * one * FactorOf<T>(rule);
        var positive = T.CreateChecked((hit.Reach + hit.Basis) / 2);
        for (var l = 0; l < own.Length; l++)
        {
            if (own[l] > T.Zero) own[l] = IntMath.Part(whole, own[l], positive);
        }
    }

    /// <summary>Cuts a hit to the room its limits leave; false when nothing of it is left.</summary>
    private bool IsWithinLimit<T>(ref PurchaseHit hit, CompiledRule rule, ref T points, T one)
        where T : unmanaged, IBinaryInteger<T>
    {
        var room = Room(rule.PeriodCaps, rule.OrderCap, rule.CapKey, out var tightest);
        var whole = IntMath.Divide(points, one, _points.Rounding);
        if (room == 0 || (whole > room && rule.Rule.OnCap == OnCap.Refuse))
        {
            Miss(EarnReasons.OfMissedLimit(rule.Id, tightest!, room));
            return false;
        }

        if (room > whole) return true;
        hit.Cut = whole - room;
        points = T.Min(points, T.CreateChecked(room) * one);
        return true;
    }

    private readonly long Room(PointsCap[] periods, PointsCap? order, string key, out PointsCap? tightest)
    {
        var room = CapRoom.Least(_sight.Head.Context.State.Rows, periods, key, _sight.Head.Context.Day, out tightest);
        if (order is null || order.Points >= room) return room;
        tightest = order;
        return order.Points;
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
    private readonly void ShareToHits<T>(long points, scoped Scratch<T> scratch, T one)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (_count == 1)
        {
            _hits[0].Given = points;
            return;
        }

        Span<long> parts = _count <= MostOnStack ? stackalloc long[_count] : new long[_count];
        var left = points;
        for (var h = 0; h < parts.Length; h++)
        {
            var quotient = scratch.Points[h] / one;
            parts[h] = long.CreateChecked(quotient);
            scratch.Rest[h] = scratch.Points[h] - (quotient * one);
            left -= parts[h];
        }

        var rest = scratch.Rest[..parts.Length];
        if (left >= 0)
        {
            Proration.GiveRest(left, rest, parts);
        }
        else
        {
            scratch.Points[..parts.Length].CopyTo(rest);
            Proration.Share(points, rest, parts);
        }

        for (var h = 0; h < parts.Length; h++) _hits[h].Given = parts[h];
    }

    /// <summary>Prorates the order's points to lines by largest remainder over each line's contribution (§3 Earning).</summary>
    private readonly void ShareToLines<T>(long points, scoped Scratch<T> scratch)
        where T : unmanaged, IBinaryInteger<T>
    {
        var weights = scratch.Weights;
        if (weights.Length == 1)
        {
            Parts[0] = points;
            return;
        }

        if (_count == 1 && _multipliers.ByLine is null)
        {
            var rule = RuleOf(_hits[0]);
            for (var l = 0; l < weights.Length; l++) weights[l] = T.CreateChecked(_sight.BasisOf(rule, _hits[0], l));
        }
        else
        {
            weights.Clear();
            for (var h = 0; h < _count; h++) AddOwn(_hits[h], scratch.Points[h], scratch);
        }

        Proration.Share(points, weights, Parts);
    }

    /// <summary>A line that only lowers a rule (a hand line below zero) has no part in what the rule gives.</summary>
    private readonly void AddOwn<T>(in PurchaseHit hit, T points, scoped Scratch<T> scratch)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (points == T.Zero) return;
        FillOwn(hit, RuleOf(hit), scratch.Own);
        var sum = T.Zero;
        foreach (var own in scratch.Own) sum += T.Max(T.Zero, own);
        for (var l = 0; l < scratch.Own.Length; l++)
        {
            var own = scratch.Own[l];
            if (own > T.Zero) scratch.Weights[l] += sum == points ? own : IntMath.Part(points, own, sum);
        }
    }
}
