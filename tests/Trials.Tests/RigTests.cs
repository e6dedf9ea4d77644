using Tessera.Trials.Ground;
using Tessera.Trials.Rigs;
using Tessera.Trials.Year;

namespace Tessera.Trials.Tests;

/// <summary>The promises in small, on each store. A seed that ever broke one is a row of <see cref="Asks"/> for ever.</summary>
public sealed class RigTests
{
    /// <summary>Stores and seeds.</summary>
    public static TheoryData<string, int> Asks { get; } = new() { { "Sqlite", 1 }, { "Postgres", 1 }, { "Two", 1 } };

    /// <summary>Stores with a disk of their own: two processes share theirs.</summary>
    public static TheoryData<string, int> DiskAsks { get; } = new() { { "Sqlite", 1 }, { "Postgres", 1 } };

    /// <summary>Stores that several processes may write to, or that have a server.</summary>
    public static TheoryData<string, int> ServerAsks { get; } = new() { { "Postgres", 1 }, { "Two", 1 } };

    // What fits into ./test beside everything else; the others take their turn with TESSERA_TRIALS=all and in ./trial fast.
    private static readonly HashSet<string> Here = new(StringComparer.Ordinal) { "R1 Sqlite", "R2 Sqlite", "R3 Two", "R5 Two", "R5 stock Two", "R7 Sqlite", "R7 calls Sqlite", "R17 files Sqlite", "R19 Sqlite", "R21 Sqlite", "S5 Sqlite", "S7 Sqlite", "S13 Sqlite" };

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R1")]
    public Task What_was_answered_survives_ten_kills(string store, int seed) => Kept("R1", KillRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R1")]
    public Task Imports_backups_moves_and_nights_that_are_killed_end_whole_or_are_refused(string store, int seed) => Kept("R1 work", WorkRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(DiskAsks))]
    [Covers("R2")]
    public Task What_was_answered_survives_five_power_cuts_and_the_careless_loses(string store, int seed) => Kept("R2", PowerCutRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R3")]
    public Task A_thousand_operations_sent_up_to_five_times_happen_once(string store, int seed) => Kept("R3", RepeatRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R5")]
    public Task Whoever_races_for_the_same_points_gets_exactly_the_stock(string store, int seed) => Kept("R5", RaceRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R5", "E16", "P7")]
    public Task Whoever_races_for_coupons_goods_and_prizes_gets_exactly_the_stock(string store, int seed) => Kept("R5 stock", StockRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R21")]
    public Task Draws_of_every_shape_are_fair_and_proved_by_anybody(string store, int seed) => Kept("R21", DrawRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(DiskAsks))]
    [Covers("R7")]
    public Task A_disk_that_is_full_read_only_or_failing_is_told_and_got_over(string store, int seed) => Kept("R7", FullDiskRig.Run, store, seed);

    [Fact]
    [Covers("R7")]
    public Task The_first_to_the_twentieth_call_that_fails_leaves_nothing_half_done() => Kept("R7 calls", NthCallRig.Run, "Sqlite", 1);

    [Theory]
    [MemberData(nameof(ServerAsks))]
    [Covers("R8")]
    public Task A_database_that_goes_away_and_comes_back_loses_nothing(string store, int seed) => Kept("R8", OutageRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R9")]
    public Task Points_end_at_midnight_of_the_shop_wherever_the_clock_jumps(string store, int seed) => Kept("R9", TimeRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R16")]
    public Task Overload_hurts_reports_before_tills(string store, int seed) => Kept("R16", OverloadRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R17")]
    public Task Mutated_requests_are_refused_politely(string store, int seed) => Kept("R17", MutationRig.Run, store, seed);

    [Fact]
    [Covers("R17")]
    public Task Broken_workbooks_and_texts_are_refused_in_a_sentence() => Kept("R17 files", BrokenFileRig.Run, "Sqlite", 1);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R20")]
    public Task Memory_handles_and_log_stay_bounded_under_load(string store, int seed) => Kept("R20", SoakRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(DiskAsks))]
    [Covers("S15")]
    public Task No_place_of_a_request_takes_SQL(string store, int seed) => Kept("S15", InjectionRig.Run, store, seed);

    [Fact]
    [Covers("R10")]
    public Task Two_processes_are_as_safe_as_one() => Kept("R10", NodesRig.Run, "Two", 1);

    [Fact]
    [Covers("R10")]
    public Task An_import_whose_server_is_killed_is_gone_on_with_by_the_other() => Kept("R10 work", JobRig.Run, "Two", 1);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R6")]
    public Task Every_member_has_one_unbroken_chain_after_a_crowd_and_a_kill(string store, int seed) => Kept("R6", ChainRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R11")]
    public Task Orders_told_late_twice_and_out_of_order_end_as_told_in_order(string store, int seed) => Kept("R11", LateRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R13")]
    public Task A_copy_taken_under_load_is_a_prefix_of_what_was_acknowledged(string store, int seed) => Kept("R13", BackupRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R11")]
    public Task Orders_of_a_member_that_come_in_another_order_leave_spend_and_tier_as_they_are(string store, int seed) => Kept("R11 across", AcrossRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R12")]
    public Task Every_event_arrives_at_a_receiver_that_fails_though_its_sender_is_killed(string store, int seed) => Kept("R12", HookRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(ServerAsks))]
    [Covers("R13")]
    public Task A_base_backup_and_the_archived_log_bring_back_a_prefix(string store, int seed) => Kept("R13 archive", ArchiveRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R14")]
    public Task A_migration_that_is_killed_goes_on_and_a_later_store_is_refused(string store, int seed) => Kept("R14", UpgradeRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R15")]
    public Task Whatever_is_changed_behind_the_back_of_the_product_is_named(string store, int seed) => Kept("R15", TamperRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R18")]
    public Task Exactly_the_damaged_members_are_halted(string store, int seed) => Kept("R18", HaltRig.Run, store, seed);

    /// <summary>Seeds whose year broke a promise once, with the days it took.</summary>
    public static TheoryData<int, int> BrokenYears { get; } = new()
    {
        // A backtest of day 61 failed: an undone merge brought back a top-up that the draft had refused.
        { 4, 61 },
    };

    [Theory]
    [MemberData(nameof(BrokenYears))]
    [Covers("R19")]
    public async Task A_year_that_broke_once_runs_clean(int seed, int days)
    {
        var end = await YearRun.Of(new YearPlan(StoreKind.Sqlite, seed, days, 14));
        Assert.Empty(end.Faults);
        Assert.Equal(days, end.Days);
    }

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("R19")]
    public Task Five_simulated_shops_run_clean(string store, int seed) => Kept("R19", YearRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("S5")]
    public Task A_fresh_server_has_no_account_that_could_be_guessed(string store, int seed) => Kept("S5", FirstStartRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("S7")]
    public Task A_thousand_phones_are_nowhere_in_clear(string store, int seed) => Kept("S7", CanaryRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("S14")]
    public Task A_scanner_that_knows_nothing_of_us_finds_nothing(string store, int seed) => Kept("S14", CrawlRig.Run, store, seed);

    [Theory]
    [MemberData(nameof(Asks))]
    [Covers("S13", "E14")]
    public Task Bots_get_next_to_nothing_and_honest_members_all_they_are_promised(string store, int seed) => Kept("S13", AbuseRig.Run, store, seed);

    private static async Task Kept(string promise, Func<TrialAsk, Task<Verdict>> rig, string store, int seed)
    {
        var isHere = Here.Contains($"{promise} {store}") || Environment.GetEnvironmentVariable("TESSERA_TRIALS") == "all";
        Assert.SkipUnless(isHere, $"在 ./trial {promise} 或 TESSERA_TRIALS=all 时运行。 Runs with ./trial {promise}, or here with TESSERA_TRIALS=all.");
        var kind = Enum.Parse<StoreKind>(store);
        Assert.SkipWhen(kind != StoreKind.Sqlite && !PostgresCluster.IsInstalled, "没有安装 PostgreSQL。 PostgreSQL is not installed.");
        var verdict = await rig(new TrialAsk(kind, TrialSize.Fast, seed));
        TestContext.Current.SendDiagnosticMessage("{0}", verdict.Line);
        Assert.SkipWhen(verdict.Skipped is not null, verdict.Skipped ?? "");
        Assert.True(verdict.IsKept, verdict.Line + "\n" + string.Join('\n', verdict.Faults));
    }
}
