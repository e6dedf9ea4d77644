using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;

namespace Tessera.Storage.Members;

/// <content>Sections: parts that most members have nothing of. Each is led by its number, in order; one that is empty is not written, so that earlier bytes read as before.</content>
internal static partial class StatePacking
{
    private const int WalletSection = 1;
    private const int CouponSection = 2;
    private const int PlanSection = 3;
    private const int BookingSection = 4;
    private const int TagRuleSection = 18;

    private static void WriteSections(PackWriter to, MemberState state)
    {
        if (state.HasWallet) WriteWallet(to, state.Wallet);
        if (state.HasCoupons) WriteCoupons(to, state.Coupons);
        if (state.HasPlans) WritePlans(to, state.Plans);
        if (state.HasBookings) WriteBookings(to, state);
        if (state.Tags.Exists(t => t.Rule is not null)) WriteTagRules(to, state.Tags);
    }

    private static void ReadSection(ref PackReader from, MemberState state)
    {
        switch (from.Byte())
        {
            case WalletSection: ReadWallet(ref from, state.Wallet); break;
            case CouponSection: ReadCoupons(ref from, state.Coupons); break;
            case PlanSection: ReadPlans(ref from, state.Plans); break;
            case BookingSection: ReadBookings(ref from, state); break;
            case TagRuleSection: ReadTagRules(ref from, state.Tags); break;
            default: throw new InvalidDataException("the packed state goes on");
        }
    }

    private static void WriteWallet(PackWriter to, Wallet wallet)
    {
        to.Byte(WalletSection);
        to.Flag(wallet.HasHistory);
        to.Flag(wallet.IsFrozen);
        to.Day(wallet.LostOn);
        to.Long(wallet.Reissued);
        to.Long(wallet.Lots.Count);
        foreach (var lot in wallet.Lots) WriteLot(to, lot);
        to.Long(wallet.Cards.Count);
        foreach (var card in wallet.Cards) WriteCard(to, card);
    }

    private static void ReadWallet(ref PackReader from, Wallet wallet)
    {
        wallet.HasHistory = from.Flag();
        wallet.IsFrozen = from.Flag();
        wallet.LostOn = from.DayOrNull();
        wallet.Reissued = from.Int();
        for (var count = from.Count(); count > 0; count--) wallet.Lots.Add(ReadLot(ref from));
        for (var count = from.Count(); count > 0; count--) wallet.Cards.Add(ReadCard(ref from));
        wallet.PrincipalMinor = wallet.Lots.Sum(l => l.PrincipalLeft);
        wallet.BonusMinor = wallet.Lots.Sum(l => l.BonusLeft);
    }

    private static void WriteLot(PackWriter to, WalletLot lot)
    {
        WritePlace(to, lot.Id);
        to.Day(lot.PaidOn);
        to.Text(lot.Plan);
        to.Flag(lot.IsRegistered);
        to.Day(lot.EndsOn);
        to.Long(lot.PaidMinor);
        to.Long(lot.BonusMinor);
        to.Long(lot.PrincipalUsed);
        to.Long(lot.BonusUsed);
        to.Long(lot.ListUsed);
        to.Long(lot.ChargedUsed);
        to.Long(lot.PrincipalRefunded);
        to.Long(lot.PrincipalGone);
        to.Long(lot.BonusGone);
        to.Long(lot.FromMerge);
        to.Long(lot.TopUpSequence);
        WriteFrom(to, lot.CarriedFrom);
    }

    // What is left follows from the rest.
    private static WalletLot ReadLot(ref PackReader from)
    {
        var lot = new WalletLot
        {
            Id = ReadPlace(ref from), PaidOn = from.Day(), Plan = from.TextOrNull(), IsRegistered = from.Flag(), EndsOn = from.DayOrNull(), PaidMinor = from.Long(), BonusMinor = from.Long(),
            PrincipalUsed = from.Long(), BonusUsed = from.Long(), ListUsed = from.Long(), ChargedUsed = from.Long(), PrincipalRefunded = from.Long(), PrincipalGone = from.Long(),
            BonusGone = from.Long(), FromMerge = from.Long(), TopUpSequence = from.Long(), CarriedFrom = ReadFrom(ref from),
        };
        return lot with { PrincipalLeft = lot.PaidMinor - lot.PrincipalUsed - lot.PrincipalRefunded - lot.PrincipalGone, BonusLeft = lot.BonusMinor - lot.BonusUsed - lot.BonusGone };
    }

    private static void WriteCard(PackWriter to, HeldCard card)
    {
        WritePlace(to, card.Id);
        to.Text(card.Card);
        to.Byte((int)card.Kind);
        to.Day(card.SoldOn);
        to.Long(card.PriceMinor);
        to.Long(card.ListPerUseMinor);
        to.Long(card.Uses);
        to.Long(card.Used);
        to.Long(card.TermMonths);
        to.Long(card.TermDays);
        to.Long(card.RefundedMinor);
        WriteFrom(to, card.CarriedFrom);
    }

    private static HeldCard ReadCard(ref PackReader from) => new()
    {
        Id = ReadPlace(ref from), Card = from.Text(), Kind = (CardKind)from.Byte(), SoldOn = from.Day(), PriceMinor = from.Long(), ListPerUseMinor = from.Long(), Uses = from.Int(), Used = from.Int(),
        TermMonths = from.Int(), TermDays = from.Int(), RefundedMinor = from.Long(), CarriedFrom = ReadFrom(ref from),
    };

    private static void WriteFrom(PackWriter to, LotId? place)
    {
        to.Flag(place is not null);
        if (place is { } known) WritePlace(to, known);
    }

    private static LotId? ReadFrom(ref PackReader from) => from.Flag() ? ReadPlace(ref from) : null;
}
