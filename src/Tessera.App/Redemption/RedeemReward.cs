using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Redemption;
using Tessera.Storage;

namespace Tessera.App.Redemption;

/// <summary>A redemption, and what was told of it now.</summary>
/// <param name="Told">The fact.</param>
/// <param name="Row">What it is and where it stands now.</param>
/// <param name="Secret">Pick-up code and delivery.</param>
public sealed record RedemptionTold(FactTold Told, RedemptionRow Row, RedemptionSecret Secret);

/// <summary>A reward is taken: points and cash, stock, the member's limit in one decision; a pick-up code is made for what is fetched.</summary>
public sealed record RedeemReward : WriteCommand<RedemptionTold>
{
    /// <summary>The redemption as a fact.</summary>
    public required TakeReward Take { get; init; }

    /// <summary>Address or the caller's own reference for a delivery: kept sealed beside the record.</summary>
    public string? Delivery { get; init; }

    internal override void Foresee(Foresight foresight) => Take.Foresee(foresight);

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Take.Needs(scope);

    internal override IEnumerable<string> Shares(BatchScope scope) => Take.Shares(scope);

    internal override Answer<RedemptionTold> Decide(BatchScope scope)
    {
        if (Take.Known(scope) is { Handing: Handing.Delivery } && string.IsNullOrWhiteSpace(Delivery)) return new Refusal(Reason.Of("reward.deliveryMissing"), "/delivery");
        var answer = (Take with { Actor = Actor, Entrance = Entrance }).Decide(scope);
        if (answer.Refusal is { } refusal) return refusal;
        var told = answer.Value!;
        if (answer.IsRepeat) return new Answer<RedemptionTold>(Redemptions.Told(scope, told, told.Item.Sequence), null, IsRepeat: true);
        var goods = told.Item.Effects.OfType<RedemptionMoved>().Single().Goods!;
        var secret = Redemptions.Keep(scope, told, goods, Delivery);
        return new RedemptionTold(told, new RedemptionRow(told.Account, told.Item.Sequence, goods, RedemptionStage.Open, told.Item.OccurredAt), secret);
    }

    internal override AuditNote NoteOf(BatchScope scope, RedemptionTold made) => AuditNote.Of(made.Told);
}

/// <summary>The fact of a redemption.</summary>
public sealed record TakeReward : MemberCommand
{
    /// <summary>Reward of the programme.</summary>
    public required string Reward { get; init; }

    /// <summary>Units, 1 to 1,000.</summary>
    public int Units { get; init; } = 1;

    /// <summary>What the cash part is paid by.</summary>
    public IReadOnlyList<Payment> Payments { get; init; } = [];

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    internal override IEnumerable<string> Shares(BatchScope scope) => Known(scope) is { } reward ? [reward.SharedStock.Id] : [];

    internal override Fact FactOf(Instant at) => new Redeemed { OccurredAt = at, RecordedAt = at, Reward = Reward, Units = Units, Payments = Payments, StoreId = StoreId };

    internal Reward? Known(BatchScope scope) => scope.Programs.At(scope.Now).Document.Rewards.FirstOrDefault(r => r.Kind.Id == Reward)?.Kind;
}

/// <summary>What redemptions and prizes share.</summary>
internal static class Redemptions
{
    /// <summary>Keeps the delivery, or makes a pick-up code.</summary>
    internal static RedemptionSecret Keep(BatchScope scope, FactTold told, RedeemedGoods goods, string? delivery)
    {
        var secret = goods.Handing == Handing.PickUp ? new RedemptionSecret(PickUpCodes.New(), null) : new RedemptionSecret(null, delivery);
        scope.Db.Redemptions.Keep(told.Account, told.Item.Sequence, secret);
        return secret;
    }

    /// <summary>A fact about a redemption that is written already.</summary>
    internal static RedemptionTold Told(BatchScope scope, FactTold told, long sequence)
    {
        scope.Flush(told.Account);
        return new RedemptionTold(told, scope.Db.Redemptions.Find(told.Account, sequence)!, scope.Db.Redemptions.SecretOf(told.Account, sequence));
    }
}
