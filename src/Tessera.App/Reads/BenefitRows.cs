using Tessera.App.Purchases;
using Tessera.Core.Analytics;
using Tessera.Core.Benefits;
using Tessera.Core.Costs;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;

namespace Tessera.App.Reads;

/// <summary>Which figure of the report of benefits is opened.</summary>
public enum BenefitFigure
{
    /// <summary>Cost and uses: the rows' sums are those of the source, tier, store or total asked for.</summary>
    Cost,

    /// <summary>Net revenue of members.</summary>
    Revenue,

    /// <summary>Conversion of a benefit: the members of its tiers.</summary>
    Conversion,

    /// <summary>Points open at the end of the window, by member.</summary>
    Points,

    /// <summary>Coupons, uses of benefits and bonus open at the end of the window, by member and source.</summary>
    Open,
}

/// <summary>What is opened.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="From">First local date.</param>
/// <param name="Through">Last local date.</param>
public sealed record BenefitRowsAsk(BenefitFigure Figure, DateOnly From, DateOnly Through)
{
    /// <summary>Only this kind of source.</summary>
    public CostKind? Kind { get; init; }

    /// <summary>Of what is open, only this kind.</summary>
    public OpenKind? Open { get; init; }

    /// <summary>Only this source, or for conversion the benefit.</summary>
    public string? Id { get; init; }

    /// <summary>Only this tier; empty for where none is known.</summary>
    public string? Tier { get; init; }

    /// <summary>Only this store; empty for where none is known.</summary>
    public string? Store { get; init; }

    /// <summary>Start at this account …</summary>
    public AccountId? Account { get; init; }

    /// <summary>… after so many of its rows.</summary>
    public int After { get; init; }

    /// <summary>Most rows.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>One row behind a figure.</summary>
/// <param name="MemberId">Whose; absent where the member was erased.</param>
/// <param name="Sequence">Place in the member's record; absent for a whole member.</param>
/// <param name="On">Local date it was recorded; absent for a whole member.</param>
/// <param name="Fact">What happened: a fact's kind, or <c>step</c> for what the night settled; absent for a whole member.</param>
/// <param name="PurchaseId">The purchase, for those of a purchase.</param>
/// <param name="Kind">Kind of the source, for cost.</param>
/// <param name="Id">The source, for cost.</param>
/// <param name="Tier">Tier in force; for conversion the one the window began in.</param>
/// <param name="Store">Store, or empty.</param>
/// <param name="Uses">Uses; for conversion purchases; for what is open how much of it is: coupons, uses, or minor units of bonus.</param>
/// <param name="AmountMinor">Cost, or net bought; absent for points.</param>
/// <param name="Points">Points open, for points.</param>
/// <param name="IsHeldOut">For conversion: whether the hold-out group keeps the member from the benefit.</param>
public sealed record BenefitRow(
    string? MemberId, long? Sequence, DateOnly? On, string? Fact, string? PurchaseId, CostKind? Kind, string? Id, string Tier, string Store, long Uses, long? AmountMinor, long? Points, bool? IsHeldOut);

/// <summary>Rows behind a figure and where the next ones begin.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Next">The account and how many of its rows were given, or null at the end.</param>
public sealed record BenefitRowsPage(IReadOnlyList<BenefitRow> Rows, (AccountId Account, int After)? Next);

/// <summary>Opens the figures of the report of benefits into their rows (K1). The same fold makes figure and rows, so that the rows add up to it.</summary>
public static class BenefitRows
{
    /// <summary>A page of rows, members in order of their random account, rows in the order they were recorded.</summary>
    public static BenefitRowsPage Read(ReadScope scope, BenefitRowsAsk ask)
    {
        var calendar = scope.Programs.Calendar;
        var document = BenefitCosts.DocumentOf(scope, ask.Through);
        var (end, given) = (calendar.StartOf(ask.Through.AddDays(1)), new List<BenefitRow>());
        foreach (var record in scope.Db.Records.ByMember(end, ask.Account))
        {
            var rows = Of(scope, ask, document, record);
            var skip = record.Account == ask.Account ? ask.After : 0;
            var some = rows.Skip(skip).Take(ask.Limit - given.Count).ToList();
            given.AddRange(some);
            if (given.Count == ask.Limit) return new BenefitRowsPage(given, (record.Account, skip + some.Count));
        }

        return new BenefitRowsPage(given, null);
    }

    private static List<BenefitRow> Of(ReadScope scope, BenefitRowsAsk ask, ProgramDocument document, Storage.Facts.OwnedRecord record)
    {
        var rows = new List<BenefitRow>();
        string? member = null;
        string? Name() => member ??= scope.Db.Identities.MemberOf(record.Account)?.ToString();
        if (ask.Figure == BenefitFigure.Open) return OpenOf(scope, ask, record, Name);
        var isOfFacts = ask.Figure is BenefitFigure.Cost or BenefitFigure.Revenue;
        var fold = new CostFold(scope.Programs.Calendar, ask.From, ask.Through, BenefitCosts.WorthOf(document))
        {
            OnRow = row =>
            {
                if (isOfFacts && IsAsked(ask, row)) rows.Add(Row(scope, row, Name()));
            },
            OnMember = row =>
            {
                if (!isOfFacts && Row(ask, document, row, Name) is { } made) rows.Add(made);
            },
        };
        fold.Add(record.Items, HoldOut.Holds(record.Account.ToString(), document.Costs.HoldOut));
        return rows;
    }

    // One fold a member: its sums are that member's part of the report's.
    private static List<BenefitRow> OpenOf(ReadScope scope, BenefitRowsAsk ask, Storage.Facts.OwnedRecord record, Func<string?> name)
    {
        var fold = new OpenCostFold(scope.Programs, ask.From, ask.Through);
        fold.Add(record.Account.ToString(), record.Items);
        var open = fold.Sums.Where(s => s.Value.Open != 0 && (ask.Open is null || ask.Open == s.Key.Kind) && (ask.Id is null || ask.Id == s.Key.Id));
        return [.. open.OrderBy(s => s.Key.Kind).ThenBy(s => s.Key.Id, StringComparer.Ordinal).Select(s => new BenefitRow(name(), null, null, null, null, KindOf(s.Key.Kind), s.Key.Id, "", "", s.Value.Open, null, null, null))];
    }

    private static CostKind? KindOf(OpenKind kind) => kind switch
    {
        OpenKind.Coupon => CostKind.Coupon,
        OpenKind.Benefit => CostKind.Benefit,
        OpenKind.StoredValueBonus => null,
    };

    private static bool IsAsked(BenefitRowsAsk ask, in CostRow row) =>
        row.Source is null == (ask.Figure == BenefitFigure.Revenue) && (ask.Tier is null || ask.Tier == row.Place.Tier) && (ask.Store is null || ask.Store == row.Place.Store)
        && (row.Source is not { } source || ((ask.Kind is null || ask.Kind == source.Kind) && (ask.Id is null || ask.Id == source.Id)));

    private static BenefitRow Row(ReadScope scope, in CostRow row, string? member)
    {
        var item = row.Item;
        return new BenefitRow(
            member, item.Sequence, scope.Programs.Calendar.DayOf(item.RecordedAt), item.Fact is { } fact ? ReadTimeline.KindOf(fact) : "step", PurchaseOf(item)?.ToString(), row.Source?.Kind, row.Source?.Id,
            row.Place.Tier, row.Place.Store, row.Sum.Uses, row.Sum.CostMinor, null, null);
    }

    private static PurchaseId? PurchaseOf(RecordItem item) => item.Fact is Purchase { Source: not null, Number: not null } bought ? PurchaseId.Of(bought) : null;

    private static BenefitRow? Row(BenefitRowsAsk ask, ProgramDocument document, in MemberRow row, Func<string?> name)
    {
        if (ask.Figure == BenefitFigure.Points) return row.OpenPoints == 0 ? null : new BenefitRow(name(), null, null, null, null, null, null, row.Tier, "", 0, null, row.OpenPoints, null);
        var (benefit, tier) = (document.Benefits.FirstOrDefault(b => b.Id == ask.Id), row.Tier);
        if (benefit is null || document.Ladder.Tiers.FirstOrDefault(t => t.Id == tier) is not { } rule || !Catalogue.Has(rule, benefit) || (ask.Tier is not null && ask.Tier != tier)) return null;
        return new BenefitRow(name(), null, null, null, null, CostKind.Benefit, benefit.Id, row.Tier, "", row.Bought, row.NetMinor, null, row.IsHeldOut && benefit.Measured);
    }
}
