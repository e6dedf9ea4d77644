using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;

namespace Tessera.Against;

/// <summary>Plays facts of the model on Core and answers in the model's codes.</summary>
internal sealed class CoreShop(Model.ModelProgram program)
{
    private readonly Dictionary<string, CoreMember> _members = [];
    private readonly Dictionary<string, CoreMember> _owners = [];

    public ProgramHistory Programs { get; } = CoreProgram.From(program);

    public IEnumerable<CoreMember> Members => _members.Values;

    /// <summary>The refusal in the model's words, or null.</summary>
    public string? Apply(Model.ModelFact fact) => fact switch
    {
        Model.ModelJoin join => Join(join),
        Model.ModelAdvance advance => Settle(advance.RecordedOn, CoreFacts.At(advance.RecordedAt)),
        Model.ModelTransfer transfer => Transfer(transfer),
        _ => InModelWords(ForOne(fact)),
    };

    /// <summary>The night of every member through a date.</summary>
    public string? Settle(DateOnly through, Instant recordedAt)
    {
        foreach (var member in _members.Values) member.Keep(Decide.Settle(Programs, member.State, through, recordedAt, false), null);
        return null;
    }

    public CoreMember Member(string name) => _members[name];

    /// <summary>Merges one member into another; the answer is Core's code or null.</summary>
    public string? Merge(string gone, string stays, Instant at)
    {
        var (b, a) = (_members[gone], _members[stays]);
        var both = TwoMembers.Merge(Programs, b.State, a.State, new MergedInto { OccurredAt = at, RecordedAt = at, Into = a.State.Account });
        return KeepBoth(b, a, both, $"merge:{gone}");
    }

    /// <summary>Undoes it.</summary>
    public string? Unmerge(string gone, string stays, Instant at)
    {
        var (b, a) = (_members[gone], _members[stays]);
        var undo = new Command(new UnmergedFrom { OccurredAt = at, RecordedAt = at, MergeSequence = a.Sequence($"merge:{gone}") }) { Named = a.Named($"merge:{gone}") };
        return KeepBoth(b, a, TwoMembers.Unmerge(Programs, b.State, a.State, undo, b.Named($"merge:{gone}")), $"unmerge:{gone}");
    }

    /// <summary>Refunds or voids a purchase of a merged member.</summary>
    /// <param name="fact">Refund or void.</param>
    /// <param name="purchase">The purchase.</param>
    /// <param name="chain">Who bought, then whom each was merged into.</param>
    public string? RefundMerged(Model.ModelFact fact, string purchase, params string[] chain)
    {
        var owner = _members[chain[0]];
        var holders = chain.Skip(1).Select((name, i) => new MergedHolder(_members[name].State, MergeOf(chain[i], name))).ToList();
        var decisions = MergedPurchases.Refund(Programs, owner.State, RefundOf(owner, fact, purchase), holders);
        var refusal = decisions.FirstOrDefault(d => d.Refusal is not null)?.Refusal;
        foreach (var (name, decision) in chain.Zip(decisions)) _members[name].Keep(decision, refusal is null ? fact.Key : null);
        return refusal?.Reason.Code;
    }

    /// <summary>The goods of a merged member's purchase were received.</summary>
    public string? ReceiveMerged(Model.ModelReceived received, params string[] chain)
    {
        var order = MergedOrder.Through(_members[chain[0]].Sequence(received.Purchase), chain.Skip(1).Select((name, i) => MergeOf(chain[i], name)));
        return _members[chain[^1]].Decide(new Command(CoreFacts.Stamp(new Received { OccurredAt = default, RecordedAt = default, PurchaseSequence = order }, received)), received.Key);
    }

    private long MergeOf(string gone, string stays) => _members[stays].Sequence($"merge:{gone}");

    private static string? KeepBoth(CoreMember first, CoreMember second, TwoDecisions both, string key)
    {
        first.Keep(both.First, both.Refusal is null ? key : null);
        second.Keep(both.Second, both.Refusal is null ? key : null);
        return both.Refusal?.Reason.Code;
    }

    private static string? InModelWords(string? code) => code switch
    {
        "member.frozen" => "points.frozen",
        "member.frozenAlready" or "member.notFrozen" => "freeze.same",
        "refund.tooMuch" or "refund.empty" => "refund.exceeds",
        "transfer.toSelf" => "transfer.self",
        "debit.cancelledBefore" => "debit.cancelled",
        "referral.unknown" => "referral.invalid",
        _ => code,
    };

    private string? Join(Model.ModelJoin join)
    {
        if (_members.ContainsKey(join.Member)) return "member.exists";
        var member = new CoreMember(Programs, join.Member, join.Birthday);
        _members.Add(join.Member, member);
        return member.Decide(new Command(CoreFacts.Stamp(new Joined { OccurredAt = default, RecordedAt = default }, join)), join.Key);
    }

    private string? ForOne(Model.ModelFact fact)
    {
        if (Concerns(fact) is not { } member) return "unknown";
        if (fact is Model.ModelPurchase && member.Sequence(fact.Key) != 0) return "document.repeated";
        var refusal = member.Decide(CommandFor(member, fact), fact.Key);
        if (refusal is null && fact is Model.ModelPurchase or Model.ModelDebit or Model.ModelReferral) _owners[fact.Key] = member;
        return refusal;
    }

    private Command CommandFor(CoreMember member, Model.ModelFact fact) => fact switch
    {
        Model.ModelPurchase purchase => new Command(CoreFacts.Purchase(program, purchase, member.Birthday)),
        Model.ModelRefund refund => RefundOf(member, fact, refund.Purchase),
        Model.ModelVoid voided => RefundOf(member, fact, voided.Purchase),
        Model.ModelReceived received => new Command(
            CoreFacts.Stamp(new Received { OccurredAt = default, RecordedAt = default, PurchaseSequence = member.Sequence(received.Purchase) }, fact)),
        Model.ModelDebit debit => new Command(CoreFacts.Stamp(
            new Debit
            {
                OccurredAt = default, RecordedAt = default, Points = debit.Points, Reference = debit.Key, ClampToBalance = program.OverAsk == Model.OverAsk.Clamp,
                ForPurchaseSequence = debit.ForPurchase is { } order ? member.Sequence(order) : 0,
            },
            fact)),
        Model.ModelDebitCancel cancel => new Command(CoreFacts.Stamp(
            new DebitCancelled { OccurredAt = default, RecordedAt = default, DebitSequence = member.Sequence(cancel.Debit) }, fact))
        {
            Named = member.Named(cancel.Debit),
        },
        _ => new Command(CoreFacts.Plain(program, fact)),
    };

    private static Command RefundOf(CoreMember member, Model.ModelFact fact, string purchase) =>
        new(CoreFacts.Refund(fact, member.Sequence(purchase))) { Purchase = member.Purchase(purchase) };

    private string? Transfer(Model.ModelTransfer transfer)
    {
        if (!_members.TryGetValue(transfer.From, out var from) || !_members.TryGetValue(transfer.To, out var to)) return "unknown";
        var fact = CoreFacts.Stamp(new TransferOut { OccurredAt = default, RecordedAt = default, Points = transfer.Points, To = to.State.Account }, transfer);
        if (from == to) return InModelWords(from.Decide(new Command(fact), transfer.Key));
        var both = TwoMembers.Transfer(Programs, from.State, to.State, fact);
        return InModelWords(KeepBoth(from, to, both, transfer.Key));
    }

    private CoreMember? Concerns(Model.ModelFact fact)
    {
        var (member, owned) = fact switch
        {
            Model.ModelPurchase purchase => (purchase.Member, null),
            Model.ModelRefund refund => (null, refund.Purchase),
            Model.ModelVoid voided => (null, voided.Purchase),
            Model.ModelReceived received => (null, received.Purchase),
            Model.ModelDebitCancel cancel => (null, cancel.Debit),
            Model.ModelReferralInvalid invalid => (null, invalid.Referral),
            Model.ModelCancellation cancellation => (cancellation.Member, null),
            Model.ModelBehaviour behaviour => (behaviour.Member, null),
            Model.ModelDebit debit => (debit.Member, null),
            Model.ModelAdjust adjust => (adjust.Member, null),
            Model.ModelTag tag => (tag.Member, null),
            Model.ModelSegment segment => (segment.Member, null),
            Model.ModelTopUp topUp => (topUp.Member, null),
            Model.ModelReferral referral => (referral.Member, null),
            Model.ModelManualTier manual => (manual.Member, null),
            Model.ModelOverlay overlay => (overlay.Member, null),
            Model.ModelFreeze freeze => (freeze.Member, (string?)null),
            _ => throw new NotSupportedException(fact.GetType().Name),
        };
        return (owned is null ? _members : _owners).GetValueOrDefault(owned ?? member!);
    }
}
