using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Storage.Members;

/// <content>Lots, debts and claw-backs.</content>
internal static partial class StatePacking
{
    [Flags]
    private enum LotBits
    {
        None = 0,
        Pending = 1,
        Moved = 2,
        Dated = 4,
        Special = 8,
        OrderIsOwn = 16,
    }

    private readonly record struct LotMoves(long Left, long Consumed, long Expired, long ClawedBack, long Returned, long ExpiredCounted);

    private readonly record struct LotDates(DateOnly? ActivatesOn, DateOnly? CancelsOn, DateOnly? NoticedOn, DateOnly? NotBefore, DateOnly? ActiveOn, bool Follows);

    private static void WriteLots(PackWriter to, List<Lot> lots)
    {
        to.Long(lots.Count);
        long sequence = 0;
        foreach (var lot in lots)
        {
            var bits = BitsOf(lot);
            to.Byte((int)bits | ((int)lot.Origin << 5));
            to.Long(lot.Id.Sequence - sequence);
            to.Long(lot.Id.N);
            to.Long(lot.Opened);
            to.Day(lot.EarnedOn);
            to.Day(lot.EndsOn);
            if (!bits.HasFlag(LotBits.OrderIsOwn)) to.Long(lot.OrderSequence);
            if (bits.HasFlag(LotBits.Moved)) WriteMoved(to, lot);
            if (bits.HasFlag(LotBits.Dated)) WriteDates(to, lot);
            if (bits.HasFlag(LotBits.Special)) WriteSpecial(to, lot);
            sequence = lot.Id.Sequence;
        }
    }

    private static LotBits BitsOf(Lot lot) =>
        (lot.Pending ? LotBits.Pending : 0)
        | (lot.Left != lot.Opened || lot.Consumed != 0 || lot.Returned != 0 || lot.ExpiredCounted != 0 ? LotBits.Moved : 0)
        | (lot.ActivatesOn is not null || lot.CancelsOn is not null || lot.NoticedOn is not null || lot.NotBefore is not null || lot.ActiveOn is not null || lot.Follows ? LotBits.Dated : 0)
        | (lot.Expiry is not null || lot.CarriedFrom is not null ? LotBits.Special : 0)
        | (lot.OrderSequence == lot.Id.Sequence ? LotBits.OrderIsOwn : 0);

    private static void WriteMoved(PackWriter to, Lot lot)
    {
        to.Long(lot.Left);
        to.Long(lot.Consumed);
        to.Long(lot.Expired);
        to.Long(lot.ClawedBack);
        to.Long(lot.Returned);
        to.Long(lot.ExpiredCounted);
    }

    private static void WriteDates(PackWriter to, Lot lot)
    {
        to.Day(lot.ActivatesOn);
        to.Day(lot.CancelsOn);
        to.Day(lot.NoticedOn);
        to.Day(lot.NotBefore);
        to.Day(lot.ActiveOn);
        to.Flag(lot.Follows);
    }

    private static void WriteSpecial(PackWriter to, Lot lot)
    {
        to.Bytes(lot.Expiry is null ? [] : RecordJson.WriteAny(lot.Expiry));
        to.Flag(lot.CarriedFrom is not null);
        if (lot.CarriedFrom is { } from) WritePlace(to, from);
    }

    private static void ReadLots(ref PackReader from, List<Lot> lots)
    {
        var count = from.Count();
        lots.EnsureCapacity(count + 1);
        long sequence = 0;
        for (; count > 0; count--)
        {
            var head = from.Byte();
            var bits = (LotBits)(head & 31);
            sequence += from.Long();
            var (n, opened, earnedOn, endsOn) = (from.Int(), from.Long(), from.Day(), from.DayOrNull());
            var order = bits.HasFlag(LotBits.OrderIsOwn) ? sequence : from.Long();
            var moves = bits.HasFlag(LotBits.Moved) ? ReadMoves(ref from) : new LotMoves(opened, 0, 0, 0, 0, 0);
            var dates = bits.HasFlag(LotBits.Dated) ? ReadDates(ref from) : default;
            var (expiry, carried) = bits.HasFlag(LotBits.Special) ? ReadSpecial(ref from) : default;
            lots.Add(new Lot
            {
                Id = new LotId(sequence, n), Origin = (LotOrigin)(head >> 5), OrderSequence = order, Opened = opened, EarnedOn = earnedOn, EndsOn = endsOn,
                Pending = bits.HasFlag(LotBits.Pending), Left = moves.Left, Consumed = moves.Consumed, Expired = moves.Expired,
                ClawedBack = moves.ClawedBack, Returned = moves.Returned, ExpiredCounted = moves.ExpiredCounted,
                ActivatesOn = dates.ActivatesOn, CancelsOn = dates.CancelsOn, NoticedOn = dates.NoticedOn, Expiry = expiry, CarriedFrom = carried,
                NotBefore = dates.NotBefore, ActiveOn = dates.ActiveOn, Follows = dates.Follows,
            });
        }
    }

    // The parts of both lie in the order of their bytes.
    private static LotMoves ReadMoves(ref PackReader from) => new(from.Long(), from.Long(), from.Long(), from.Long(), from.Long(), from.Long());

    private static LotDates ReadDates(ref PackReader from) => new(from.DayOrNull(), from.DayOrNull(), from.DayOrNull(), from.DayOrNull(), from.DayOrNull(), from.Flag());

    private static (ExpiryRule? Expiry, LotId? Carried) ReadSpecial(ref PackReader from)
    {
        var json = from.Bytes();
        var expiry = json.IsEmpty ? null : RecordJson.ReadAny<ExpiryRule>(json);
        return (expiry, from.Flag() ? ReadPlace(ref from) : null);
    }

    private static void WriteDebts(PackWriter to, MemberState state)
    {
        to.Long(state.Debts.Count);
        foreach (var debt in state.Debts)
        {
            WritePlace(to, debt.Id);
            to.Long(debt.OrderSequence);
            to.Long(debt.Owed);
            to.Long(debt.Paid);
            WriteShares(to, debt.PaidBy);
        }

        to.Long(state.Claws.Count);
        foreach (var claw in state.Claws)
        {
            to.Long(claw.OrderSequence);
            to.Long(claw.WrittenOff);
            WriteShares(to, claw.DrawnFrom);
        }
    }

    private static void ReadDebts(ref PackReader from, MemberState state)
    {
        for (var count = from.Count(); count > 0; count--)
        {
            var debt = new Debt { Id = ReadPlace(ref from), OrderSequence = from.Long(), Owed = from.Long(), Paid = from.Long() };
            ReadShares(ref from, debt.PaidBy);
            state.Debts.Add(debt);
        }

        for (var count = from.Count(); count > 0; count--)
        {
            var claw = new OrderClaw { OrderSequence = from.Long(), WrittenOff = from.Long() };
            ReadShares(ref from, claw.DrawnFrom);
            state.Claws.Add(claw);
        }
    }

    private static void WriteShares(PackWriter to, List<(LotId Lot, long Points)> shares)
    {
        to.Long(shares.Count);
        foreach (var (lot, points) in shares)
        {
            WritePlace(to, lot);
            to.Long(points);
        }
    }

    private static void ReadShares(ref PackReader from, List<(LotId Lot, long Points)> shares)
    {
        for (var count = from.Count(); count > 0; count--) shares.Add((ReadPlace(ref from), from.Long()));
    }

    private static void WritePlace(PackWriter to, LotId place)
    {
        to.Long(place.Sequence);
        to.Long(place.N);
    }

    private static LotId ReadPlace(ref PackReader from) => new(from.Long(), from.Int());
}
