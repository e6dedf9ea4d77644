using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>The reasons of earning and their parts. Codes are stable; the texts file renders them.</summary>
public static class EarnReasons
{
    /// <summary>Most rules that almost matched that one decision names.</summary>
    public const int MostMissed = 8;

    /// <summary>A money rule gave: rule, basis, rate, per, multiplier, points (after all limits), and cut where the rule's own limit cut.</summary>
    public const string Money = "earn.money";

    /// <summary>A rule per unit gave: rule, units (ten-thousandths), each, multiplier, points, and cut where it was.</summary>
    public const string Unit = "earn.unit";

    /// <summary>A rule per purchase gave: rule, each, multiplier, points, and cut where it was.</summary>
    public const string Purchase = "earn.purchase";

    /// <summary>A behaviour rule gave: rule, each, multiplier, points, and cut where it was.</summary>
    public const string Behaviour = "earn.behaviour";

    /// <summary>A multiplier other than 1 took part: tier, and birthday or campaign where present, stacking, total.</summary>
    public const string Multipliers = "earn.multipliers";

    /// <summary>A campaign multiplied: rule, multiplier.</summary>
    public const string Campaign = "earn.campaign";

    /// <summary>A limit over all rules cut: period, limit, room, cut.</summary>
    public const string Limit = "earn.limit";

    /// <summary>A limit over all rules refused: period, limit, room, points.</summary>
    public const string LimitRefused = "earn.limit.refused";

    /// <summary>Growth from spend: spend, rate, per, growth, and cut where the daily limit cut.</summary>
    public const string Growth = "earn.growth";

    /// <summary>Growth from a behaviour: type, each, growth, and cut where it was.</summary>
    public const string GrowthBehaviour = "earn.growth.behaviour";

    /// <summary>A rule would have matched, had its code been entered: rule.</summary>
    public const string MissedCode = "earn.missed.code";

    /// <summary>A rule gives again only later: rule, minutes (of the cooldown), left (minutes, started ones count).</summary>
    public const string MissedCooldown = "earn.missed.cooldown";

    /// <summary>A rule's limit is used up or refused it: rule, period, limit, room.</summary>
    public const string MissedLimit = "earn.missed.limit";

    /// <summary>A matching rule stood back for an exclusive one: rule, winner.</summary>
    public const string MissedExclusive = "earn.missed.exclusive";

    /// <summary>The behaviour earned for this object before: type.</summary>
    public const string MissedObject = "earn.missed.object";

    internal static string NameOf(CapPeriod period) => period switch
    {
        CapPeriod.Order => "order",
        CapPeriod.Day => "day",
        CapPeriod.Week => "week",
        CapPeriod.Month => "month",
        CapPeriod.Year => "year",
        CapPeriod.Lifetime => "lifetime",
        _ => throw new ArgumentOutOfRangeException(nameof(period)),
    };

    internal static string NameOf(Stacking stacking) => stacking switch
    {
        Stacking.Max => "max",
        Stacking.Sum => "sum",
        Stacking.Product => "product",
        _ => throw new ArgumentOutOfRangeException(nameof(stacking)),
    };

    internal static Reason OfGrowth(long spend, Rate rate, long growth, long cut)
    {
        var parts = new ReasonPart[cut > 0 ? 5 : 4];
        parts[0] = Reason.Money("spend", spend);
        parts[1] = Reason.Growth("rate", rate.Value);
        parts[2] = Reason.Money("per", rate.Per);
        parts[3] = Reason.Growth("growth", growth);
        if (cut > 0) parts[4] = Reason.Growth("cut", cut);
        return new Reason(Growth, parts);
    }

    internal static Reason OfLimit(string code, PointsCap cap, long room, string name, long value) => new(code,
    [
        Reason.Id("period", NameOf(cap.Period)), Reason.Points("limit", cap.Points), Reason.Points("room", room), Reason.Points(name, value),
    ]);

    internal static Reason OfMissedLimit(string rule, PointsCap cap, long room) => new(MissedLimit,
    [
        Reason.Id("rule", rule), Reason.Id("period", NameOf(cap.Period)), Reason.Points("limit", cap.Points), Reason.Points("room", room),
    ]);
}
