namespace Tessera.Model;

/// <summary>
/// The whole programme over a handful of members, one fact after another: settle what is due, earn, growth, then tier.
/// It is written to be read beside semantics.md and to be obviously right, never to be fast.
/// </summary>
public sealed class SlowModel
{
    private readonly Dictionary<string, ModelMember> _members = [];
    private readonly Dictionary<string, (ModelMember Member, ModelOrder Order)> _orders = [];
    private DateTime _lastRecordedAt = DateTime.MinValue;

    public SlowModel(ModelProgram program)
    {
        Program = program;
        if (program.Ladder.Tiers.Count == 0)
        {
            program.Ladder.Tiers.Add(new ModelTier("base"));
        }
    }

    public ModelProgram Program { get; }

    public Trace Trace { get; } = new();

    public IEnumerable<ModelMember> Members => _members.Values;

    public ModelMember Member(string id) => _members[id];

    /// <summary>The member as settled up to the end of the last settlement; nothing is written.</summary>
    public ModelSnapshot Show(string member) => ModelSnapshot.Of(_members[member]);

    public Ratio? Metric(string member, ModelMetric metric, ModelWindow window, DateOnly on) =>
        Metrics.Value(_members[member], metric, window, ModelReading.On(on, _members[member].Tiers.Since));

    public ModelOutcome Apply(ModelFact fact)
    {
        if (fact.RecordedAt < _lastRecordedAt || fact.OccurredAt > fact.RecordedAt)
        {
            throw new ArgumentException("Facts come in the order in which they are recorded, and none before it happened.", nameof(fact));
        }

        _lastRecordedAt = fact.RecordedAt;
        return fact switch
        {
            ModelJoin join => Joined(join),
            ModelAdvance advance => Advance(advance),
            ModelTransfer transfer => Transfer(transfer),
            _ => ForOne(fact),
        };
    }

    private ModelOutcome Joined(ModelJoin join)
    {
        if (_members.ContainsKey(join.Member))
        {
            return ModelOutcome.Refused("member.exists");
        }

        _members.Add(join.Member, new ModelMember(Program, join, Trace));
        return ModelOutcome.Accepted;
    }

    private ModelOutcome Advance(ModelAdvance advance)
    {
        foreach (var member in _members.Values)
        {
            Settlement.Settle(member, advance.RecordedOn);
        }

        return ModelOutcome.Accepted;
    }

    private ModelOutcome ForOne(ModelFact fact)
    {
        if (Concerns(fact) is not { } member)
        {
            return ModelOutcome.Refused("unknown");
        }

        Settlement.Settle(member, fact.RecordedOn);
        var refusal = Decide(member, fact);
        if (refusal is not null)
        {
            Trace.Reach("refused." + refusal);
            return ModelOutcome.Refused(refusal);
        }

        AfterTheFact(member, fact);
        return ModelOutcome.Accepted;
    }

    private static void AfterTheFact(ModelMember member, ModelFact fact)
    {
        Settlement.MoveInactivityEnds(member, fact.RecordedOn);
        if (member.Program.AutoRedemption is { At: AutoRedeemAt.Fact } automatic)
        {
            PointsFacts.RedeemAutomatically(member, automatic, fact.RecordedOn);
        }

        if (fact is not (ModelManualTier or ModelOverlay or ModelFreeze or ModelApproval))
        {
            member.Tiers.AfterFact(fact);
        }
    }

    private ModelMember? Concerns(ModelFact fact)
    {
        var key = fact switch
        {
            ModelPurchase purchase => purchase.Member,
            ModelRefund refund => OwnerOf(refund.Purchase),
            ModelVoid voided => OwnerOf(voided.Purchase),
            ModelReceived received => OwnerOf(received.Purchase),
            ModelCancellation cancellation => cancellation.Member,
            ModelBehaviour behaviour => behaviour.Member,
            ModelDebit debit => debit.Member,
            ModelDebitCancel cancel => _members.Values.FirstOrDefault(member => member.Points.Spendings.Any(spending => spending.Fact == cancel.Debit))?.Id,
            ModelAdjust adjust => adjust.Member,
            ModelTag tag => tag.Member,
            ModelSegment segment => segment.Member,
            ModelTopUp topUp => topUp.Member,
            ModelReferral referral => referral.Member,
            ModelReferralInvalid invalid => _members.Values.FirstOrDefault(member => member.Referrals.Any(referral => referral.Key == invalid.Referral))?.Id,
            ModelManualTier manual => manual.Member,
            ModelApproval approval => approval.Member,
            ModelOverlay overlay => overlay.Member,
            ModelFreeze freeze => freeze.Member,
            _ => throw new ArgumentException("Unknown fact.", nameof(fact)),
        };
        return key is not null && _members.TryGetValue(key, out var found) ? found : null;
    }

    private string? OwnerOf(string purchase) => _orders.TryGetValue(purchase, out var found) ? found.Member.Id : null;

    private string? Decide(ModelMember member, ModelFact fact) => fact switch
    {
        ModelPurchase purchase => Purchase(member, purchase),
        ModelRefund refund => OrderFacts.Refund(member, _orders[refund.Purchase].Order, refund),
        ModelVoid voided => OrderFacts.Void(member, _orders[voided.Purchase].Order, voided),
        ModelReceived received => OrderFacts.Received(member, received),
        ModelCancellation cancellation => OrderFacts.Cancel(member, cancellation),
        ModelBehaviour behaviour => OrderFacts.Behave(member, behaviour),
        ModelDebit debit => PointsFacts.Debit(member, debit),
        ModelDebitCancel cancel => PointsFacts.CancelDebit(member, cancel),
        ModelAdjust adjust => PointsFacts.Adjust(member, adjust),
        ModelReferral referral => PointsFacts.Refer(member, referral),
        ModelReferralInvalid invalid => PointsFacts.Invalidate(member, invalid),
        ModelTag tag => Kept(() => member.Tags.Add(tag)),
        ModelSegment segment => Kept(() => member.Segments.Add(segment)),
        ModelTopUp topUp => Kept(() => member.TopUps.Add(topUp)),
        ModelFreeze freeze => member.Points.Frozen == freeze.Frozen ? "freeze.same" : Kept(() => member.Points.Frozen = freeze.Frozen),
        ModelManualTier manual => member.Tiers.SetByHand(manual),
        ModelApproval approval => member.Tiers.Approve(approval),
        ModelOverlay overlay => member.Tiers.AddOverlay(overlay),
        _ => throw new ArgumentException("Unknown fact.", nameof(fact)),
    };

    private static string? Kept(Action keep)
    {
        keep();
        return null;
    }

    private string? Purchase(ModelMember member, ModelPurchase purchase)
    {
        if (_orders.ContainsKey(purchase.Key))
        {
            return "document.repeated";
        }

        var order = OrderFacts.Buy(member, purchase);
        _orders.Add(purchase.Key, (member, order));
        return null;
    }

    private ModelOutcome Transfer(ModelTransfer transfer)
    {
        if (!_members.TryGetValue(transfer.From, out var from) || !_members.TryGetValue(transfer.To, out var to))
        {
            return ModelOutcome.Refused("unknown");
        }

        Settlement.Settle(from, transfer.RecordedOn);
        Settlement.Settle(to, transfer.RecordedOn);
        var refusal = PointsFacts.Transfer(from, to, transfer);
        if (refusal is not null)
        {
            Trace.Reach("refused." + refusal);
            return ModelOutcome.Refused(refusal);
        }

        AfterTheFact(from, transfer);
        AfterTheFact(to, transfer);
        return ModelOutcome.Accepted;
    }
}
