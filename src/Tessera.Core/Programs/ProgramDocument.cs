using Tessera.Core.Benefits;
using Tessera.Core.Bookings;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Growth;
using Tessera.Core.Liability;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Plans;
using Tessera.Core.Pricing;
using Tessera.Core.Redemption;
using Tessera.Core.Segments;
using Tessera.Core.StoredValue;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>
/// One loyalty programme as the merchant wrote it (semantics §11; the file <c>program.yaml</c>), typed and with every default filled in.
/// Money is in minor units of <see cref="Currency"/>, points and growth in their smallest part. Immutable once published.
/// </summary>
public sealed record ProgramDocument
{
    /// <summary>Short id of the programme, lower case, digits and hyphens.</summary>
    public required string Code { get; init; }

    /// <summary>Display names.</summary>
    public required LocalText Names { get; init; }

    /// <summary>IANA zone whose local dates are the programme's days. Fixed at the first publication.</summary>
    public string Zone { get; init; } = "Asia/Shanghai";

    /// <summary>ISO 4217 code. Fixed at the first publication.</summary>
    public string Currency { get; init; } = "CNY";

    /// <summary>Decimals of the currency's minor unit (CNY 2, JPY 0).</summary>
    public int CurrencyDecimals { get; init; } = 2;

    /// <summary>Number of the rules in code (semantics §12). Fixed at the first publication.</summary>
    public int Semantics { get; init; } = 1;

    /// <summary>Minutes a single-person publication waits (semantics §11). 0 to 10,080.</summary>
    public int PublishWaitMinutes { get; init; } = 10;

    /// <summary>What waits for a second person (trials S10).</summary>
    public ApprovalRules Approvals { get; init; } = new();

    /// <summary>Time rules (§1).</summary>
    public TimeRules Time { get; init; } = new();

    /// <summary>Purchase and refund rules (§2).</summary>
    public PurchaseRules Purchases { get; init; } = new();

    /// <summary>Points rules (§3).</summary>
    public PointsRules Points { get; init; } = new();

    /// <summary>Growth value (§4), or null when the programme has none.</summary>
    public GrowthRules? Growth { get; init; }

    /// <summary>Earn rules in the order of the file.</summary>
    public IReadOnlyList<EarnRule> Earn { get; init; } = [];

    /// <summary>Settings of pricing (§8).</summary>
    public PricingRules Pricing { get; init; } = new();

    /// <summary>Promotions 促销: savings for everybody their scope reaches, member prices among them, in the order of the file (§8).</summary>
    public IReadOnlyList<Saving> Promotions { get; init; } = [];

    /// <summary>Coupons 券 in the order of the file (§8).</summary>
    public IReadOnlyList<CouponOffer> Coupons { get; init; } = [];

    /// <summary>The catalogue of benefits, in the order of the file (§7).</summary>
    public IReadOnlyList<Benefit> Benefits { get; init; } = [];

    /// <summary>The ladder (§5).</summary>
    public Ladder Ladder { get; init; } = new();

    /// <summary>Named reviews in the order of the file (§5).</summary>
    public IReadOnlyList<Review> Reviews { get; init; } = [];

    /// <summary>Referral rule (§2).</summary>
    public ReferralRule Referrals { get; init; } = new();

    /// <summary>Stored value and cards (§9).</summary>
    public StoredValueRules StoredValue { get; init; } = new();

    /// <summary>Rewards 兑换品 of the points shop, in the order of the file (E9).</summary>
    public IReadOnlyList<RewardOffer> Rewards { get; init; } = [];

    /// <summary>Paid membership plans 付费会员, in the order of the file (A2).</summary>
    public IReadOnlyList<PaidPlan> Plans { get; init; } = [];

    /// <summary>What can be booked 可预约资源, in the order of the file (P40).</summary>
    public IReadOnlyList<BookableResource> Bookings { get; init; } = [];

    /// <summary>Draws 抽奖 (E10).</summary>
    public DrawRules Draws { get; init; } = new();

    /// <summary>What the programme may cost (§10).</summary>
    public CostRules Costs { get; init; } = new();

    /// <summary>Where lint draws its lines, and what it found that the merchant accepts (§11).</summary>
    public LintRules Lint { get; init; } = new();

    /// <summary>How open points are valued in reports (Z7).</summary>
    public LiabilityTerms Liability { get; init; } = new();

    /// <summary>How recency, frequency and money are scored (I4).</summary>
    public RfmRules Rfm { get; init; } = new();

    /// <summary>Tag rules in the order of the file (P44).</summary>
    public IReadOnlyList<TagRule> TagRules { get; init; } = [];

    /// <summary>Family cards (P30).</summary>
    public FamilyRules Family { get; init; } = new();

    /// <summary>Days within which a merge can be undone (§1). 0 to 3,650.</summary>
    public int MergeUndoDays { get; init; } = 30;
}

/// <summary>What the programme may cost (semantics §10).</summary>
public sealed record CostRules
{
    /// <summary>Red line 成本红线: the most that benefits may cost of net revenue, ten-thousandths.</summary>
    public int RedLine { get; init; } = 800;

    /// <summary>Size of the hold-out group, ten-thousandths of all members, 0 to <see cref="Benefits.HoldOut.Most"/>; 0: there is none.</summary>
    public int HoldOut { get; init; }

    /// <summary>A benefit is worth a thought when at least this share of its members uses it, ten-thousandths (K2) …</summary>
    public int UsedFrom { get; init; } = 6_000;

    /// <summary>… and what it brings in conversion is shown to be below this, ten-thousandths.</summary>
    public int LiftBelow { get; init; } = 500;
}

/// <summary>Lines of lint that a merchant may draw elsewhere, and findings that are accepted (semantics §11).</summary>
public sealed record LintRules
{
    /// <summary>Most tiers that a member can still tell apart; more are reported (B2).</summary>
    public int MostTiers { get; init; } = 6;

    /// <summary>Smallest gap between neighbouring tiers, (higher − lower) ÷ lower, ten-thousandths, inclusive (B8).</summary>
    public int GapFrom { get; init; } = 1_500;

    /// <summary>Largest such gap, inclusive.</summary>
    public int GapThrough { get; init; } = 3_000;

    /// <summary>Findings that stand with a reason: they are shown as hints and never hold up a publication.</summary>
    public IReadOnlyList<LintAcceptance> Accepts { get; init; } = [];
}

/// <summary>A finding the merchant accepts.</summary>
/// <param name="Finding">Code of the finding without its <c>lint.</c>, such as <c>gapOutside</c>.</param>
/// <param name="Of">Id of the tier, benefit or promotion it is about; null accepts it wherever it is found.</param>
/// <param name="Because">Why.</param>
public sealed record LintAcceptance(string Finding, string? Of, LocalText Because);

/// <summary>From where on work by hand waits for a second person (trials S10).</summary>
public sealed record ApprovalRules
{
    /// <summary>A points adjustment of more than this, given or taken, waits; in the smallest part of a point. 0 lets each wait.</summary>
    public long PointsAbove { get; init; } = 10_000;

    /// <summary>A batch that sets tiers by hand for more members than this waits. 0 lets each wait.</summary>
    public long TiersAbove { get; init; } = 20;

    /// <summary>An export of more rows than this waits. 0 lets each wait that has a row.</summary>
    public long ExportsAbove { get; init; } = 10_000;

    /// <summary>A batch that gives more coupons than this waits. 0 lets each wait that gives one.</summary>
    public long CouponsAbove { get; init; } = 1_000;

    /// <summary>Whether a publication waits for the sign-offs of its legal checklist (L3).</summary>
    public Checklist.ChecklistUse Checklist { get; init; } = Programs.Checklist.ChecklistUse.Shown;
}
