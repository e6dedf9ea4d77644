using System.Numerics;
using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>
/// One purchase being decided: lines, matching rules, multipliers, points, and what is stored of it. Contributions are exact numerators over
/// <c>denominator of the programme × denominator of the multipliers</c>, in 64 bits where all of them fit and in 128 where not.
/// </summary>
internal ref partial struct PurchaseRun
{
    private readonly PurchaseSight _sight;
    private readonly CompiledEarning _terms;
    private readonly PointsRules _points;
    private List<Reason>? _reasons;
    private List<CompiledRule>? _campaigns;
    private int _missed;
    private int _count;
    private Span<PurchaseHit> _hits;
    private Multipliers _multipliers;

    public PurchaseRun(PurchaseSight sight, Span<PurchaseHit> hits, Span<long> parts)
    {
        _sight = sight;
        _terms = sight.Terms;
        _points = sight.Terms.Terms.Points;
        _hits = hits;
        Parts = parts;
    }

    /// <summary>Points by line.</summary>
    private Span<long> Parts { get; }

    public EarnOutcome Decide(ReadOnlySpan<ulong> candidates)
    {
        var spend = _sight.Read();
        Match(candidates);
        Stack();
        ReadBases();
        var points = FitsNarrow() ? Narrow() : Wide();
        return Outcome(points, spend);
    }

    private readonly CompiledRule RuleOf(in PurchaseHit hit) => _terms.Rules[hit.Rule];

    private void Say(Reason reason) => (_reasons ??= []).Add(reason);

    private void Miss(Reason reason)
    {
        if (++_missed <= EarnReasons.MostMissed) Say(reason);
    }

    /// <summary>Collects the hits and, apart, the campaigns.</summary>
    private void Match(ReadOnlySpan<ulong> candidates)
    {
        var winner = -1;
        for (var w = 0; w < candidates.Length; w++)
        {
            for (var bits = candidates[w]; bits != 0; bits &= bits - 1)
            {
                var at = (w * 64) + BitOperations.TrailingZeroCount(bits);
                var rule = _terms.Rules[at];
                if (!rule.FitsHead(_sight.Head)) continue;
                var hit = new PurchaseHit { Rule = at };
                if (!_sight.TryRead(rule, ref hit) || (rule.AsksLeave && !IsAllowed(rule))) continue;
                if (rule.Kind == EarnKind.Multiplier)
                {
                    (_campaigns ??= []).Add(rule);
                    continue;
                }

                if (rule.Rule.Exclusive && (winner < 0 || rule.WinsOver(RuleOf(_hits[winner])))) winner = _count;
                Add(hit);
            }
        }

        if (winner >= 0) LeaveAlone(winner);
        if (_campaigns is not null) LeaveAlone(_campaigns);
    }

    private void Add(in PurchaseHit hit)
    {
        if (_count == _hits.Length)
        {
            Span<PurchaseHit> longer = new PurchaseHit[_count * 4];
            _hits.CopyTo(longer);
            _hits = longer;
        }

        _hits[_count++] = hit;
    }

    private bool IsAllowed(CompiledRule rule)
    {
        if (!rule.FitsCode(_sight.Head.Codes))
        {
            Miss(Reason.Of(EarnReasons.MissedCode, Reason.Id("rule", rule.Id)));
            return false;
        }

        var left = rule.CooldownLeft(_sight.Head.Context);
        if (left == 0) return true;
        Miss(Reason.Of(EarnReasons.MissedCooldown, Reason.Id("rule", rule.Id), Reason.Count("minutes", rule.Rule.CooldownMinutes), Reason.Count("left", left)));
        return false;
    }

    private void LeaveAlone(int winner)
    {
        var alone = _hits[winner];
        for (var h = 0; h < _count; h++)
        {
            if (h != winner) Miss(Reason.Of(EarnReasons.MissedExclusive, Reason.Id("rule", RuleOf(_hits[h]).Id), Reason.Id("winner", RuleOf(alone).Id)));
        }

        _hits[0] = alone;
        _count = 1;
    }

    private void LeaveAlone(List<CompiledRule> campaigns)
    {
        CompiledRule? winner = null;
        foreach (var campaign in campaigns)
        {
            if (campaign.Rule.Exclusive && (winner is null || campaign.WinsOver(winner))) winner = campaign;
        }

        if (winner is null) return;
        foreach (var campaign in campaigns)
        {
            if (campaign != winner) Miss(Reason.Of(EarnReasons.MissedExclusive, Reason.Id("rule", campaign.Id), Reason.Id("winner", winner.Id)));
        }

        _campaigns = [winner];
    }

    /// <summary>Multiplier of the whole purchase, or of each line where a campaign is for some goods only.</summary>
    private void Stack()
    {
        var stack = new Stack(_points.Stacking, _sight.Head.Context.TierMultiplier);
        if (_sight.Purchase.IsBirthday && _points.BirthdayMultiplier != 10_000) stack.Add(_points.BirthdayMultiplier);
        var byLine = false;
        if (_campaigns is not null)
        {
            foreach (var campaign in _campaigns)
            {
                if (campaign.ReadsSomeLines) byLine = true;
                else stack.Add(campaign.Rule.Multiplier);
            }
        }

        var common = stack.Total;
        _multipliers = byLine ? StackLines(stack, common) : new Multipliers(common, null, Int128.Max(common.Numerator, common.Denominator));
    }

    private readonly Multipliers StackLines(Stack common, Multiplier whole)
    {
        var own = new Multiplier[_sight.Lines.Length];
        Int128 denominator = 1;
        for (var l = 0; l < own.Length; l++)
        {
            var stack = common;
            foreach (var campaign in _campaigns!)
            {
                if (campaign.ReadsSomeLines && campaign.FitsLine(_sight.Lines[l])) stack.Add(campaign.Rule.Multiplier);
            }

            own[l] = stack.Total;
            denominator *= Multiplier.Reduced(own[l].Denominator, denominator).Numerator;
        }

        var byLine = new Int128[own.Length];
        var largest = Int128.Max(whole.Numerator, denominator);
        for (var l = 0; l < own.Length; l++)
        {
            byLine[l] = own[l].Numerator * (denominator / own[l].Denominator);
            largest = Int128.Max(largest, byLine[l]);
        }

        return new Multipliers(new Multiplier(whole.Numerator, denominator), byLine, largest);
    }
}
