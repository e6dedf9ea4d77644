using System.ComponentModel;
using System.Globalization;
using Tessera.App.Redemption;
using Tessera.Core;
using Tessera.Core.Redemption;
using Tessera.Server.Http.Members;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;
using Tessera.Storage.Redemption;

namespace Tessera.Server.Http.Rewards;

/// <summary>A reward of the programme.</summary>
internal sealed record RewardView
{
    public required string Id { get; init; }

    [Description("Name in the language asked for.")]
    public required string Name { get; init; }

    [Description("Points of one unit.")]
    public required long Points { get; init; }

    [Description("Taken inside an order, named in a quote; otherwise redeemed by itself.")]
    public required bool InOrder { get; init; }

    [Description("Units inside an order that its points pay for; a started number counts whole.")]
    public int? PerUnits { get; init; }

    [Description("Cash paid beside the points for one unit, minor units.")]
    public required long CashMinor { get; init; }

    [Description("Units left now.")]
    public required long Left { get; init; }

    [Description("Most units of one member in a period; absent without a limit.")]
    public long? PerMember { get; init; }

    [Description("Period of that limit: `lifetime`, `day`, `week`, `month` or `year`.")]
    public string? Period { get; init; }

    [Description("Tiers that may take it; empty for all.")]
    public required IReadOnlyList<string> Tiers { get; init; }

    [Description("First local date; absent without one.")]
    public DateOnly? From { get; init; }

    [Description("Last local date; absent without one.")]
    public DateOnly? Through { get; init; }

    [Description("`pickUp` against a code, or `delivery`.")]
    public required string Handing { get; init; }

    [Description("Terms in the language asked for.")]
    public string? Terms { get; init; }

    [Description("Cost of one unit, minor units; only for who may read reports.")]
    public long? CostMinor { get; init; }

    [Description("(retail − cost) ÷ retail in ten-thousandths; only for who may read reports.")]
    public int? MarginShare { get; init; }

    [Description("Who answers for it; only for who may read reports.")]
    public string? Owner { get; init; }
}

/// <summary>The points shop.</summary>
/// <param name="Rewards">Rewards.</param>
internal sealed record ShopView(IReadOnlyList<RewardView> Rewards);

/// <summary>A redemption.</summary>
internal sealed record RedemptionView
{
    [Description("Id; absent once the person was erased.")]
    public string? Id { get; init; }

    [Description("Member.")]
    public string? MemberId { get; init; }

    [Description("Reward of the programme, or the prize of a draw.")]
    public required string Reward { get; init; }

    [Description("Its name in the language asked for; only in lists over all members.")]
    public string? Name { get; init; }

    [Description("Name of the member; only in lists over all members, for who may read members.")]
    public string? MemberName { get; init; }

    [Description("Phone or card of the member, masked; only in lists over all members, for who may read members.")]
    public string? MemberPhone { get; init; }

    [Description("The draw it was won in; absent for rewards.")]
    public string? Draw { get; init; }

    public required int Units { get; init; }

    [Description("Points paid in all.")]
    public required long Points { get; init; }

    [Description("Cash paid in all, minor units.")]
    public required long CashMinor { get; init; }

    [Description("`pickUp` or `delivery`.")]
    public required string Handing { get; init; }

    [Description("`open`, `fulfilled` or `cancelled`.")]
    public required string Stage { get; init; }

    public required Instant MadeAt { get; init; }

    [Description("Pick-up code to be shown at the store; in the answer that makes it, later for who may see codes.")]
    public string? Code { get; init; }

    [Description("Address or reference of the delivery; only for who may see it.")]
    public string? Delivery { get; init; }

    [Description("The member after it; absent in lists.")]
    public FiguresView? Member { get; init; }

    public static RedemptionView Of(RedemptionRow row, MemberId? member, RedemptionSecret? secret) => new()
    {
        Id = member is { } who ? RedemptionIds.Write(who, row.Sequence) : null, MemberId = member?.ToString(), Reward = row.Goods.Reward, Draw = row.Goods.Draw, Units = row.Goods.Units,
        Points = row.Goods.Points, CashMinor = row.Goods.CashMinor, Handing = HandingName(row.Goods.Handing),
        Stage = row.Stage switch { RedemptionStage.Open => "open", RedemptionStage.Fulfilled => "fulfilled", RedemptionStage.Cancelled => "cancelled" },
        MadeAt = row.MadeAt, Code = secret?.Code, Delivery = secret?.Delivery,
    };

    /// <summary>Name of what was redeemed or won, by the programme in force; its id where that does not know it any more.</summary>
    public static string NameOf(RedemptionRow row, Showing showing)
    {
        var names = row.Goods.Draw is { } draw
            ? showing.Program?.Draws.Campaigns.FirstOrDefault(d => d.Id == draw)?.Prizes.FirstOrDefault(p => p.Id == row.Goods.Reward)?.Names
            : showing.Program?.Rewards.FirstOrDefault(r => r.Kind.Id == row.Goods.Reward)?.Kind.Names;
        return names is null ? row.Goods.Reward : showing.Language.Of(names);
    }

    /// <summary>Of a redemption just made: its code is shown.</summary>
    public static RedemptionView OfMade(RedemptionTold told, Showing showing) =>
        Of(told.Row, told.Told.Member, told.Secret with { Delivery = null }) with { Member = FiguresView.Of(told.Told.After, showing) };

    /// <summary>Of one that moved: codes and addresses are not for who moves it.</summary>
    public static RedemptionView OfMoved(RedemptionTold told, Showing showing) => Of(told.Row, told.Told.Member, null) with { Member = FiguresView.Of(told.Told.After, showing) };

    public static string HandingName(Handing handing) => handing == Core.Redemption.Handing.PickUp ? "pickUp" : "delivery";
}

/// <summary>A page of redemptions.</summary>
internal sealed record RedemptionPage : Page
{
    [Description("The newest first.")]
    public required IReadOnlyList<RedemptionView> Redemptions { get; init; }
}

/// <summary>A page of redemptions over all members.</summary>
internal sealed record RedemptionListPage : Page
{
    [Description("Redemptions of all members.")]
    public required IReadOnlyList<RedemptionView> Redemptions { get; init; }

    [Description("How many the filters let through, where `count=true` asked.")]
    public long? Total { get; init; }
}

/// <summary>Ids of redemptions: the member and the place in its record.</summary>
internal static class RedemptionIds
{
    private const string Prefix = "red_";

    public static string Write(MemberId member, long sequence) => Prefix + member.ToString()[4..] + "_" + sequence.ToString(CultureInfo.InvariantCulture);

    public static (MemberId Member, long Sequence)? Read(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Split('_') is not [_, var letters, var number] || !MemberId.TryParse("mem_" + letters, out var member)) return null;
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? (member, sequence) : null;
    }
}

/// <summary>A reward to be taken.</summary>
internal sealed record NewRedemption
{
    [Description("The member."), Text(30, Shape = TextShapes.MemberId)]
    public string? MemberId { get; init; }

    [Description("The member by an identity, instead of memberId.")]
    public IdentityBody? MemberIdentity { get; init; }

    [Description("Reward of the programme."), Text(64), Example("\"mug\"")]
    public required string Reward { get; init; }

    [Description("Units; 1 without it."), Number(1, 1_000)]
    public int? Units { get; init; }

    [Description("What the cash part is paid by; its sum is the cash part. `storedValue` is taken from the member's wallet."), Items(0, 20)]
    public IReadOnlyList<PaymentBody>? Payments { get; init; }

    [Description("Address or your own reference for a delivery; kept sealed beside the record."), Text(500, Lines = true)]
    public string? Delivery { get; init; }

    [Description("Store."), Text(50)]
    public string? StoreId { get; init; }

    [Description("Your system; with the number unique for ever."), Text(50, Shape = TextShapes.Slug), Example("\"shop\"")]
    public string? Source { get; init; }

    [Description("Your number of the redemption."), Text(100), Example("\"R-1001\"")]
    public string? Number { get; init; }

    public IEnumerable<FieldError> Wrong()
    {
        if (MemberId is null == MemberIdentity is null) yield return new FieldError("/memberId", "member.which");
        if (MemberIdentity?.Read("/memberIdentity").Wrong is { } wrong) yield return wrong;
        if (Source is null != Number is null) yield return new FieldError("/number", "naturalKey.half");
    }
}

/// <summary>Why a redemption is cancelled.</summary>
internal sealed record RedemptionCancel
{
    [Description("Reason as a code of yours."), Text(50, Shape = TextShapes.Slug), Example("\"changed-mind\"")]
    public string? ReasonCode { get; init; }
}

/// <summary>A redemption to be handed over.</summary>
internal sealed record RedemptionFulfil
{
    [Description("Pick-up code as the member shows it; needed for what is fetched, capitals and hyphens do not matter."), Text(30), Example("\"7K3M-9QXR-2V5Z\"")]
    public string? Code { get; init; }

    [Description("Store that hands it over."), Text(50)]
    public string? StoreId { get; init; }

    [Description("Clerk."), Text(50)]
    public string? ClerkId { get; init; }
}

/// <summary>A code to be written off.</summary>
internal sealed record WriteOff
{
    [Description("Pick-up code as the member shows it; capitals and hyphens do not matter."), Text(30), Example("\"7K3M-9QXR-2V5Z\"")]
    public required string Code { get; init; }

    [Description("Store that hands it over."), Text(50)]
    public string? StoreId { get; init; }

    [Description("Clerk."), Text(50)]
    public string? ClerkId { get; init; }
}
