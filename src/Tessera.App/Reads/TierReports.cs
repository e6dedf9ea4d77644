using System.Globalization;
using Tessera.App.Reports;
using Tessera.App.Texts;
using Tessera.Core.Analytics;
using Tessera.Core.Programs;
using Tessera.Storage.Reports;

namespace Tessera.App.Reads;

/// <summary>Members in a tier.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Members">How many.</param>
/// <param name="ShareTenThousandths">Share of all members, ten-thousandths, rounded half up; 0 when there is none.</param>
/// <param name="Band">The share the programme aims at; absent where it names none.</param>
/// <param name="Opens">Where its members are listed.</param>
public sealed record TierShare(TierName Tier, long Members, long ShareTenThousandths, TierBand? Band, string Opens);

/// <summary>Where a share stands against its band.</summary>
public enum BandState
{
    /// <summary>Below its lower end.</summary>
    Below,

    /// <summary>Inside, both ends included.</summary>
    Inside,

    /// <summary>Above its upper end.</summary>
    Above,
}

/// <summary>The share of members a tier is meant to have.</summary>
/// <param name="FromTenThousandths">Lower end, ten-thousandths.</param>
/// <param name="ThroughTenThousandths">Upper end.</param>
/// <param name="State">Where the share stands, compared without rounding; absent without members.</param>
public sealed record TierBand(int FromTenThousandths, int ThroughTenThousandths, BandState? State);

/// <summary>Distribution over tiers at the end of a local date.</summary>
/// <param name="On">Local date.</param>
/// <param name="Members">All members.</param>
/// <param name="Tiers">Every tier of the ladder from base upwards, empty ones too.</param>
/// <param name="Definitions">What it means.</param>
public sealed record TierDistributionView(DateOnly On, long Members, IReadOnlyList<TierShare> Tiers, IReadOnlyList<FigureMeaning> Definitions);

/// <summary>Movement of one tier: opening + in − out = closing.</summary>
public sealed record TierMovementRow(TierName Tier, long Opening, long In, long Out, long Closing, long Joined, long Left);

/// <summary>Movements over local dates, both inclusive.</summary>
/// <param name="From">First local date.</param>
/// <param name="Through">Last local date.</param>
/// <param name="Tiers">By tier, from base upwards.</param>
/// <param name="Moves">From each tier to each: the sums of its rows and columns are the openings and closings.</param>
/// <param name="Definitions">What it means.</param>
public sealed record TierMovementView(DateOnly From, DateOnly Through, IReadOnlyList<TierMovementRow> Tiers, IReadOnlyList<TierMoveCell> Moves, IReadOnlyList<FigureMeaning> Definitions);

/// <summary>A cell of the matrix.</summary>
/// <param name="From">Tier before; absent for who joined.</param>
/// <param name="To">Tier at the end; absent for who left.</param>
/// <param name="Members">How many.</param>
/// <param name="Opens">Where they are listed.</param>
public sealed record TierMoveCell(TierName? From, TierName? To, long Members, string Opens);

/// <summary>Reports over the tier history (P25).</summary>
public static class TierReports
{
    /// <summary>Members by tier in force at the end of a local date.</summary>
    public static TierDistributionView Distribution(ReadScope scope, DateOnly on, string language)
    {
        var counts = scope.Db.Reports.TierDistribution(on).ToDictionary(c => c.Tier, c => c.Members, StringComparer.Ordinal);
        var all = counts.Values.Sum();
        return new TierDistributionView(on, all, [.. Ladder(scope, counts.Keys).Select(id => Share(scope, id, counts.GetValueOrDefault(id), (all, on, language)))], FigureMeaning.All(language, "tierShare"));
    }

    /// <summary>How members moved between tiers from one date through another.</summary>
    public static TierMovementView Movement(ReadScope scope, DateOnly from, DateOnly through, string language)
    {
        var pairs = scope.Db.Reports.TierMoves(from, through);
        var moves = ReportStore.Movements(pairs).ToDictionary(m => m.Tier, StringComparer.Ordinal);
        var order = Ladder(scope, moves.Keys).ToList();
        var cells = pairs.OrderBy(m => order.IndexOf(m.From ?? "")).ThenBy(m => order.IndexOf(m.To ?? ""));
        return new TierMovementView(from, through, [.. Ladder(scope, moves.Keys).Select(id =>
            moves.TryGetValue(id, out var m)
                ? new TierMovementRow(Name(scope, id, language), m.Opening, m.In, m.Out, m.Closing, m.Joined, m.Left)
                : new TierMovementRow(Name(scope, id, language), 0, 0, 0, 0, 0, 0))], [.. cells.Select(m => Cell(scope, m, new ReportWindow(from, through), language))], FigureMeaning.All(language, "tierMovement"));
    }

    private static TierMoveCell Cell(ReadScope scope, TierMove move, ReportWindow window, string language) => new(
        move.From is { } from ? Name(scope, from, language) : null, move.To is { } to ? Name(scope, to, language) : null, move.Members,
        $"/v1/reports/members?figure=moved&{window.Query}&was={move.From ?? "-"}&tier={move.To ?? "-"}");

    private static TierShare Share(ReadScope scope, string id, long members, (long All, DateOnly On, string Language) of) => new(
        Name(scope, id, of.Language), members, Shares.Of(members, of.All) ?? 0, BandOf(Document(scope).Ladder.Tiers.FirstOrDefault(t => t.Id == id), members, of.All),
        string.Create(CultureInfo.InvariantCulture, $"/v1/reports/members?figure=tier&through={of.On:yyyy-MM-dd}&tier={id}"));

    // Compared exactly, as the lint does: members × 10,000 against the band × all members.
    private static TierBand? BandOf(Core.Tiers.TierRule? tier, long members, long all)
    {
        if (tier is null or { ShareFrom: null, ShareThrough: null }) return null;
        var (from, through) = (tier.ShareFrom ?? 0, tier.ShareThrough ?? 10_000);
        BandState? state = all == 0 ? null
            : (Int128)members * 10_000 < (Int128)from * all ? BandState.Below
            : (Int128)members * 10_000 > (Int128)through * all ? BandState.Above : BandState.Inside;
        return new TierBand(from, through, state);
    }

    /// <summary>The ladder of today, then tiers that only the past had.</summary>
    internal static IEnumerable<string> Ladder(ReadScope scope, IEnumerable<string> seen)
    {
        var now = Document(scope).Ladder.Tiers.Select(t => t.Id).ToList();
        return now.Concat(seen.Where(id => !now.Contains(id)).Order(StringComparer.Ordinal));
    }

    internal static TierName Name(ReadScope scope, string id, string language)
    {
        var tier = scope.Programs.Versions.Reverse().SelectMany(v => v.Document.Ladder.Tiers).FirstOrDefault(t => t.Id == id);
        return new TierName(id, tier is null ? id : Text.In(tier.Names, language));
    }

    private static ProgramDocument Document(ReadScope scope) => scope.Programs.At(scope.AsOf).Document;
}
