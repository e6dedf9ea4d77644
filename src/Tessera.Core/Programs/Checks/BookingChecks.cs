using Tessera.Core.Bookings;

namespace Tessera.Core.Programs.Checks;

/// <summary>Checks of what can be booked: it has slots, and names what exists.</summary>
internal static class BookingChecks
{
    public static void Check(Report report)
    {
        var resources = report.Document.Bookings;
        report.Unique("program.duplicateId", resources.Select((r, i) => ((string?)r.Id, Report.At("/bookings", i) + "/id")));
        for (var i = 0; i < resources.Count; i++) Resource(report, resources[i], Report.At("/bookings", i));
    }

    private static void Resource(Report report, BookableResource resource, string pointer)
    {
        if (resource.Hours.Count == 0) report.Needs(pointer, "hours", resource.Id);
        for (var i = 0; i < resource.Hours.Count; i++)
        {
            var hours = resource.Hours[i];
            if (hours.From.ToTimeSpan() + TimeSpan.FromMinutes(resource.SlotMinutes) > hours.Until.ToTimeSpan()) report.Error("program.hoursTooShort", Report.At(pointer + "/hours", i));
        }

        for (var i = 0; i < resource.Tiers.Count; i++) report.KnownTier(resource.Tiers[i], Report.At(pointer + "/tiers", i));
        var benefits = report.Document.Benefits;
        if (resource.NoQueue is not { } id || benefits.Any(b => b.Id == id)) return;
        report.Add(new Finding("program.unknownBenefit", pointer + "/noQueue") { Got = id, Nearest = Nearest.To(id, benefits.Select(b => b.Id)) });
    }
}
