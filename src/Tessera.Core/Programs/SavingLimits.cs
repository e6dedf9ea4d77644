using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.Redemption;

namespace Tessera.Core.Programs;

/// <summary>
/// Limits of savings over periods (semantics §8): those of each member are rows of cap room like those of earning, those of a campaign are shared counters. Both are
/// of the purchase's own local day (§1 Late facts), reserved at commit and named <c>saving:ID:MEASURE</c>, a shared one with its period.
/// </summary>
internal static class SavingLimits
{
    private const string Uses = "uses";
    private const string Minor = "minor";
    private const string Units = "units";
    private const string Prefix = Word + ":";

    /// <summary>First word of the id of a limit of a saving.</summary>
    internal const string Word = "saving";

    /// <summary>
    /// The shared limits that a purchase with wishes may come under: those of promotions and price benefits, where coupons may be used those of their kinds, and the stock
    /// of the rewards it asks for. A budget of a kind of coupon, and the stock of a benefit, is that of the newest version that has it, whichever version gave it.
    /// </summary>
    public static IReadOnlyList<SharedLimit> Shared(ProgramHistory programs, Purchase purchase)
    {
        var (program, wishes) = (programs.For(purchase.OccurredAt, purchase.RecordedAt), purchase.Wishes!);
        var day = programs.Calendar.DayOf(purchase.OccurredAt);
        List<SharedLimit>? limits = null;
        Add(program.SharedSavings);
        Add(programs.SharedBenefits);
        if (wishes.ChoosesCoupons || wishes.Coupons.Count > 0) Add(programs.SharedCoupons);
        if (wishes.Rewards.Count > 0) (limits ??= []).AddRange(RewardTill.StocksOf(program, wishes));
        return limits is null ? [] : [.. limits.DistinctBy(l => l.Id, StringComparer.Ordinal)];

        void Add(IReadOnlyList<Saving> savings)
        {
            foreach (var saving in savings) (limits ??= []).AddRange(Shared(saving, day));
        }
    }

    /// <summary>Whether a saving has a limit that all members share.</summary>
    public static bool IsShared(Saving? saving) => saving is not null && saving.Limits.Any(l => l.OfCampaign);

    /// <summary>What is left for a member of each saving that has limits of its own.</summary>
    public static Dictionary<string, SavingRoom> OwnRooms(IEnumerable<Saving> savings, List<MetricRow> rows, DateOnly day) =>
        Rooms(savings, ofCampaign: false, (saving, measure, limit, most) => most - CapRoom.Used(rows, OwnKey(saving.Id, measure), limit.Period, day));

    /// <summary>What the fact says is left of each saving that a campaign limits.</summary>
    public static Dictionary<string, SavingRoom> CampaignRooms(IEnumerable<Saving> savings, Fact fact, DateOnly day) =>
        Rooms(savings, ofCampaign: true, (saving, measure, limit, _) => SharedRooms.Left(fact, Counter(saving.Id, measure, limit.Period, day)));

    /// <summary>Reserves what a priced order used.</summary>
    public static void Take(Deciding d, Fact fact, Saving saving, IReadOnlyList<Deduction> deductions)
    {
        var used = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            [Uses] = 1, [Minor] = deductions.Sum(x => x.Minor), [Units] = (long)decimal.Ceiling(deductions.Sum(x => x.Units)),
        };
        var counted = new HashSet<(bool, string)>();
        foreach (var limit in saving.Limits)
        {
            foreach (var (measure, _) in MeasuresOf(limit))
            {
                var key = limit.OfCampaign ? Counter(saving.Id, measure, limit.Period, d.Day) : OwnKey(saving.Id, measure);
                if (used[measure] == 0 || !counted.Add((limit.OfCampaign, key))) continue;
                if (limit.OfCampaign) SharedRooms.Take(d, fact, key, used[measure]);
                else d.Apply(new RowAdded(new MetricRow { Sequence = d.Sequence, Kind = RowKind.CapUse, Day = d.Day, PurchaseDay = d.Day, Key = key, Points = used[measure] }));
            }
        }
    }

    /// <summary>Gives back what a refund or void releases: of limits of money what the lines given back had saved, of counts nothing before the whole of it is allowed back.</summary>
    /// <param name="d">The decision.</param>
    /// <param name="purchase">The purchase.</param>
    /// <param name="lines">What is given back.</param>
    /// <param name="countsToo">Counts are given back, all of them: a void, or the refund that completes where the programme says so.</param>
    public static void GiveBack(Deciding d, RecordedPurchase purchase, IReadOnlyList<LineRefund> lines, bool countsToo)
    {
        if (purchase.Outcome.Priced is not { } order) return;
        foreach (var row in d.State.Rows.Where(r => IsUseOf(r, purchase.Sequence)).ToList())
        {
            var back = Back(row.Key!, row.Points);
            if (back > 0) d.Apply(new RowAdded(row with { Sequence = d.Sequence, PurchaseSequence = purchase.Sequence, Points = -back }));
        }

        foreach (var moved in purchase.Moved.Where(m => IsReleased(m.Id))) SharedRooms.GiveBack(d, moved.Id, Back(moved.Id, moved.By));

        long Back(string key, long used)
        {
            var words = key.Split(':');
            return words.Length > 2 && words[2] == Minor ? PricedParts.SavedOf(order, words[1], lines) : countsToo ? used : 0;
        }
    }

    private static IEnumerable<SharedLimit> Shared(Saving saving, DateOnly day) => saving.Limits.Where(l => l.OfCampaign)
        .SelectMany(l => MeasuresOf(l).Select(m => new SharedLimit(Counter(saving.Id, m.Measure, l.Period, day), m.Most)))
        .OrderBy(l => l.Most);

    private static bool IsReleased(string key) => key.StartsWith(Prefix, StringComparison.Ordinal) || key.StartsWith(Reward.UsePrefix, StringComparison.Ordinal);

    private static bool IsUseOf(MetricRow row, long purchase) =>
        row.Kind == RowKind.CapUse && row.Sequence == purchase && row.PurchaseSequence == 0 && row.FromMerge == 0 && IsReleased(row.Key!);

    private static Dictionary<string, SavingRoom> Rooms(IEnumerable<Saving> savings, bool ofCampaign, Func<Saving, string, SavingLimit, long, long> left)
    {
        var rooms = new Dictionary<string, SavingRoom>(StringComparer.Ordinal);
        foreach (var saving in savings)
        {
            if (saving.Limits.Count == 0) continue;
            foreach (var limit in saving.Limits.Where(l => l.OfCampaign == ofCampaign))
            {
                foreach (var (measure, most) in MeasuresOf(limit))
                {
                    var room = rooms.GetValueOrDefault(saving.Id) ?? new SavingRoom();
                    rooms[saving.Id] = With(room, measure, Math.Max(0, left(saving, measure, limit, most)));
                }
            }
        }

        return rooms;
    }

    private static SavingRoom With(SavingRoom room, string measure, long left) => measure switch
    {
        Uses => room with { Uses = Math.Min(room.Uses ?? long.MaxValue, left) },
        Minor => room with { Minor = Math.Min(room.Minor ?? long.MaxValue, left) },
        _ => room with { Units = Math.Min(room.Units ?? decimal.MaxValue, left) },
    };

    private static IEnumerable<(string Measure, long Most)> MeasuresOf(SavingLimit limit)
    {
        if (limit.Uses > 0) yield return (Uses, limit.Uses);
        if (limit.Minor > 0) yield return (Minor, limit.Minor);
        if (limit.Units > 0) yield return (Units, limit.Units);
    }

    private static string OwnKey(string saving, string measure) => $"{Prefix}{saving}:{measure}";

    /// <summary>The calendar period that the id of a shared limit names, or null.</summary>
    internal static CapPeriod? PeriodOf(string word) => word switch
    {
        "day" => CapPeriod.Day,
        "week" => CapPeriod.Week,
        "month" => CapPeriod.Month,
        "year" => CapPeriod.Year,
        _ => null,
    };

    // A period is named by its first day, so that its counter begins empty.
    private static string Counter(string saving, string measure, CapPeriod period, DateOnly day) => period == CapPeriod.Lifetime
        ? OwnKey(saving, measure)
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{OwnKey(saving, measure)}:{WordOf(period)}:{CapRoom.Bounds(period, day).From:yyyy-MM-dd}");

    private static string WordOf(CapPeriod period) => period switch
    {
        CapPeriod.Day => "day",
        CapPeriod.Week => "week",
        CapPeriod.Month => "month",
        CapPeriod.Year => "year",
        CapPeriod.Lifetime or CapPeriod.Order => throw new ArgumentException("no calendar period", nameof(period)),
        _ => throw new ArgumentOutOfRangeException(nameof(period)),
    };
}
