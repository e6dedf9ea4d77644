using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Core.StoredValue;

namespace Tessera.App.StoredValue;

/// <summary>A slip 小票 of a top-up, a card, a use of a card or a refund: data and the same as text to print (L9, L10, P29).</summary>
/// <param name="Kind"><c>topUp</c>, <c>cardSold</c>, <c>cardUsed</c>, <c>cardUseCancelled</c>, <c>refund</c>.</param>
/// <param name="Number">The source's number, or the place in the record.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="Shop">Name of the programme.</param>
/// <param name="Lines">What it says, line by line.</param>
/// <param name="AmountMinor">Paid (positive) or paid back (negative), minor units.</param>
/// <param name="BalanceAfterMinor">Stored value after it.</param>
/// <param name="Clerk">Clerk who served, or null.</param>
/// <param name="Text">The whole as text to print.</param>
public sealed record SlipView(string Kind, string Number, Instant OccurredAt, string Shop, IReadOnlyList<string> Lines, long AmountMinor, long BalanceAfterMinor, string? Clerk, string Text);

/// <summary>Writes slips from the record: a slip says the same whenever it is printed again.</summary>
public static class Slips
{
    /// <summary>The slip of an item of a member's record; null when nobody answers to the name or the item has none.</summary>
    public static SlipView? Read(ReadScope scope, MemberRef member, long sequence, string language)
    {
        if (MemberSight.Of(scope, member) is not { } sight || scope.Db.Records.Find(sight.Account, sequence) is not { Fact: { } fact } item) return null;
        if (CodeOf(fact, item) is not { } code) return null;
        var program = sight.Programs.Number(item.Version).Document;
        var number = fact.Number ?? sequence.ToString(System.Globalization.CultureInfo.InvariantCulture);
        List<string> lines = [.. Reasons(item).Select(r => Text.Render(r, language, program)), .. Terms(code, program, language)];
        var (amount, balance) = Amounts(scope, sight, item);
        var shop = language == Text.English ? program.Names.En : program.Names.Zh;
        var clerk = fact switch { CardSold sold => sold.ClerkId, CardUsed used => used.ClerkId, _ => null };
        var head = Text.Render(Reason.Of(code), language, program);
        string[] foot = [Text.Render(Reason.Of("slip.amount", Reason.Money("amount", Math.Abs(amount))), language, program), Text.Render(Reason.Of("slip.balance", Reason.Money("balance", balance)), language, program)];
        var text = string.Join('\n', [shop, head, number + "  " + Local(sight, item), new string('-', 32), .. lines, new string('-', 32), .. foot]) + "\n";
        return new SlipView(code["slip.".Length..], number, item.OccurredAt, shop, lines, amount, balance, clerk, text);
    }

    private static string? CodeOf(Fact fact, RecordItem item) => fact switch
    {
        TopUp or TopUpRefund when !item.Effects.Any(e => e is WalletEntry) => null,
        TopUp => "slip.topUp",
        CardSold => "slip.cardSold",
        CardUsed => "slip.cardUsed",
        CardUseCancelled => "slip.cardUseCancelled",
        TopUpRefund or WalletRefund => "slip.refund",
        _ => null,
    };

    // A refund's steps say what its entries say, with the articles.
    private static IEnumerable<Reason> Reasons(RecordItem item) => item.Fact is WalletRefund ? item.Reasons : item.Effects.Select(e => e switch
    {
        WalletEntry entry => entry.Reason,
        CardEntry card => card.Reason,
        _ => null,
    }).OfType<Reason>();

    /// <summary>What the holder of a prepayment is told in writing before it (消保法实施条例 22): how it is used, paid back and who is liable.</summary>
    private static IEnumerable<string> Terms(string code, ProgramDocument program, string language)
    {
        string[] codes = code switch { "slip.topUp" => ["slip.useOfValue", "slip.refundTerms", "slip.lossTerms"], "slip.cardSold" => ["slip.refundTerms", "slip.lossTerms"], _ => [] };
        return codes.Select(said => Text.Render(Reason.Of(said), language, program));
    }

    private static (long Amount, long Balance) Amounts(ReadScope scope, MemberSight sight, RecordItem item)
    {
        var paid = item.Effects.Sum(e => e switch
        {
            WalletEntry { Kind: WalletEntryKind.TopUp } top => top.Opened.Sum(l => l.PaidMinor),
            WalletEntry { Kind: WalletEntryKind.Refund } back => -back.Parts.Where(p => p.Move == WalletMove.Refund).Sum(p => p.Principal) - back.InterestMinor,
            CardEntry { Kind: CardEntryKind.Sold } sold => sold.After.PriceMinor,
            CardEntry { Kind: CardEntryKind.Refunded } back => -back.After.RefundedMinor - back.InterestMinor,
            _ => 0L,
        });
        return (paid, scope.Db.Wallets.BalanceAt(sight.Account, item.Sequence));
    }

    private static string Local(MemberSight sight, RecordItem item)
    {
        var calendar = sight.Programs.Calendar;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{calendar.DayOf(item.OccurredAt):yyyy-MM-dd} {calendar.TimeOf(item.OccurredAt):HH:mm}");
    }
}
