using System.ComponentModel;
using Tessera.App;
using Tessera.App.Reads;
using Tessera.Core.Benefits;

namespace Tessera.Server.Http.Benefits;

/// <summary>A column of the comparison table.</summary>
internal sealed record ColumnView
{
    public required BenefitDimension Id { get; init; }

    [Description("Head in the language asked for.")]
    public required string Name { get; init; }
}

/// <summary>A cell of the comparison table.</summary>
internal sealed record CellView
{
    [Description("Column.")]
    public required BenefitDimension Dimension { get; init; }

    [Description("What the tier has there, in the language asked for.")]
    public required string Text { get; init; }

    [Description("Ids of the benefits behind it.")]
    public required IReadOnlyList<string> Benefits { get; init; }
}

/// <summary>A tier of the comparison table.</summary>
internal sealed record ComparedTier
{
    public required TierName Tier { get; init; }

    [Description("One for every column, in their order.")]
    public required IReadOnlyList<CellView> Cells { get; init; }
}

/// <summary>The benefit table of tiers and dimensions.</summary>
internal sealed record ComparisonView
{
    [Description("Version of the programme.")]
    public required int Version { get; init; }

    [Description("Local date on which the benefits are read.")]
    public required DateOnly On { get; init; }

    public required IReadOnlyList<ColumnView> Columns { get; init; }

    [Description("From the base upwards.")]
    public required IReadOnlyList<ComparedTier> Tiers { get; init; }
}

/// <summary>The public benefit table (F21).</summary>
internal sealed class ComparisonRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/program/comparison", Id = "compareTiers", Tag = "program", IsPublic = true, Gives = typeof(ComparisonView), Summary = "What each tier brings",
            Says = "The benefit table of the version in force, open to everybody: one row for each tier, from the base upwards, one column for each kind of benefit.", Refusals = ["program.none"],
            Handle = ask => Task.FromResult(desk.Read(ask, Compare)),
        };
    }

    private static Reply Compare(ReadScope scope, Showing showing)
    {
        if (scope.KnownPrograms is not { } programs) return new Problem(409, "program.none");
        var (program, on) = (programs.At(scope.AsOf), programs.Calendar.DayOf(scope.AsOf));
        var table = BenefitTable.Of(program.Document.Benefits, program.Document.Ladder.Tiers, on);
        return Reply.Ok(new ComparisonView
        {
            Version = program.Version,
            On = on,
            Columns = [.. table.Dimensions.Select(d => new ColumnView { Id = d, Name = showing.Language.Of(BenefitTable.NameOf(d)) })],
            Tiers = [.. table.Rows.Select(r => new ComparedTier
            {
                Tier = showing.Tier(r.Tier.Id),
                Cells = [.. r.Cells.Select(c => new CellView { Dimension = c.Dimension, Text = showing.Language.Of(c.Text), Benefits = c.Benefits })],
            })],
        });
    }
}
