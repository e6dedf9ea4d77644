using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Reads;

/// <summary>An identity as staff may see it.</summary>
/// <param name="Kind">phone, card, email, external:SOURCE …</param>
/// <param name="Shown">Masked value: 138 **** 1234.</param>
public sealed record ShownIdentity(string Kind, string Shown);

/// <summary>Why a member is frozen.</summary>
/// <param name="Since">When it began.</param>
/// <param name="ReasonCode">Reason as a code; null for a freeze that came with a merged member.</param>
/// <param name="Note">Reason in words, or null.</param>
public sealed record FrozenView(Instant Since, string? ReasonCode, string? Note);

/// <summary>A paid plan that holds.</summary>
/// <param name="Plan">Plan of the programme.</param>
/// <param name="From">First local date of its period.</param>
/// <param name="Through">Last local date of its period.</param>
public sealed record PlanNow(string Plan, DateOnly From, DateOnly Through);

/// <summary>A member as lists and the member page show it.</summary>
public sealed record MemberView
{
    /// <summary>Public id; null when erased.</summary>
    public required MemberId? Id { get; init; }

    /// <summary>Name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Identities, masked.</summary>
    public IReadOnlyList<ShownIdentity> Identities { get; init; } = [];

    /// <summary><c>active</c>, <c>frozen</c>, <c>closed</c>, <c>halted</c>.</summary>
    public required string Status { get; init; }

    /// <summary>While frozen: since when and why.</summary>
    public FrozenView? Frozen { get; init; }

    /// <summary>Local date of joining.</summary>
    public required DateOnly JoinedOn { get; init; }

    /// <summary>Channel of joining.</summary>
    public required string Channel { get; init; }

    /// <summary>Tier in force.</summary>
    public required string Tier { get; init; }

    /// <summary>Earned tier.</summary>
    public required string EarnedTier { get; init; }

    /// <summary>Earned tier held since.</summary>
    public required DateOnly TierSince { get; init; }

    /// <summary>Points balance.</summary>
    public required long Balance { get; init; }

    /// <summary>Pending points.</summary>
    public required long Pending { get; init; }

    /// <summary>Points owed.</summary>
    public required long Debt { get; init; }

    /// <summary>Spendable today.</summary>
    public required long Spendable { get; init; }

    /// <summary>Growth value.</summary>
    public required long Growth { get; init; }

    /// <summary>Qualifying spend of all time, net, minor units.</summary>
    public required long SpendLifetimeMinor { get; init; }

    /// <summary>Orders of all time that still stand.</summary>
    public required long OrdersLifetime { get; init; }

    /// <summary>Last purchase that stands, or null.</summary>
    public DateOnly? LastPurchaseOn { get; init; }

    /// <summary>Last purchase that stands, behaviour or spending, whichever is later; null before the first.</summary>
    public DateOnly? LastSeenOn { get; init; }

    /// <summary>Stored value held, minor units; null where there never was any.</summary>
    public long? StoredValueMinor { get; init; }

    /// <summary>Tags held.</summary>
    public IReadOnlyList<HeldTag> Tags { get; init; } = [];

    /// <summary>Paid plans that hold on that date.</summary>
    public IReadOnlyList<PlanNow> Plans { get; init; } = [];

    /// <summary>Its family cards, or whose card it is; null where it has none.</summary>
    public FamilyView? Family { get; init; }

    /// <summary>Local date seen.</summary>
    public required DateOnly On { get; init; }

    /// <summary>Reads a member, or null when nobody answers to the name.</summary>
    public static MemberView? Read(ReadScope scope, MemberRef member, DateOnly? on = null) =>
        MemberSight.Of(scope, member, on) is { } sight ? Of(scope, sight) : null;

    internal static MemberView Of(ReadScope scope, MemberSight sight)
    {
        var (state, figures) = (sight.State, scope.Db.Members.FiguresOf(sight.Account)!);
        return new MemberView
        {
            Id = scope.Db.Identities.MemberOf(sight.Account),
            Name = MemberProfile.Of(scope.Db, sight.Account)?.Name,
            Identities = [.. scope.Db.Identities.Of(sight.Account).Select(i => new ShownIdentity(i.Kind, Mask.Of(i)))],
            Status = figures.IsHalted ? "halted" : state.ClosedOn is not null ? "closed" : state.IsFrozen ? "frozen" : "active",
            Frozen = state.IsFrozen ? FrozenOf(scope, sight) : null,
            JoinedOn = state.JoinedOn,
            Channel = state.JoinChannel,
            Tier = state.InForce,
            EarnedTier = state.Tier!.Earned,
            TierSince = state.Tier.Since,
            Balance = state.Balance,
            Pending = state.Pending,
            Debt = state.DebtOutstanding,
            Spendable = state.SpendableOn(sight.On),
            Growth = state.Growth,
            SpendLifetimeMinor = state.Rows.Where(r => r.Kind is RowKind.Purchase or RowKind.Refund or RowKind.Cancellation or RowKind.Opening).Sum(r => r.SpendMinor),
            OrdersLifetime = OrdersOf(state),
            LastPurchaseOn = state.LastPurchaseOn,
            LastSeenOn = state.LastSeenOn,
            StoredValueMinor = state.HasWallet ? state.Wallet.BalanceMinor : null,
            Tags = [.. state.Tags.Where(t => t.Through is not { } through || through >= sight.On)],
            Plans = state.HasPlans ? [.. state.Plans.Held.Where(p => p.From <= sight.On).Select(p => new PlanNow(p.Plan, p.From, p.EndsOn.AddDays(-1)))] : [],
            Family = FamilyView.IfAny(scope, sight),
            On = sight.On,
        };
    }

    // Kept in the record and nowhere else: few members are frozen, and only of those it is read.
    private static FrozenView? FrozenOf(ReadScope scope, MemberSight sight)
    {
        var item = sight.Items.LastOrDefault(i => i.Effects.OfType<FreezeChanged>().Any());
        return item is null ? null : new FrozenView(item.OccurredAt, (item.Fact as Frozen)?.ReasonCode, item.Fact is Frozen ? scope.Db.Records.TextOf(sight.Account, item.Sequence) : null);
    }

    /// <summary>Orders net after refunds: a wholly refunded purchase is no order (semantics §5).</summary>
    internal static long OrdersOf(MemberState state)
    {
        var refunded = state.Rows.Where(r => r.Kind == RowKind.Refund).GroupBy(r => (r.FromMerge, r.PurchaseSequence)).ToDictionary(g => g.Key, g => g.Sum(r => r.NetMinor));
        var opened = state.Rows.Where(r => r.Kind == RowKind.Opening).Sum(r => (long)r.Count);
        return opened + state.Rows.Count(r => r.Kind == RowKind.Purchase && r.Count > 0 && r.NetMinor + refunded.GetValueOrDefault((r.FromMerge, r.Sequence)) > 0);
    }
}

/// <summary>What of an identity is shown on screens and exports.</summary>
public static class Mask
{
    /// <summary>The masked form: phones 138 **** 1234, cards and e-mail likewise; external ids are shown whole, they are the merchant's own.</summary>
    public static string Of(Identity identity) => identity.Kind switch
    {
        "phone" => Phone(identity.Value),
        "email" => Email(identity.Value),
        "card" or "openid" or "unionid" or "wecom" => Ends(identity.Value),
        _ => identity.Kind.StartsWith("openid", StringComparison.Ordinal) ? Ends(identity.Value) : identity.Value,
    };

    private static string Phone(string phone)
    {
        var local = phone.StartsWith("+86", StringComparison.Ordinal) ? phone[3..] : phone;
        return local.Length < 8 ? Ends(local) : $"{local[..3]} **** {local[^4..]}";
    }

    private static string Email(string email)
    {
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return at < 1 ? "****" : $"{email[..1]}****{email[at..]}";
    }

    private static string Ends(string value) => value.Length <= 4 ? "****" : $"**** {value[^4..]}";
}
