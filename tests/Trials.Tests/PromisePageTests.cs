namespace Tessera.Trials.Tests;

/// <summary>The page of promises: a line takes its place, and says what need not be tried again.</summary>
public sealed class PromisePageTests
{
    private const string Page = """
        # Promises

        | id | on | kept | what was done | when, where |
        | --- | --- | --- | --- | --- |
        | R1 | sqlite | kept | full size: 200 kills | day |
        | R1 | postgres | kept | 20 kills | day |
        | R1, part 2 | sqlite | kept | fast size: 1 import | day |
        | R2 | sqlite | **broken** | full size: 50 power cuts; 1 faults | day |
        | S5 | sqlite | kept | 122 operations | day |

        R1 | sqlite | is no row.
        """;

    [Theory]
    [InlineData("R1", 1, "sqlite", "full", true)]
    [InlineData("R1", 1, "sqlite", "standard", true)]
    [InlineData("R1", 1, "postgres", "full", false)]
    [InlineData("R1", 1, "postgres", "standard", true)]
    [InlineData("R1", 1, "two", "fast", false)]
    [InlineData("R1", 2, "sqlite", "standard", false)]
    [InlineData("R1", 2, "sqlite", "fast", true)]
    [InlineData("R2", 1, "sqlite", "full", false)]
    [InlineData("R2", 1, "sqlite", "fast", false)]
    [InlineData("R3", 1, "sqlite", "fast", false)]
    [InlineData("S5", 1, "sqlite", "standard", true)]
    public void What_is_kept_there_at_that_size_is_held(string promise, int part, string on, string size, bool held) =>
        Assert.Equal(held, PromisePage.Holds(Page, promise, part, on, Enum.Parse<TrialSize>(size, ignoreCase: true)));

    [Fact]
    public void A_line_that_is_noted_is_held_and_one_that_broke_is_not()
    {
        var page = PromisePage.With(Page, ["R1, part 2", "sqlite", "kept", "full size: 20 imports", "day"]);
        Assert.True(PromisePage.Holds(page, "R1", 2, "sqlite", TrialSize.Full));
        page = PromisePage.With(page, ["R1, part 2", "sqlite", "**broken**", "full size: 20 imports; 1 faults", "day"]);
        Assert.False(PromisePage.Holds(page, "R1", 2, "sqlite", TrialSize.Full));
    }

    [Fact]
    public void A_line_replaces_the_old_one_wherever_somebody_put_it()
    {
        var rows = Page.Split('\n').ToList();
        var moved = rows.First(r => r.StartsWith("| R1 | postgres", StringComparison.Ordinal));
        rows.Remove(moved);
        rows.Insert(rows.FindIndex(r => r.StartsWith("| R2", StringComparison.Ordinal)), moved);
        var page = PromisePage.With(string.Join('\n', rows), ["R1", "postgres", "kept", "30 kills", "day"]);
        Assert.Equal("| R1 | postgres | kept | 30 kills | day |", Assert.Single(page.Split('\n'), r => r.StartsWith("| R1 | postgres", StringComparison.Ordinal)));
        Assert.Equal(rows.Count, page.Split('\n').Length);
    }

    [Fact]
    public void What_was_done_in_full_stands_below_what_is_done_every_day()
    {
        var page = PromisePage.With(Page, ["R1", "postgres", "kept", "full size: 60 kills", "day"]);
        page = PromisePage.With(page, ["R1", "postgres", "kept", "20 kills again", "day"]);
        var rows = page.Split('\n').ToList();
        var first = rows.FindIndex(r => r.StartsWith("| R1 | postgres", StringComparison.Ordinal));
        Assert.Equal(["| R1 | postgres | kept | 20 kills again | day |", "| R1 | postgres | kept | full size: 60 kills | day |"], rows.Skip(first).Take(2));
        Assert.True(PromisePage.Holds(page, "R1", 1, "postgres", TrialSize.Full));
        Assert.True(PromisePage.Holds(page, "R1", 1, "postgres", TrialSize.Standard));
    }

    [Fact]
    public void A_new_line_takes_its_place_by_letter_number_part_and_store()
    {
        var page = PromisePage.With(Page, ["R1", "two", "kept", "20 kills", "day"]);
        var rows = page.Split('\n').ToList();
        Assert.Equal("| R1 | two | kept | 20 kills | day |", rows[rows.FindIndex(r => r.StartsWith("| R1 | postgres", StringComparison.Ordinal)) + 1]);
    }
}
