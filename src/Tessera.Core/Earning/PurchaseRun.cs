using System.Numerics;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>A rule that matches a purchase, on its way to points.</summary>
internal struct PurchaseHit
{
    /// <summary>Place of the rule.</summary>
    public int Rule;

    /// <summary>Money: minor units. Unit: millionths of a unit. Purchase: minor units of the lines it is spread over.</summary>
    public long Basis;

    /// <summary>Whole points before multipliers, where the rule gives whole points (per full, per purchase, rounded before multipliers).</summary>
    public long WholeBase;

    /// <summary>Whether <see cref="WholeBase"/> is the base.</summary>
    public bool IsWhole;

    /// <summary>Points before its limits and its rounding, over the denominator of the run.</summary>
    public Int128 Raw;

    /// <summary>Points after its limits and its rounding, over the denominator of the run.</summary>
    public Int128 Points;

    /// <summary>Whole points that its limit cut.</summary>
    public long Cut;

    /// <summary>Points given in the end; the hits sum to the order.</summary>
    public long Given;
}

/// <summary>
/// One purchase being decided. Contributions are exact numerators over <c>denominator of the programme × denominator of the multipliers</c>; nothing is rounded
/// before the place the programme names. The buffers come from the caller, who knows how long they must be.
/// </summary>
internal ref partial struct PurchaseRun
{
    private readonly CompiledEarning _terms;
    private readonly PointsRules _points;
    private readonly FactHead _head;
    private readonly Purchase _purchase;
    private readonly ReadOnlySpan<PurchaseLine> _lines;
    private List<Reason>? _reasons;
    private int _missed;
    private int _hits;
    private long _spend;
    private Int128 _one;
    private Multiplier _multiplier;
    private Int128[]? _lineMultipliers;

    public PurchaseRun(CompiledEarning terms, in FactHead head, Purchase purchase, ReadOnlySpan<PurchaseLine> lines)
    {
        _terms = terms;
        _points = terms.Terms.Points;
        _head = head;
        _purchase = purchase;
        _lines = lines;
    }

    /// <summary>Amounts by reading, then line.</summary>
    public required Span<long> Amounts { get; init; }

    /// <summary>Qualifying spend by line.</summary>
    public required Span<long> Spend { get; init; }

    /// <summary>Room for every candidate.</summary>
    public required Span<PurchaseHit> Hits { get; init; }

    /// <summary>Contributions by line, summed over the hits.</summary>
    public required Span<Int128> Weights { get; init; }

    /// <summary>Contributions by line of one hit.</summary>
    public required Span<Int128> Own { get; init; }

    /// <summary>Points by line.</summary>
    public required Span<long> Parts { get; init; }

    public EarnOutcome Decide(ReadOnlySpan<ulong> candidates)
    {
        ReadLines();
        var campaigns = Match(candidates);
        Stack(campaigns);
        Contribute();
        var points = Limited(Sum());
        ShareToHits(points);
        ShareToLines(points);
        return Outcome(points, campaigns);
    }

    private readonly CompiledRule RuleOf(in PurchaseHit hit) => _terms.Rules[hit.Rule];

    private void Say(Reason reason) => (_reasons ??= []).Add(reason);

    private void Miss(Reason reason)
    {
        if (++_missed <= EarnReasons.MostMissed) Say(reason);
    }

    private void ReadLines()
    {
        var prices = _purchase.PricesInclude;
        var rules = _terms.Terms.Purchases;
        for (var l = 0; l < _lines.Length; l++)
        {
            Spend[l] = LineAmounts.Spend(_lines[l], prices, rules);
            _spend += Spend[l];
        }

        var at = 0;
        foreach (var reading in _terms.Readings)
        {
            foreach (var line in _lines) Amounts[at++] = LineAmounts.Basis(line, prices, reading);
        }
    }

    /// <summary>What a rule reads of a line: money, millionths of units, or the money a purchase rule is spread by. Lines given away or taken off by hand are no units and no purchase.</summary>
    private readonly long BasisOf(CompiledRule rule, int line)
    {
        if (!rule.FitsLine(_lines[line])) return 0;
        var amount = Amounts[(rule.ReadingAt * _lines.Length) + line];
        if (rule.Kind == EarnKind.Money) return amount;
        if (amount <= 0) return 0;
        return rule.Kind == EarnKind.Unit ? Rounding.HalfUp(_lines[line].Quantity * CompiledEarning.Fineness) : amount;
    }

    private readonly bool TryBasis(CompiledRule rule, out long basis)
    {
        var any = false;
        basis = 0;
        for (var l = 0; l < _lines.Length; l++)
        {
            if (!rule.FitsLine(_lines[l])) continue;
            var own = BasisOf(rule, l);
            basis += own;
            any |= rule.Kind is EarnKind.Money or EarnKind.Multiplier || own > 0;
        }

        return any;
    }

    /// <summary>Collects the hits; campaigns are returned apart.</summary>
    private List<CompiledRule>? Match(ReadOnlySpan<ulong> candidates)
    {
        List<CompiledRule>? campaigns = null;
        var winner = -1;
        for (var w = 0; w < candidates.Length; w++)
        {
            for (var bits = candidates[w]; bits != 0; bits &= bits - 1)
            {
                var at = (w * 64) + BitOperations.TrailingZeroCount(bits);
                var rule = _terms.Rules[at];
                if (!rule.FitsHead(_head) || !TryBasis(rule, out var basis) || !IsAllowed(rule)) continue;
                if (rule.Kind == EarnKind.Multiplier)
                {
                    (campaigns ??= []).Add(rule);
                    continue;
                }

                Hits[_hits] = new PurchaseHit { Rule = at, Basis = basis };
                if (rule.Rule.Exclusive && (winner < 0 || rule.WinsOver(RuleOf(Hits[winner])))) winner = _hits;
                _hits++;
            }
        }

        if (winner >= 0) LeaveAlone(winner);
        return campaigns is null ? null : Alone(campaigns);
    }

    private bool IsAllowed(CompiledRule rule)
    {
        if (!rule.FitsCode(_head.Codes))
        {
            Miss(Reason.Of(EarnReasons.MissedCode, Reason.Id("rule", rule.Id)));
            return false;
        }

        var left = rule.CooldownLeft(_head.Context);
        if (left == 0) return true;
        Miss(Reason.Of(EarnReasons.MissedCooldown, Reason.Id("rule", rule.Id), Reason.Count("minutes", rule.Rule.CooldownMinutes), Reason.Count("left", left)));
        return false;
    }

    private void LeaveAlone(int winner)
    {
        var alone = Hits[winner];
        for (var h = 0; h < _hits; h++)
        {
            if (h != winner) Miss(Reason.Of(EarnReasons.MissedExclusive, Reason.Id("rule", RuleOf(Hits[h]).Id), Reason.Id("winner", RuleOf(alone).Id)));
        }

        Hits[0] = alone;
        _hits = 1;
    }

    private List<CompiledRule> Alone(List<CompiledRule> campaigns)
    {
        CompiledRule? winner = null;
        foreach (var campaign in campaigns)
        {
            if (campaign.Rule.Exclusive && (winner is null || campaign.WinsOver(winner))) winner = campaign;
        }

        if (winner is null) return campaigns;
        foreach (var campaign in campaigns)
        {
            if (campaign != winner) Miss(Reason.Of(EarnReasons.MissedExclusive, Reason.Id("rule", campaign.Id), Reason.Id("winner", winner.Id)));
        }

        return [winner];
    }

    /// <summary>Multiplier of the whole purchase, or of each line where a campaign is for some goods only.</summary>
    private void Stack(List<CompiledRule>? campaigns)
    {
        var stack = new Stack(_points.Stacking, _head.Context.TierMultiplier);
        if (_purchase.IsBirthday && _points.BirthdayMultiplier != 10_000) stack.Add(_points.BirthdayMultiplier);
        var byLine = false;
        foreach (var campaign in campaigns ?? [])
        {
            if (campaign.ReadsSomeLines) byLine = true;
            else stack.Add(campaign.Rule.Multiplier);
        }

        _multiplier = stack.Total;
        if (byLine) StackLines(stack, campaigns!);
        _one = (Int128)_terms.Denominator * _multiplier.Denominator;
    }

    private void StackLines(Stack common, List<CompiledRule> campaigns)
    {
        var own = new Multiplier[_lines.Length];
        Int128 denominator = 1;
        for (var l = 0; l < own.Length; l++)
        {
            var stack = common;
            foreach (var campaign in campaigns)
            {
                if (campaign.ReadsSomeLines && campaign.FitsLine(_lines[l])) stack.Add(campaign.Rule.Multiplier);
            }

            own[l] = stack.Total;
            denominator *= Multiplier.Reduced(own[l].Denominator, denominator).Numerator;
        }

        _lineMultipliers = new Int128[own.Length];
        for (var l = 0; l < own.Length; l++) _lineMultipliers[l] = own[l].Numerator * (denominator / own[l].Denominator);
        _multiplier = new Multiplier(_multiplier.Numerator, denominator);
    }
}
