using System.ComponentModel;
using System.Globalization;
using Tessera.App.StoredValue;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;
using Tessera.Server.Json;

namespace Tessera.Server.Http.StoredValue;

/// <summary>A tender: what was paid, or is paid back, with.</summary>
internal sealed record TenderBody
{
    [Description("cash, card, wechat, alipay, bank …"), Text(50, Shape = TextShapes.Slug), Example("\"wechat\"")]
    public required string Kind { get; init; }

    [Description("Amount in minor units."), Number(1, NumberAttribute.Most), Example("100000")]
    public required long AmountMinor { get; init; }

    public static IReadOnlyList<Payment> Of(IReadOnlyList<TenderBody>? tenders) => [.. (tenders ?? []).Select(t => new Payment(t.Kind, t.AmountMinor))];
}

/// <summary>A top-up of stored value.</summary>
internal sealed record NewTopUp
{
    [Description("Principal, minor units; may be left out beside a plan, whose pay then holds."), Number(1, NumberAttribute.Most), Example("50000")]
    public long? PrincipalMinor { get; init; }

    [Description("Recharge package of the programme: its bonus is given on top."), Text(64), Example("\"plus200\"")]
    public string? Plan { get; init; }

    [Description("The card is registered: its holder is known by name (Z1). Left out, it is.")]
    public bool? Registered { get; init; }

    [Description("Another system holds the value: the amount is told for conditions only, and nothing can be spent or paid back here.")]
    public bool HeldElsewhere { get; init; }

    [Description("How it was paid; sums to the principal."), Items(0, 20)]
    public IReadOnlyList<TenderBody>? Tenders { get; init; }

    [Description("Your system; with the number unique for ever."), Text(50, Shape = TextShapes.Slug), Example("\"till\"")]
    public required string Source { get; init; }

    [Description("Your number of the top-up."), Text(100), Example("\"T-2026-0001\"")]
    public required string Number { get; init; }

    [Description("When; now without it.")]
    public Instant? OccurredAt { get; init; }
}

/// <summary>Principal of one top-up paid back by hand.</summary>
internal sealed record NewTopUpRefund
{
    [Description("Sequence of the top-up in the member's record, as its answer gave it."), Number(1, NumberAttribute.Most), Example("3")]
    public required long TopUpSequence { get; init; }

    [Description("Principal given back, minor units."), Number(1, NumberAttribute.Most), Example("50000")]
    public required long PrincipalMinor { get; init; }

    [Description("Your system; with the number unique for ever."), Text(50, Shape = TextShapes.Slug), Example("\"till\"")]
    public required string Source { get; init; }

    [Description("Your number of the refund."), Text(100), Example("\"T-2026-0001-R\"")]
    public required string Number { get; init; }

    [Description("When; now without it.")]
    public Instant? OccurredAt { get; init; }
}

/// <summary>Interest on a refund, told by the person who makes it.</summary>
internal sealed record InterestBody
{
    [Description("Rate of a year in ten-thousandths: 310 is 3.10 %."), Number(1, 10_000), Example("310")]
    public required int PerTenThousand { get; init; }

    [Description("First local date it runs.")]
    public required DateOnly From { get; init; }
}

/// <summary>What the refund calculator is asked.</summary>
internal sealed record RefundQuoteAsk
{
    [Description("Ground: shopsFault (art. 18), membersCause (19), sevenDays (14), timeCard (22).")]
    public required RefundGround Ground { get; init; }

    [Description("Top-ups by id; all that the ground covers without it."), Items(1, 100), Text(40)]
    public IReadOnlyList<string>? Lots { get; init; }

    [Description("Cards by id; period cards are all covered by timeCard without it."), Items(1, 100), Text(40)]
    public IReadOnlyList<string>? Cards { get; init; }

    [Description("Interest; none without it.")]
    public InterestBody? Interest { get; init; }

    public (RefundAsk? Asked, FieldError? Wrong) Read() => WalletIds.Asked(Ground, Lots, Cards, Interest);
}

/// <summary>A refund of stored value.</summary>
internal sealed record NewWalletRefund
{
    [Description("Ground, as quoted.")]
    public required RefundGround Ground { get; init; }

    [Description("Top-ups by id, as quoted."), Items(1, 100), Text(40)]
    public IReadOnlyList<string>? Lots { get; init; }

    [Description("Cards by id, as quoted."), Items(1, 100), Text(40)]
    public IReadOnlyList<string>? Cards { get; init; }

    [Description("Interest, as quoted.")]
    public InterestBody? Interest { get; init; }

    [Description("The total that was quoted and agreed, minor units: another result is refused."), Number(0, NumberAttribute.Most), Example("75000")]
    public required long ExpectedMinor { get; init; }

    [Description("What it is paid back by; sums to the total. It is asked, never guessed from how it was paid."), Items(0, 20)]
    public required IReadOnlyList<TenderBody> Tenders { get; init; }

    [Description("Your system; with the number unique for ever."), Text(50, Shape = TextShapes.Slug), Example("\"office\"")]
    public required string Source { get; init; }

    [Description("Your number of the refund."), Text(100), Example("\"WR-2026-0001\"")]
    public required string Number { get; init; }

    [Description("Why, in words; kept sealed beside the record."), Text(500, Lines = true)]
    public string? Note { get; init; }

    public (RefundAsk? Asked, FieldError? Wrong) Read() => WalletIds.Asked(Ground, Lots, Cards, Interest);
}

/// <summary>Something done to a wallet beside its value.</summary>
internal sealed record NewWalletChange
{
    [Description("freeze, unfreeze, reportLoss, withdrawLoss, reissue, register or reactivate.")]
    public required WalletChange Change { get; init; }

    [Description("Reason as a code of yours."), Text(50, Shape = TextShapes.Slug), Example("\"lost\"")]
    public string? ReasonCode { get; init; }

    [Description("Reason in words; kept sealed beside the record."), Text(500, Lines = true)]
    public string? Note { get; init; }
}

/// <summary>A card to be sold.</summary>
internal sealed record NewCard
{
    [Description("Card of the programme."), Text(64), Example("\"wash10\"")]
    public required string Card { get; init; }

    [Description("How it was paid; sums to its price."), Items(0, 20)]
    public IReadOnlyList<TenderBody>? Tenders { get; init; }

    [Description("Store."), Text(100)]
    public string? StoreId { get; init; }

    [Description("Clerk."), Text(100)]
    public string? ClerkId { get; init; }

    [Description("Your system; with the number unique for ever."), Text(50, Shape = TextShapes.Slug), Example("\"till\"")]
    public required string Source { get; init; }

    [Description("Your number of the sale."), Text(100), Example("\"C-2026-0001\"")]
    public required string Number { get; init; }

    [Description("When; now without it.")]
    public Instant? OccurredAt { get; init; }
}

/// <summary>A use of a card.</summary>
internal sealed record NewCardUse
{
    [Description("The card held, by its id."), Text(40), Example("\"card_3_1\"")]
    public required string CardId { get; init; }

    [Description("Times."), Number(1, 1_000), Example("1")]
    public required int Count { get; init; }

    [Description("Store."), Text(100)]
    public string? StoreId { get; init; }

    [Description("Clerk who served: the commission is theirs."), Text(100)]
    public string? ClerkId { get; init; }

    [Description("Your system; with the number unique for ever."), Text(50, Shape = TextShapes.Slug), Example("\"till\"")]
    public required string Source { get; init; }

    [Description("Your number of the use."), Text(100), Example("\"U-2026-0001\"")]
    public required string Number { get; init; }

    [Description("When; now without it.")]
    public Instant? OccurredAt { get; init; }
}

/// <summary>A use of a card to be taken back.</summary>
internal sealed record CardUseCancel
{
    [Description("Sequence of the use in the member's record, as its answer gave it."), Number(1, NumberAttribute.Most), Example("4")]
    public required long UseSequence { get; init; }
}

/// <summary>One top-up or card in a refund.</summary>
internal sealed record RefundItemView
{
    [Description("Id of the top-up or card.")]
    public required string Id { get; init; }

    [Description("Paid back, minor units; never below 0.")]
    public required long RefundMinor { get; init; }

    [Description("Principal the shop keeps for what was consumed, minor units.")]
    public required long KeptMinor { get; init; }

    [Description("Bonus that is void, minor units.")]
    public required long BonusVoidMinor { get; init; }

    [Description("Interest, minor units; a line of its own.")]
    public required long InterestMinor { get; init; }

    [Description("Each step with its article and numbers.")]
    public required IReadOnlyList<ReasonView> Steps { get; init; }
}

/// <summary>What the refund calculator says.</summary>
internal sealed record RefundQuoteView
{
    public required RefundGround Ground { get; init; }

    [Description("Paid back without interest, minor units.")]
    public required long RefundMinor { get; init; }

    [Description("Interest, minor units.")]
    public required long InterestMinor { get; init; }

    [Description("What the member gets, minor units: the `expectedMinor` of the refund.")]
    public required long TotalMinor { get; init; }

    [Description("Each top-up and card.")]
    public required IReadOnlyList<RefundItemView> Items { get; init; }

    public static RefundQuoteView Of(RefundQuote quote, Showing showing) => new()
    {
        Ground = quote.Ground, RefundMinor = quote.RefundMinor, InterestMinor = quote.InterestMinor, TotalMinor = quote.TotalMinor,
        Items =
        [
            .. quote.Items.Select(i => new RefundItemView
            {
                Id = i.IsCard ? WalletView.CardId(i.Id) : i.Id.ToString(), RefundMinor = i.RefundMinor, KeptMinor = i.KeptMinor, BonusVoidMinor = i.BonusVoidMinor, InterestMinor = i.InterestMinor,
                Steps = showing.Why(i.Steps),
            }),
        ],
    };
}

/// <summary>A page of wallet entries.</summary>
internal sealed record WalletEntriesView : Page
{
    [Description("The newest first.")]
    public required IReadOnlyList<WalletEntryView> Entries { get; init; }
}

/// <summary>Text ids of top-ups and cards.</summary>
internal static class WalletIds
{
    public static LotId? Parse(string prefix, string text)
    {
        if (text.Split('_') is not [var head, var sequence, var n] || head != prefix) return null;
        var good = long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var at) & int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var place);
        return good ? new LotId(at, place) : null;
    }

    public static (RefundAsk? Asked, FieldError? Wrong) Asked(RefundGround ground, IReadOnlyList<string>? lots, IReadOnlyList<string>? cards, InterestBody? interest)
    {
        var (values, wrongLot) = Read("lot", lots, "/lots");
        var (held, wrongCard) = Read("card", cards, "/cards");
        if ((wrongLot ?? wrongCard) is { } wrong) return (null, wrong);
        return (new RefundAsk(ground, values, held, interest is null ? null : new InterestTerms(interest.PerTenThousand, interest.From)), null);
    }

    private static (IReadOnlyList<LotId> Ids, FieldError? Wrong) Read(string prefix, IReadOnlyList<string>? texts, string pointer)
    {
        var ids = new List<LotId>();
        foreach (var text in texts ?? [])
        {
            if (Parse(prefix, text) is not { } id) return ([], new FieldError(string.Create(CultureInfo.InvariantCulture, $"{pointer}/{ids.Count}"), "field.shape", prefix + "_3_1"));
            ids.Add(id);
        }

        return (ids, null);
    }
}
