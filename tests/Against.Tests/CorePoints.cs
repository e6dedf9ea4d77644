using Tessera.Core;
using Tessera.Core.Points;

namespace Tessera.Against;

/// <summary>Points rules of a model programme in Core's words.</summary>
internal static class CorePoints
{
    public static PointsRules From(Model.ModelProgram program) => new()
    {
        Expiry = Expiry(program.Expiry),
        NoticeDays = program.NoticeDays,
        LateNotice = Same<LateNotice>(program.LateNotice),
        Pending = new PendingRule
        {
            Until = Same<PendingUntil>(program.Pending.Kind), Days = program.Pending.Days, CancelAfterDays = program.Pending.DeadlineDays ?? 0,
        },
        ConsumeOrder = Same<ConsumeOrder>(program.ConsumeOrder),
        SameOrderSpending = program.SameOrderSpending,
        Shortfall = Same<Shortfall>(program.Shortfall),
        ReturnDays = program.ReturnGraceDays,
        Stacking = Same<Stacking>(program.Stack),
        RoundAt = Same<RoundAt>(program.RoundAt),
        Rounding = Same<RoundingMode>(program.Rounding),
        BirthdayMultiplier = CoreProgram.TenThousandths(program.BirthdayMultiplier),
        Caps = [.. OrderCap(program), .. program.PeriodCaps.Select(cap => new PointsCap(Same<CapPeriod>(cap.Period), cap.Points))],
        OnCap = OnCap(program),
        Transfers = program.Transfers,
        TransferExpiry = Same<TransferExpiry>(program.TransferExpiry),
        AutoRedemption = program.AutoRedemption is { } redeem ? new AutoRedemption(redeem.AtBalance, redeem.Points, Same<RedeemMoment>(redeem.At), "tea") : null,
        FreezeStopsEarning = program.FreezeStopsEarning,
    };

    public static OnCap OnCap(Model.ModelProgram program) => Same<OnCap>(program.CapPolicy);

    /// <summary>The value of the same name; a value that the other side does not know is an error, not a default.</summary>
    public static T Same<T>(Enum value)
        where T : struct, Enum => Enum.Parse<T>(value.ToString());

    private static IEnumerable<PointsCap> OrderCap(Model.ModelProgram program) => program.OrderCap is { } cap ? [new PointsCap(CapPeriod.Order, cap)] : [];

    private static ExpiryRule Expiry(Model.ModelExpiry expiry) => new()
    {
        Kind = expiry.Kind switch
        {
            Model.ExpiryKind.Never => ExpiryKind.Never,
            Model.ExpiryKind.RollingMonths or Model.ExpiryKind.RollingDays => ExpiryKind.Rolling,
            Model.ExpiryKind.FixedDates => ExpiryKind.Fixed,
            Model.ExpiryKind.InactivityMonths or Model.ExpiryKind.InactivityDays => ExpiryKind.Inactivity,
            _ => throw new NotSupportedException(),
        },
        Length = expiry.Kind is Model.ExpiryKind.RollingMonths or Model.ExpiryKind.InactivityMonths ? new Span(expiry.N, 0) : new Span(0, expiry.N),
        RoundUpTo = expiry.RoundUpTo is { } period ? Same<PeriodEnd>(period) : PeriodEnd.None,
        Dates = [.. expiry.Dates.Select(date => new MonthDay(date.Month, date.Day))],
    };
}
