using Tessera.Core.Benefits;
using Tessera.Core.Bookings;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Programs;

/// <summary>Bookings 预约 (P40, F23, F25): a seat of a slot is counted by a limit that all share; who may book, and how early, is said by tier and benefits.</summary>
public static class BookingDecisions
{
    /// <summary>Why a member cannot book a slot, seats apart; null when it can.</summary>
    public static Refusal? Check(HeldBenefits held, BookableResource resource, BookedSlot slot)
    {
        var state = held.State;
        if (state.ClosedOn is { } closed) return Refusal.Of("member.closed", Reason.Day("on", closed));
        if (state.IsFrozen) return Refusal.Of("member.frozen");
        if (!resource.SlotsOn(slot.On).Contains(slot.At)) return new Refusal(Reason.Of("booking.noSlot", Reason.Id("resource", resource.Id), Reason.Day("on", slot.On)), "/at");
        if (held.Programs.Calendar.At(slot.On, slot.At) <= held.At) return Refusal.Of("booking.past");
        if (resource.Tiers.Count > 0 && !resource.Tiers.Contains(held.Tier)) return Refusal.Of("booking.otherTier", Reason.Id("resource", resource.Id), Reason.Id("tier", held.Tier));
        var opens = OpensOn(held, resource, slot.On);
        if (held.Day < opens) return Refusal.Of("booking.notYet", Reason.Id("resource", resource.Id), Reason.Day("from", opens));
        if (!state.HasBookings) return null;
        if (state.Bookings.Exists(b => b.Slot == slot)) return Refusal.Of("booking.sameSlot");
        var open = state.Bookings.Count(b => b.Slot.Resource == resource.Id && b.StartsAt > held.At);
        return resource.PerMember > 0 && open >= resource.PerMember ? Refusal.Of("booking.limit", Reason.Count("limit", resource.PerMember)) : null;
    }

    /// <summary>The local date from which a member can book a slot of a date: earlier by the longest head start of its benefits of priority booking (F25).</summary>
    public static DateOnly OpensOn(HeldBenefits held, BookableResource resource, DateOnly on) => held.OpensOn(BenefitType.PriorityBooking, on.AddDays(-resource.AheadDays));

    /// <summary>Whether a member does not queue at a resource.</summary>
    public static bool SkipsQueue(HeldBenefits held, BookableResource resource) => resource.NoQueue is { } id && held.All().Any(b => b.Id == id);

    internal static IReadOnlyList<SharedLimit> SeatsOf(ProgramDocument program, Booked booked) =>
        program.Bookings.FirstOrDefault(r => r.Id == booked.Slot.Resource) is { } resource ? [new SharedLimit(booked.Slot.SeatsId, resource.Seats)] : [];

    internal static Refusal? Book(FactContext c, Booked booked)
    {
        var slot = booked.Slot;
        if (c.Program.Document.Bookings.FirstOrDefault(r => r.Id == slot.Resource) is not { Enabled: true } resource)
        {
            return new Refusal(Reason.Of("booking.unknownResource", Reason.Id("resource", slot.Resource)), "/resource");
        }

        var held = c.Holds(c.State.InForce);
        if (Check(held, resource, slot) is { } refusal) return refusal;
        var left = SharedRooms.Left(booked, slot.SeatsId);
        if (booked.Seats < 1 || booked.Seats > left) return Refusal.Of("booking.full", Reason.Count("asked", booked.Seats), Reason.Count("left", left));
        var startsAt = c.Program.Calendar.At(slot.On, slot.At);
        var remind = resource.RemindDays > 0 && slot.On.AddDays(-resource.RemindDays) is var on && on > c.D.Day ? on : (DateOnly?)null;
        var stage = resource.Confirm == BookingConfirm.Staff ? BookingStage.Requested : BookingStage.Confirmed;
        var booking = new OpenBooking(c.D.Sequence, slot, booked.Seats, stage)
        {
            StartsAt = startsAt, CancelUntil = startsAt.PlusMinutes(-resource.CancelMinutes), RemindOn = remind, SkipsQueue = SkipsQueue(held, resource),
        };
        SharedRooms.Take(c.D, booked, slot.SeatsId, booked.Seats);
        Move(c, booking, stage == BookingStage.Requested ? "booking.requested" : "booking.confirmed", isNew: true);
        c.D.Apply(new ActivitySeen(c.D.Day, false));
        Deeds.Done(c, Tiers.Deed.Of(Tiers.TaskBy.Booking, resource.Id));
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    internal static Refusal? Tell(FactContext c, BookingTold told)
    {
        var booking = c.State.HasBookings ? c.State.Bookings.Find(b => b.Sequence == told.BookingSequence) : null;
        if (booking is null) return Refusal.Of("booking.over");
        if (Wrong(c, booking, told.Stage) is { } refusal) return refusal;
        if (told.Stage is BookingStage.Failed or BookingStage.Cancelled) SharedRooms.GiveBack(c.D, booking.Slot.SeatsId, booking.Seats);
        Move(c, booking with { Stage = told.Stage, RemindOn = told.Stage == BookingStage.Confirmed ? booking.RemindOn : null }, CodeOf(told.Stage), why: told.ReasonCode);
        if (told.Stage is BookingStage.Failed or BookingStage.Cancelled && c.State.MergedInto is null) Tiers.StarterTasks.Undo(c.D, booking.Sequence);
        return c.Accept();
    }

    private static Refusal? Wrong(FactContext c, OpenBooking booking, BookingStage to) => to switch
    {
        BookingStage.Confirmed when booking.Stage == BookingStage.Confirmed => Refusal.Of("booking.confirmedBefore"),
        BookingStage.Cancelled when c.D.OccurredAt > booking.CancelUntil => Refusal.Of("booking.tooLate", Reason.Day("on", booking.Slot.On)),
        BookingStage.Done or BookingStage.NoShow when booking.Stage == BookingStage.Requested => Refusal.Of("booking.notConfirmed"),
        BookingStage.Done when c.D.Day < booking.Slot.On => Refusal.Of("booking.notItsDay", Reason.Day("on", booking.Slot.On)),
        BookingStage.NoShow when c.D.OccurredAt < booking.StartsAt => Refusal.Of("booking.notStarted"),
        BookingStage.Requested => Refusal.Of("booking.over"),
        _ => null,
    };

    private static void Move(FactContext c, OpenBooking after, string code, bool isNew = false, string? why = null)
    {
        var reason = BookingsDue.Words(code, after);
        if (why is not null) reason = reason with { Parts = [.. reason.Parts, Reason.Id("reason", why)] };
        c.D.Apply(new BookingMoved(after) { IsNew = isNew, Reason = reason });
        if (!c.D.Terms.IsHistory) c.D.Apply(new Notice(code, reason, c.D.Day));
    }

    private static string CodeOf(BookingStage stage) => stage switch
    {
        BookingStage.Requested => "booking.requested",
        BookingStage.Confirmed => "booking.confirmed",
        BookingStage.Failed => "booking.failed",
        BookingStage.Cancelled => "booking.cancelled",
        BookingStage.Done => "booking.done",
        BookingStage.NoShow => "booking.noShow",
    };
}
