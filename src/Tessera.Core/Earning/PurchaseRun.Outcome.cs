using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>What is stored of a decided purchase: lines, grants by expiry, cap use, marks and reasons.</summary>
internal ref partial struct PurchaseRun
{
    private EarnOutcome Outcome(long points, long spend)
    {
        var hits = new Reason[_count];
        for (var h = 0; h < hits.Length; h++) hits[h] = ReasonOf(_hits[h]);
        if (_count > 0 && (_campaigns is not null || !_multipliers.Common.IsOne)) SayMultipliers();
        var growth = Growth(spend, out var growthUse);
        return new EarnOutcome
        {
            Outcome = new PurchaseOutcome(Lines(growth), points, growth, spend, _sight.Head.TotalMinor, hits),
            Grants = points == 0 ? [] : Grants(points),
            CapUse = CapUse(points, growthUse),
            Gave = points == 0 ? [] : Gave(),
            Reasons = _reasons is null ? [] : _reasons,
        };
    }

    private readonly LineOutcome[] Lines(long growth)
    {
        var lines = new LineOutcome[_sight.Lines.Length];
        Span<long> shares = growth > 0 && lines.Length <= MostOnStack ? stackalloc long[lines.Length] : new long[growth > 0 ? lines.Length : 0];
        if (growth > 0) ShareGrowth(growth, shares);
        for (var l = 0; l < lines.Length; l++)
        {
            var line = _sight.Lines[l];
            lines[l] = new LineOutcome(line.Quantity, line.NetMinor, _sight.Spend[l], Parts[l], growth > 0 ? shares[l] : 0);
        }

        return lines;
    }

    private readonly void ShareGrowth(long growth, scoped Span<long> shares)
    {
        Span<long> weights = shares.Length <= MostOnStack ? stackalloc long[shares.Length] : new long[shares.Length];
        _sight.Spend.CopyTo(weights);
        Proration.Share(growth, weights, shares);
    }

    /// <summary>Growth of the qualifying spend within the daily limit (§4).</summary>
    private long Growth(long spend, out long used)
    {
        used = 0;
        var growth = _terms.GrowthOf(spend);
        if (growth == 0) return 0;
        var rules = _terms.Terms.Growth!;
        var given = growth;
        if (rules.SpendDailyCap > 0)
        {
            var context = _sight.Head.Context;
            given = Math.Min(growth, Math.Max(0, rules.SpendDailyCap - CapRoom.Used(context.State.Rows, CapRoom.SpendGrowthKey, CapPeriod.Day, context.Day)));
            used = given;
        }

        Say(EarnReasons.OfGrowth(spend, rules.SpendRate!, given, growth - given));
        return given;
    }

    private readonly IReadOnlyList<EarnGrant> Grants(long points)
    {
        if (_terms.Expiries.Length == 1) return [new EarnGrant(points, null)];
        var grants = new List<EarnGrant>(1);
        for (var h = 0; h < _count; h++)
        {
            var expiry = RuleOf(_hits[h]).ExpiryAt;
            if (IsGranted(h, expiry)) continue;
            long sum = 0;
            for (var other = h; other < _count; other++)
            {
                if (RuleOf(_hits[other]).ExpiryAt == expiry) sum += _hits[other].Given;
            }

            if (sum > 0) grants.Add(new EarnGrant(sum, _terms.Expiries[expiry]));
        }

        return grants;
    }

    private readonly bool IsGranted(int before, int expiry)
    {
        for (var h = 0; h < before; h++)
        {
            if (RuleOf(_hits[h]).ExpiryAt == expiry) return true;
        }

        return false;
    }

    private readonly IReadOnlyList<MetricRow> CapUse(long points, long growth)
    {
        List<MetricRow>? rows = null;
        for (var h = 0; h < _count; h++)
        {
            var rule = RuleOf(_hits[h]);
            if (rule.PeriodCaps.Length > 0 && _hits[h].Given > 0) (rows ??= []).Add(CapRoom.Row(_sight.Head.Context, rule.CapKey, _hits[h].Given));
        }

        if (_terms.PointsCaps.Length > 0 && points > 0) (rows ??= []).Add(CapRoom.Row(_sight.Head.Context, CapRoom.PointsKey, points));
        if (growth > 0) (rows ??= []).Add(CapRoom.Row(_sight.Head.Context, CapRoom.SpendGrowthKey, growth));
        return rows is null ? [] : rows;
    }

    private readonly IReadOnlyList<RuleGave> Gave()
    {
        List<RuleGave>? gave = null;
        for (var h = 0; h < _count; h++)
        {
            if (_hits[h].Given > 0) Cooldown.Mark(ref gave, RuleOf(_hits[h]), _sight.Head.Context);
        }

        if (_campaigns is not null)
        {
            foreach (var campaign in _campaigns) Cooldown.Mark(ref gave, campaign, _sight.Head.Context);
        }

        return gave is null ? [] : gave;
    }

    private readonly Reason ReasonOf(in PurchaseHit hit)
    {
        var rule = RuleOf(hit);
        var parts = new ReasonPart[(rule.Kind == EarnKind.Purchase ? 4 : rule.Kind == EarnKind.Unit ? 5 : 6) + (hit.Cut > 0 ? 1 : 0)];
        parts[0] = Reason.Id("rule", rule.Id);
        var (code, at) = rule.Kind switch
        {
            EarnKind.Money => SayMoney(parts, hit, rule.Rule.Rate!),
            EarnKind.Unit => SayUnits(parts, hit, rule.Rule.Points),
            EarnKind.Purchase => SayEach(parts, rule.Rule.Points),
            _ => throw new InvalidOperationException($"{rule.Kind} gives no points to a purchase"),
        };
        parts[at] = Reason.Ratio("multiplier", hit.Multiplier);
        parts[at + 1] = Reason.Points("points", hit.Given);
        if (hit.Cut > 0) parts[at + 2] = Reason.Points("cut", hit.Cut);
        return new Reason(code, parts);
    }

    private static (string Code, int At) SayMoney(ReasonPart[] parts, in PurchaseHit hit, Rate rate)
    {
        parts[1] = Reason.Money("basis", hit.Basis);
        parts[2] = Reason.Points("rate", rate.Value);
        parts[3] = Reason.Money("per", rate.Per);
        return (EarnReasons.Money, 4);
    }

    private static (string Code, int At) SayUnits(ReasonPart[] parts, in PurchaseHit hit, long each)
    {
        parts[1] = new ReasonPart("units", hit.Basis / (CompiledEarning.Fineness / 10_000), NumberUnit.Score);
        parts[2] = Reason.Points("each", each);
        return (EarnReasons.Unit, 3);
    }

    private static (string Code, int At) SayEach(ReasonPart[] parts, long each)
    {
        parts[1] = Reason.Points("each", each);
        return (EarnReasons.Purchase, 2);
    }

    private void SayMultipliers()
    {
        if (_campaigns is not null)
        {
            foreach (var campaign in _campaigns)
            {
                Say(new Reason(EarnReasons.Campaign, [Reason.Id("rule", campaign.Id), Reason.Ratio("multiplier", campaign.Rule.Multiplier)]));
            }
        }

        var tier = Reason.Ratio("tier", _sight.Head.Context.TierMultiplier);
        var stacking = Reason.Id("stacking", EarnReasons.NameOf(_points.Stacking));
        var total = Reason.Ratio("total", _multipliers.Common.TenThousandths);
        var birthday = Reason.Ratio("birthday", _points.BirthdayMultiplier);
        Say(new Reason(EarnReasons.Multipliers, (_sight.Purchase.IsBirthday, _multipliers.ByLine is null) switch
        {
            (false, true) => [tier, stacking, total],
            (false, false) => [tier, stacking],
            (true, true) => [tier, birthday, stacking, total],
            (true, false) => [tier, birthday, stacking],
        }));
    }
}
