using System.Text;
using Microsoft.Data.Sqlite;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Rigs;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Tests;

/// <summary>The rigs find what they are for: faults planted on purpose.</summary>
public sealed class PlantedFaultTests
{
    // A member joined with 100 points and spent 60 of them once: 100, 40.
    private static readonly LedgerRow[] Sound =
    [
        new("mem_a", 1, 1, "gift", 100, 100, null),
        new("mem_a", 2, 1, "debit", -60, 40, null),
    ];

    private static readonly Claim[] Told = [new("mem_a", 2, null, -60, 40, "first")];

    [Fact]
    [Covers("R5")]
    public void A_sound_history_has_no_faults() => Assert.Empty(HistoryCheck.Faults(Sound, Told));

    [Fact]
    [Covers("R5")]
    public void A_double_spend_on_one_place_of_the_record_is_found() =>
        Assert.Equal(["mem_a item 2 was promised to first and second"], HistoryCheck.Faults(Sound, [.. Told, new Claim("mem_a", 2, null, -60, 40, "second")]));

    [Fact]
    [Covers("R5")]
    public void A_double_spend_that_both_stand_in_the_ledger_is_found()
    {
        // Both read 100 and wrote 40: the second entry does not continue the first. And 40 - 60 would be below zero.
        LedgerRow[] forked = [.. Sound, new("mem_a", 3, 1, "debit", -60, 40, null)];
        Assert.Equal(["mem_a 3.1: 40 and -60 make 40"], HistoryCheck.Faults(forked, []));
        LedgerRow[] overdrawn = [.. Sound, new("mem_a", 3, 1, "debit", -60, -20, null)];
        Assert.Equal(["mem_a 3.1: debit of 60 leaves -20"], HistoryCheck.Faults(overdrawn, []));
    }

    [Theory]
    [InlineData("", "audit ended with 3: member_state")]
    [InlineData("new.packed = old.packed; ", "/points/debits was answered 500")]
    [Covers("R5", "R18")]
    public async Task A_store_that_gives_spent_points_back_breaks_the_race(string deeper, string expected)
    {
        Assert.SkipUnless(PostgresCluster.IsInstalled, "没有安装 PostgreSQL。 PostgreSQL is not installed.");
        // A lot that is spent from keeps what it had, and so does the member's balance: the next batch could spend the same points. Where only what the
        // tables show is wrong, the audit finds it; where what is decided upon is wrong, the product stops serving the member rather than spend twice.
        var found = await RaceRig.WithPlanted(new TrialAsk(StoreKind.Postgres, TrialSize.Fast, 1), shop => shop.Cluster!.Run($"""
            create function planted_lot() returns trigger language plpgsql as 'begin new.remaining = old.remaining; new.consumed = old.consumed; return new; end';
            create trigger planted_lot before update on lot for each row when (new.consumed > old.consumed) execute function planted_lot();
            create function planted_state() returns trigger language plpgsql as 'begin {deeper}new.balance = old.balance; new.open_points = old.open_points; return new; end';
            create trigger planted_state before update on member_state for each row when (new.balance < old.balance) execute function planted_state();
            """, "trial"));
        Assert.Contains(found, f => f.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    [Covers("R5")]
    public async Task Goods_that_are_given_and_not_counted_break_the_race()
    {
        Assert.SkipUnless(PostgresCluster.IsInstalled, "没有安装 PostgreSQL。 PostgreSQL is not installed.");
        var found = await StockRig.WithPlanted(new TrialAsk(StoreKind.Postgres, TrialSize.Fast, 1), shop => shop.Cluster!.Run("""
            create function planted_stock() returns trigger language plpgsql as 'begin new.used = greatest(0, new.used - 5); return new; end';
            create trigger planted_stock before insert or update on shared_counter for each row when (new.id = 'reward:goods-0') execute function planted_stock();
            """, "trial"));
        Assert.Contains(found, f => f.Contains("clients that redeemed goods won, not 100", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("create function planted() returns trigger language plpgsql as 'begin new.number = new.number / 2; return new; end'; create trigger planted before insert on draw_entry for each row execute function planted();", "was drawn, the seed says")]
    [InlineData("update draw_seed set commitment = repeat('0', 64);", "the seed is not the one committed to")]
    [Covers("R21")]
    public async Task A_draw_that_is_steered_is_found_by_whoever_checks_it(string planted, string expected)
    {
        Assert.SkipUnless(PostgresCluster.IsInstalled, "没有安装 PostgreSQL。 PostgreSQL is not installed.");
        var found = await DrawRig.WithPlanted(new TrialAsk(StoreKind.Postgres, TrialSize.Fast, 1), shop => shop.Cluster!.Run(planted, "trial"));
        Assert.Contains(found, f => f.Contains(expected, StringComparison.Ordinal));
    }

    // From tables of the chi-square distribution: 15.137 with 1, 23.513 with 4 and 148.23 with 99 degrees of freedom are passed by chance once in 10,000, 10,000 and 1,000 times.
    [Theory]
    [InlineData(1, 15.137, 0.0001)]
    [InlineData(4, 23.513, 0.0001)]
    [InlineData(99, 148.23, 0.001)]
    [InlineData(2, 1.386294, 0.5)]
    [Covers("R21")]
    public void Chance_is_reckoned_as_the_tables_have_it(int free, double far, double chance) => Assert.InRange(DrawProof.Upper(free / 2.0, far / 2) / chance, 0.995, 1.005);

    // Prizes of 1 % and 2 % with one and two units: 0–99 wins the first, 100–299 the second.
    [Fact]
    [Covers("R21")]
    public void A_prize_that_was_given_against_the_published_rule_is_found()
    {
        var (seed, commitment) = (new byte[32], "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
        var draw = new PublishedDraw("spring", [new("mug", 100, 1), new("tea", 200, 2)]);
        // Under 32 zero bytes the first number of "spring" is 4,144, a blank.
        Assert.Empty(DrawProof.Faults(draw, commitment, seed, [new(1, 4_144, null, null)]));
        Assert.Equal(["spring 1: 4144 was given mug of none, not nothing of none"], DrawProof.Faults(draw, commitment, seed, [new(1, 4_144, null, "mug")]));
        Assert.Equal("spring: entry 1 is missing", DrawProof.Faults(draw, commitment, seed, [new(2, DrawProof.Number(seed, "spring", 2), null, null)])[0]);
    }

    [Fact]
    [Covers("R1")]
    public void An_acknowledged_write_that_is_gone_is_found() =>
        Assert.Equal(["lost: acknowledged, and not in the ledger of mem_a"], HistoryCheck.Faults(Sound, [.. Told, new Claim("mem_a", 3, null, -5, 35, "lost")]));

    [Fact]
    [Covers("R1")]
    public void An_answer_that_tells_other_points_than_the_ledger_is_found() =>
        Assert.Equal(["first: was told -50 points, the ledger has -60"], HistoryCheck.Faults(Sound, [new Claim("mem_a", 2, null, -50, 40, "first")]));

    [Fact]
    [Covers("S7")]
    public void A_phone_in_clear_is_found_in_either_width_of_letters()
    {
        byte[] bytes = [.. "x19973000001y"u8, .. Encoding.Unicode.GetBytes("z19973000002")];
        Assert.Equal(["19973000001 stands in here at byte 1", "19973000002 stands in here at byte 15"], CanaryRig.Found(bytes, ["19973000001", "19973000002"], "here"));
        Assert.Empty(CanaryRig.Found(bytes, ["19973000003"], "here"));
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    [Covers("R4", "R15")]
    public async Task An_unbalanced_entry_put_into_the_database_by_hand_is_found_by_the_audit(string store)
    {
        var kind = Enum.Parse<StoreKind>(store);
        Assert.SkipWhen(kind == StoreKind.Postgres && !PostgresCluster.IsInstalled, "没有安装 PostgreSQL。 PostgreSQL is not installed.");
        await using var shop = await Shop.Open(new ShopPlan(kind));
        using (var till = new Till(shop))
        {
            await till.Insist([shop.Nodes[0].Address], Op.Join("planted", "planted"), TimeSpan.FromSeconds(20));
        }

        Assert.Empty(await Afterwards.Audited(shop));
        await shop.Nodes[0].Kill();
        // It balances in itself, so that the database's own check lets it pass.
        const string Sql = "update entry set points = points + 1000, balance_after = balance_after + 1000";
        if (shop.Cluster is { } cluster) await cluster.Run(Sql, "trial");
        else Edit(Path.Combine(shop.Place, "tessera.db"), Sql);
        // Twice: by the trial's own sums, and by the product's audit.
        Assert.Collection(
            await Afterwards.Audited(shop),
            sums => Assert.StartsWith("Σ entries is not the state", sums, StringComparison.Ordinal),
            audit => Assert.Contains("entry", audit, StringComparison.Ordinal));
    }

    [Fact]
    [Covers("R7")]
    public async Task A_storage_error_that_is_swallowed_is_found()
    {
        // Every write to the store's files is said to be done and is not: the purchase is acknowledged, and gone once the process was killed.
        var verdict = await NthCallRig.WithSwallowedErrors(new TrialAsk(StoreKind.Sqlite, TrialSize.Fast, 1));
        Assert.SkipWhen(verdict.Skipped is not null, verdict.Skipped ?? "");
        Assert.Contains(verdict.Faults, f => f.Contains("acknowledged, and gone after kill -9", StringComparison.Ordinal));
    }

    private static void Edit(string file, string sql)
    {
        using var db = new SqliteConnection($"Data Source={file};Pooling=false");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
