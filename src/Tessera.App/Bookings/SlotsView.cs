using System.Globalization;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Bookings;
using Tessera.Core.Programs;

namespace Tessera.App.Bookings;

/// <summary>A slot as a member sees it.</summary>
public sealed record SlotView
{
    /// <summary>Local date.</summary>
    public required DateOnly On { get; init; }

    /// <summary>Local time of its start.</summary>
    public required string At { get; init; }

    /// <summary>Start as an instant.</summary>
    public required Instant StartsAt { get; init; }

    /// <summary>Seats left.</summary>
    public required long SeatsLeft { get; init; }

    /// <summary>Whether the member can book it now.</summary>
    public required bool IsFree { get; init; }

    /// <summary>Stable code of why not, or null.</summary>
    public string? WhyNotCode { get; init; }

    /// <summary>Why not, in a sentence, or null.</summary>
    public string? WhyNot { get; init; }
}

/// <summary>The slots of a resource for a member (P40, F25).</summary>
/// <param name="Resource">Resource.</param>
/// <param name="SkipsQueue">Whether the member does not queue there.</param>
/// <param name="Slots">Slots in order of time.</param>
public sealed record SlotsView(string Resource, bool SkipsQueue, IReadOnlyList<SlotView> Slots)
{
    /// <summary>Most days of one question.</summary>
    public const int MostDays = 31;

    /// <summary>Reads the slots of the given dates, both inclusive; null when nobody answers to the name or nothing is offered by the id.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="member">Who asks.</param>
    /// <param name="resource">Resource of the programme.</param>
    /// <param name="days">First and last local date.</param>
    /// <param name="language">Language of the reasons.</param>
    public static SlotsView? Read(ReadScope scope, MemberRef member, string resource, (DateOnly From, DateOnly Through) days, string language)
    {
        if (MemberSight.Of(scope, member) is not { } sight || sight.Program.Document.Bookings.FirstOrDefault(r => r.Id == resource) is not { Enabled: true } terms) return null;
        var held = HeldBenefits.Now(sight.Programs, sight.State, scope.AsOf);
        var slots = new List<BookedSlot>();
        for (var day = days.From; day <= days.Through && day < days.From.AddDays(MostDays); day = day.AddDays(1)) slots.AddRange(terms.SlotsOn(day).Select(at => new BookedSlot(resource, day, at)));
        var used = scope.Db.SharedCounters.UsedOf(slots.Select(s => s.SeatsId));
        return new SlotsView(resource, BookingDecisions.SkipsQueue(held, terms), [.. slots.Select(View)]);

        SlotView View(BookedSlot slot)
        {
            var left = Math.Max(0, terms.Seats - used.GetValueOrDefault(slot.SeatsId));
            var refusal = BookingDecisions.Check(held, terms, slot) ?? (left > 0 ? null : Refusal.Of("booking.full", Reason.Count("asked", 1), Reason.Count("left", 0)));
            return new SlotView
            {
                On = slot.On, At = slot.At.ToString("HH:mm", CultureInfo.InvariantCulture), StartsAt = sight.Programs.Calendar.At(slot.On, slot.At), SeatsLeft = left, IsFree = refusal is null,
                WhyNotCode = refusal?.Reason.Code, WhyNot = refusal is { } why ? Text.Render(why.Reason, language, sight.Program.Document) : null,
            };
        }
    }
}
