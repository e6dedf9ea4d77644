using Tessera.Core.Benefits;
using Tessera.Core.Earning;
using Tessera.Core.Members;
using Tessera.Core.Pricing;
using Tessera.Core.Segments;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>A published programme version, its rules compiled once (performance.md 3). Immutable and shared by all decisions.</summary>
public sealed class CompiledProgram
{
    private CompiledProgram(ProgramDocument document, int version, Instant effectiveAt, BusinessCalendar calendar)
    {
        (Document, Version, EffectiveAt, Calendar) = (document, version, effectiveAt, calendar);
        Earning = CompiledEarning.Compile(new EarningTerms(document.Earn, document.Points, document.Growth, document.Purchases));
        LadderTerms = new LadderTerms(Catalogue.WithMultipliers(document.Benefits, document.Ladder), document.Reviews, document.Growth, document.Time, document.Purchases, version, effectiveAt);
        Ladder = CompiledLadder.Compile(LadderTerms);
        TagRules = CompiledTagRules.Compile(document.TagRules, LadderTerms);
        Pricer = Pricer.Compile(new PricingTerms(document.Pricing, document.Promotions, document.Points.Spending));
        Coupons = document.Coupons.DistinctBy(c => c.Kind.Id).ToDictionary(c => c.Kind.Id, StringComparer.Ordinal);
        IReadOnlyList<Saving> own = [.. document.Promotions, .. document.Benefits.Where(b => b is { IsPrice: true, Enabled: true }).Select(BenefitSavings.SavingOf), .. document.Rewards.Select(r => r.Saving).OfType<Saving>()];
        SharedSavings = [.. document.Promotions.Where(s => s.Enabled && SavingLimits.IsShared(s))];
        ReadsBirthday = document.Points.BirthdayMultiplier != 10_000 || own.Any(s => s.Scope.OnBirthday);
        Codes = own.Concat(document.Coupons.Select(k => k.Gives).OfType<Saving>()).Select(s => s.Scope.Code).Concat(document.Earn.Select(r => r.Scope.Code)).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        Live = new Terms(calendar, version, document.Points, false) { Coupons = Coupons.ToDictionary(c => c.Key, c => c.Value.Kind, StringComparer.Ordinal) };
        Festivals = [.. document.Benefits.Where(b => b is { Type: BenefitType.Festival, Enabled: true })];
        History = Live with { IsHistory = true };
    }

    /// <summary>The document.</summary>
    public ProgramDocument Document { get; }

    /// <summary>Number of the version, from 1.</summary>
    public int Version { get; }

    /// <summary>From when it holds.</summary>
    public Instant EffectiveAt { get; }

    /// <summary>Local dates.</summary>
    public BusinessCalendar Calendar { get; }

    /// <summary>Compiled earn rules.</summary>
    public CompiledEarning Earning { get; }

    /// <summary>Compiled ladder and reviews.</summary>
    public CompiledLadder Ladder { get; }

    /// <summary>What conditions are compiled with.</summary>
    public LadderTerms LadderTerms { get; }

    /// <summary>Compiled tag rules.</summary>
    public CompiledTagRules TagRules { get; }

    /// <summary>Compiled promotions and settings of pricing.</summary>
    public Pricer Pricer { get; }

    /// <summary>Whether a rule, promotion, benefit or reward asks if a purchase is on its member's birthday.</summary>
    public bool ReadsBirthday { get; }

    /// <summary>Coupons by the id of their kind.</summary>
    public IReadOnlyDictionary<string, CouponOffer> Coupons { get; }

    /// <summary>Benefits that dates of the calendar grant.</summary>
    internal IReadOnlyList<Benefit> Festivals { get; }

    /// <summary>Promotions with limits that all members share.</summary>
    internal IReadOnlyList<Saving> SharedSavings { get; }

    /// <summary>Codes that rules and savings ask for; case does not matter.</summary>
    internal IReadOnlySet<string> Codes { get; }

    internal Terms Live { get; }

    internal Terms History { get; }

    /// <summary>Compiles a document.</summary>
    /// <param name="document">A validated document.</param>
    /// <param name="version">Version number, from 1.</param>
    /// <param name="effectiveAt">From when it holds.</param>
    /// <param name="calendar">Calendar of the document's zone.</param>
    /// <exception cref="ArgumentException">A rule cannot be computed exactly; the message names it.</exception>
    public static CompiledProgram Compile(ProgramDocument document, int version, Instant effectiveAt, BusinessCalendar calendar) =>
        new(document, version, effectiveAt, calendar);

    /// <summary>The terms of an item decided by this version.</summary>
    public Terms TermsFor(bool isHistory) => isHistory ? History : Live;
}

/// <summary>All published versions of the programme of one store, in order of their effective instant.</summary>
public sealed class ProgramHistory
{
    private readonly CompiledProgram[] _versions;
    private readonly bool _heldReadBirthday;

    /// <summary>A history of versions.</summary>
    /// <param name="versions">At least one; ordered here by effective instant, then number.</param>
    public ProgramHistory(IEnumerable<CompiledProgram> versions)
    {
        _versions = [.. versions.OrderBy(v => v.EffectiveAt).ThenBy(v => v.Version)];
        if (_versions.Length == 0) throw new ArgumentException("at least one version", nameof(versions));
        List<Saving> coupons = [.. _versions.Reverse().SelectMany(v => v.Coupons.Values).Select(o => o.Saving).OfType<Saving>()];
        SharedCoupons = coupons.FindAll(SavingLimits.IsShared);
        List<Saving> benefits = [.. _versions.Reverse().SelectMany(v => v.Document.Benefits).Where(b => b is { IsPrice: true, Enabled: true }).Select(BenefitSavings.SavingOf)];
        SharedBenefits = benefits.FindAll(SavingLimits.IsShared);
        _heldReadBirthday = coupons.Concat(benefits).Any(s => s.Scope.OnBirthday);
        SharesLimits = SharedCoupons.Count + SharedBenefits.Count > 0 || _versions.Any(v => v.SharedSavings.Count > 0 || v.Document.Rewards.Any(r => r.Gives is not null));
        Ladders = new LadderHistory([.. _versions.Select(v => v.Ladder)]);
    }

    /// <summary>The versions in order of effective instant.</summary>
    public IReadOnlyList<CompiledProgram> Versions => _versions;

    /// <summary>Whether any version offers family cards: elsewhere nobody need look whose a purchase is.</summary>
    public bool HasFamilies => Array.Exists(_versions, v => v.Document.Family.Most > 0);

    /// <summary>Whether any version has limits that all members share.</summary>
    public bool SharesLimits { get; }

    /// <summary>Price benefits with a stock that all members share, of the newest version first.</summary>
    internal IReadOnlyList<Saving> SharedBenefits { get; }

    /// <summary>Savings of coupons with limits that all members share, of the newest version first.</summary>
    internal IReadOnlyList<Saving> SharedCoupons { get; }

    /// <summary>The ladders of the versions.</summary>
    public LadderHistory Ladders { get; }

    /// <summary>Local dates; the zone is fixed at the first publication.</summary>
    public BusinessCalendar Calendar => _versions[^1].Calendar;

    /// <summary>The version in force at an instant; before the first, the first.</summary>
    public CompiledProgram At(Instant at)
    {
        for (var i = _versions.Length - 1; i > 0; i--)
        {
            if (_versions[i].EffectiveAt <= at) return _versions[i];
        }

        return _versions[0];
    }

    /// <summary>A version by number.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public CompiledProgram Number(int version) =>
        Array.Find(_versions, v => v.Version == version) ?? throw new ArgumentException($"no programme version {version}", nameof(version));

    /// <summary>The version that decides a fact (§1 Late facts): that of its occurred-at while it is recorded within the late-fact days, else the one in force when it is recorded.</summary>
    public CompiledProgram For(Instant occurredAt, Instant recordedAt)
    {
        var current = At(recordedAt);
        var days = Calendar.DayOf(recordedAt).DayNumber - Calendar.DayOf(occurredAt).DayNumber;
        return days <= current.Document.Time.LateFactDays ? At(occurredAt) : current;
    }

    /// <summary>Whether the decision of a purchase asks if it is on its member's birthday; coupons and paid benefits keep the terms of the version that gave them.</summary>
    public bool ReadsBirthday(Instant occurredAt, Instant recordedAt) => _heldReadBirthday || For(occurredAt, recordedAt).ReadsBirthday;
}
