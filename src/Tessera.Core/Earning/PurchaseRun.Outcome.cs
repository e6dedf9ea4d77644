using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>What is stored of a decided purchase: lines, grants by expiry, cap use, marks and reasons.</summary>
internal ref partial struct PurchaseRun
{
    private EarnOutcome Outcome(long points, List<CompiledRule>? campaigns)
    {
        var hits = new Reason[_hits];
        for (var h = 0; h < hits.Length; h++) hits[h] = ReasonOf(Hits[h]);
        if (_hits > 0 && (!_multiplier.IsOne || campaigns is not null)) SayMultipliers(campaigns);
        var growth = Growth(out var growthUse);
        long net = _head.TotalMinor;
        return new EarnOutcome
        {
            Outcome = new PurchaseOutcome(Lines(growth), points, growth, _spend, net, hits),
            Grants = points == 0 ? [] : Grants(points),
            CapUse = CapUse(points, growthUse),
            Gave = points == 0 ? [] : Gave(campaigns),
            Reasons = _reasons is null ? [] : _reasons,
        };
    }

    private readonly LineOutcome[] Lines(long growth)
    {
        var lines = new LineOutcome[_lines.Length];
        Span<long> shares = lines.Length <= MostOnStack * 4 ? stackalloc long[lines.Length] : new long[lines.Length];
        shares.Clear();
        if (growth > 0)
        {
            for (var l = 0; l < lines.Length; l++) Weights[l] = Spend[l];
            Proration.Share(growth, Weights, shares);
        }

        for (var l = 0; l < lines.Length; l++) lines[l] = new LineOutcome(_lines[l].Quantity, _lines[l].NetMinor, Spend[l], Parts[l], shares[l]);
        return lines;
    }

    /// <summary>Growth of the qualifying spend within the daily limit (§4).</summary>
    private long Growth(out long used)
    {
        used = 0;
        var growth = _terms.GrowthOf(_spend);
        if (growth == 0) return 0;
        var rules = _terms.Terms.Growth!;
        var given = growth;
        if (rules.SpendDailyCap > 0)
        {
            given = Math.Min(growth, Math.Max(0, rules.SpendDailyCap - CapRoom.Used(_head.Context.State.Rows, CapRoom.SpendGrowthKey, CapPeriod.Day, _head.Context.Day)));
            used = given;
        }

        Say(Reason.Of(
            EarnReasons.Growth, Reason.Money("spend", _spend), Reason.Growth("rate", rules.SpendRate!.Value), Reason.Money("per", rules.SpendRate.Per),
            Reason.Growth("growth", given), Reason.Growth("cut", growth - given)));
        return given;
    }

    private readonly IReadOnlyList<EarnGrant> Grants(long points)
    {
        if (_terms.Expiries.Length == 1) return [new EarnGrant(points, null)];
        var grants = new List<EarnGrant>(1);
        for (var h = 0; h < _hits; h++)
        {
            var expiry = RuleOf(Hits[h]).ExpiryAt;
            if (IsGranted(h, expiry)) continue;
            long sum = 0;
            for (var other = h; other < _hits; other++)
            {
                if (RuleOf(Hits[other]).ExpiryAt == expiry) sum += Hits[other].Given;
            }

            if (sum > 0) grants.Add(new EarnGrant(sum, _terms.Expiries[expiry]));
        }

        return grants;
    }

    private readonly bool IsGranted(int before, int expiry)
    {
        for (var h = 0; h < before; h++)
        {
            if (RuleOf(Hits[h]).ExpiryAt == expiry) return true;
        }

        return false;
    }

    private readonly IReadOnlyList<MetricRow> CapUse(long points, long growth)
    {
        List<MetricRow>? rows = null;
        for (var h = 0; h < _hits; h++)
        {
            var rule = RuleOf(Hits[h]);
            if (rule.PeriodCaps.Length > 0 && Hits[h].Given > 0) (rows ??= []).Add(CapRoom.Row(_head.Context, rule.CapKey, Hits[h].Given));
        }

        if (_terms.PointsCaps.Length > 0 && points > 0) (rows ??= []).Add(CapRoom.Row(_head.Context, CapRoom.PointsKey, points));
        if (growth > 0) (rows ??= []).Add(CapRoom.Row(_head.Context, CapRoom.SpendGrowthKey, growth));
        return rows is null ? [] : rows;
    }

    private readonly IReadOnlyList<RuleGave> Gave(List<CompiledRule>? campaigns)
    {
        List<RuleGave>? gave = null;
        for (var h = 0; h < _hits; h++)
        {
            if (Hits[h].Given > 0) Cooldown.Mark(ref gave, RuleOf(Hits[h]), _head.Context);
        }

        foreach (var campaign in campaigns ?? []) Cooldown.Mark(ref gave, campaign, _head.Context);
        return gave is null ? [] : gave;
    }

    private readonly Reason ReasonOf(in PurchaseHit hit)
    {
        var rule = RuleOf(hit);
        var multiplier = MultiplierOf(hit, rule);
        return rule.Kind switch
        {
            EarnKind.Money => new Reason(EarnReasons.Money,
            [
                Reason.Id("rule", rule.Id), Reason.Money("basis", hit.Basis), Reason.Points("rate", rule.Rule.Rate!.Value), Reason.Money("per", rule.Rule.Rate.Per),
                Reason.Ratio("multiplier", multiplier), Reason.Points("points", hit.Given), Reason.Points("cut", hit.Cut),
            ]),
            EarnKind.Unit => new Reason(EarnReasons.Unit,
            [
                Reason.Id("rule", rule.Id), new ReasonPart("units", hit.Basis / (CompiledEarning.Fineness / 10_000), NumberUnit.Score), Reason.Points("each", rule.Rule.Points),
                Reason.Ratio("multiplier", multiplier), Reason.Points("points", hit.Given), Reason.Points("cut", hit.Cut),
            ]),
            EarnKind.Purchase => new Reason(EarnReasons.Purchase,
            [
                Reason.Id("rule", rule.Id), Reason.Points("each", rule.Rule.Points),
                Reason.Ratio("multiplier", multiplier), Reason.Points("points", hit.Given), Reason.Points("cut", hit.Cut),
            ]),
            _ => throw new InvalidOperationException($"{rule.Kind} gives no points to a purchase"),
        };
    }

    private readonly long MultiplierOf(in PurchaseHit hit, CompiledRule rule)
    {
        if (!rule.Rule.Multiplied) return 10_000;
        if (_lineMultipliers is null) return _multiplier.TenThousandths;
        var numerator = hit.IsWhole ? Math.BigMul(hit.WholeBase, _terms.Denominator) : Math.BigMul(hit.Basis, rule.Factor);
        return numerator == 0 ? 10_000 : new Multiplier(hit.Raw, numerator * _multiplier.Denominator).TenThousandths;
    }

    private void SayMultipliers(List<CompiledRule>? campaigns)
    {
        foreach (var campaign in campaigns ?? [])
        {
            Say(Reason.Of(EarnReasons.Campaign, Reason.Id("rule", campaign.Id), Reason.Ratio("multiplier", campaign.Rule.Multiplier)));
        }

        var parts = new List<ReasonPart>(4) { Reason.Ratio("tier", _head.Context.TierMultiplier) };
        if (_purchase.IsBirthday) parts.Add(Reason.Ratio("birthday", _points.BirthdayMultiplier));
        parts.Add(Reason.Id("stacking", EarnReasons.NameOf(_points.Stacking)));
        if (_lineMultipliers is null) parts.Add(Reason.Ratio("total", _multiplier.TenThousandths));
        Say(new Reason(EarnReasons.Multipliers, parts));
    }
}
