using Tessera.App.Audits;

namespace Tessera.Server.Tests.Http;

/// <summary>What staff do to a member over HTTP: profile, merge and its undo, tiers by hand, applications; and the same request sent twice at once.</summary>
public sealed class StaffTests
{
    // Silver is entered by application from ¥100.00 of twelve months; gold automatically from ¥1,000.00.
    private static readonly string Program = TestServer.Program.Replace(
        "{ id: silver, name: { zh: 银卡, en: Silver }, enter: { spend: 100, window: rolling 12 months } }",
        "{ id: silver, name: { zh: 银卡, en: Silver }, entry: application, enter: { spend: 100, window: rolling 12 months } }",
        StringComparison.Ordinal);

    [Fact]
        public async Task A_request_whose_key_is_still_at_work_is_told_so_and_replayed_once_it_has_ended()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var member = await server.Join("13800000001");
        using var isHeld = new ManualResetEventSlim();
        using var goesOn = new ManualResetEventSlim();
        // The writer is busy with something else, so that the first request waits in the queue with its key taken.
        var held = server.Site.Alone(_ =>
        {
            isHeld.Set();
            return goesOn.Wait(TimeSpan.FromSeconds(30));
        });
        isHeld.Wait(TestContext.Current.CancellationToken);
        const string debit = """{"points":100,"reasonCode":"goodwill"}""";
        var path = $"/v1/members/{member}/points/adjustments";
        Task<Got>[] both = [server.Post(path, debit, "twice"), server.Post(path, debit, "twice")];
        var first = await Task.WhenAny(both);
        var second = await first;
        goesOn.Set();
        Assert.True(await held);
        var answered = await both.Single(asked => asked != first);
        var third = await server.Post(path, debit, "twice");

        // Whichever of the two came first waits; the other is told at once, and nothing was done twice.
        Assert.Equal((409, "request.running", "1"), (second.Status, second.Code, second.Headers["Retry-After"]));
        Assert.Equal((201, false), (answered.Status, answered.IsReplay));
        Assert.Equal((201, true, answered.Text), (third.Status, third.IsReplay, third.Text));
        Assert.Equal(100L, (long)(await server.Get($"/v1/members/{member}/points")).Json["balance"]!);
    }

    [Fact]
        public async Task A_profile_is_changed_field_by_field_and_again_without_a_change()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var member = await server.Join("13800000001", """{"name":"周予安","birthday":"1994-05-20"}""");
        var once = await server.Patch($"/v1/members/{member}", """{"profile":{"birthday":"1995-06-21"}}""");
        var twice = await server.Patch($"/v1/members/{member}", """{"profile":{"birthday":"1995-06-21"}}""");
        var unknown = await server.Patch("/v1/members/mem_00000000000000000000000000", """{"profile":{"name":"x"}}""");
        var misspelt = await server.Patch($"/v1/members/{member}", """{"profile":{"birtday":"1995-06-21"}}""");

        Assert.Equal((200, "周予安", "1995-06-21"), (once.Status, (string)once.Json["name"]!, (string)once.Json["birthday"]!));
        Assert.Equal((200, once.Text), (twice.Status, twice.Text));
        Assert.Equal((404, "member.unknown"), (unknown.Status, unknown.Code));
        Assert.Equal((400, "/profile/birtday"), (misspelt.Status, (string)misspelt.Json["errors"]![0]!["pointer"]!));
    }

    [Fact]
    [Covers("P55")]
    public async Task Two_memberships_are_merged_and_the_merge_is_undone()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var (stays, goes) = (await server.Join("13800000001"), await server.Join("13800000002"));
        await server.Buy(stays, "a", 5_000);
        await server.Buy(goes, "b", 6_000);
        var merged = await server.Post($"/v1/members/{goes}/merge", $$"""{"into":"{{stays}}"}""", "m");
        var again = await server.Post($"/v1/members/{goes}/merge", $$"""{"into":"{{stays}}"}""", "m");

        // 50 points and the 60 that came; ¥110.00 together are silver from ¥100.00.
        Assert.Equal((200, 60L, 110L, "silver"), (merged.Status, (long)merged.Json["stays"]!["points"]!, (long)merged.Json["stays"]!["member"]!["balance"]!, (string)merged.Json["stays"]!["member"]!["tier"]!["id"]!));
        Assert.Equal((merged.Text, true), (again.Text, again.IsReplay));
        Assert.Equal(stays, await Holder(server, "13800000002"));
        Assert.Equal((409, "merge.sameMember"), await Answer(server.Post($"/v1/members/{stays}/merge", $$"""{"into":"{{stays}}"}""")));
        Assert.Equal((404, "member.unknown"), await Answer(server.Post($"/v1/members/{stays}/merge", """{"into":"mem_00000000000000000000000000"}""")));

        var undone = await server.Post($"/v1/members/{goes}/unmerge");
        Assert.Equal((200, 60L, 50L), (undone.Status, (long)undone.Json["gone"]!["member"]!["balance"]!, (long)undone.Json["stays"]!["member"]!["balance"]!));
        Assert.Equal(goes, await Holder(server, "13800000002"));
        Assert.Equal((404, "merge.unknown"), await Answer(server.Post($"/v1/members/{goes}/unmerge")));
        Assert.True(BooksCheck.Run(server.Site).IsClean);
    }

    [Fact]
    [Covers("B17")]
    public async Task A_tier_is_given_and_taken_by_hand_with_a_reason_and_a_lock()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var member = await server.Join("13800000001");
        var path = $"/v1/members/{member}/tier";
        var given = await server.Post(path, """{"tier":"gold","reasonCode":"goodwill","note":"老板的朋友","lockThrough":"2026-03-31"}""");
        Assert.Equal((201, "gold"), (given.Status, (string)given.Json["member"]!["tier"]!["id"]!));
        Assert.Equal(("gold", "gold"), await server.Tier(member));
        var history = (await server.Get(path + "/history")).Text;
        Assert.Contains("goodwill", history, StringComparison.Ordinal);
        Assert.DoesNotContain("老板", history, StringComparison.Ordinal);
        Assert.Contains("2026-03-31", (string)(await server.Get(path)).Json["notes"]![0]!, StringComparison.Ordinal);

        Assert.Equal(400, (await server.Post(path, """{"tier":"gold"}""")).Status);
        Assert.Equal((404, "tier.unknown"), await Answer(server.Post(path, """{"tier":"diamond","reasonCode":"goodwill"}""")));
        Assert.Equal((409, "tier.lockPast"), await Answer(server.Post(path, """{"tier":"gold","reasonCode":"goodwill","lockThrough":"2025-12-31"}""")));
        Assert.Equal(200, (await server.Post(path + "/unlock")).Status);
        Assert.Equal((409, "tier.notLocked"), await Answer(server.Post(path + "/unlock")));

        var taken = await server.Post(path, """{"tier":"base","reasonCode":"abuse"}""");
        Assert.Equal((201, "base"), (taken.Status, (string)taken.Json["member"]!["tier"]!["id"]!));
        Assert.Equal(("base", "base"), await server.Tier(member));
    }

    [Fact]
    [Covers("B17")]
    public async Task A_tier_laid_over_the_earned_one_ends_with_its_last_day()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var member = await server.Join("13800000001");
        var path = $"/v1/members/{member}/tier";
        Assert.Equal(400, (await server.Post(path, """{"tier":"gold","reasonCode":"vip-day","overlayThrough":"2026-01-10","lockThrough":"2026-01-10"}""")).Status);
        Assert.Equal((409, "overlay.past"), await Answer(server.Post(path, """{"tier":"gold","reasonCode":"vip-day","overlayThrough":"2025-12-31"}""")));
        var given = await server.Post(path, """{"tier":"gold","reasonCode":"vip-day","overlayThrough":"2026-01-10"}""");
        Assert.Equal((201, "gold"), (given.Status, (string)given.Json["member"]!["tier"]!["id"]!));
        Assert.Equal(("gold", "base"), await server.Tier(member));
        Assert.Contains("vip-day", (await server.Get(path + "/history")).Text, StringComparison.Ordinal);
        // The earned tier goes on beneath: ¥100.00 are silver.
        await server.Buy(member, "a", 10_000);
        await server.MoveTo("2026-01-10T23:59:00+08:00");
        Assert.Equal(("gold", "silver"), await server.Tier(member));
        await server.MoveTo("2026-01-11T00:00:00+08:00");
        Assert.Equal(("silver", "silver"), await server.Tier(member));
    }

    [Fact]
    [Covers("C14")]
    public async Task A_tier_is_applied_for_once_eligible_refused_with_a_reason_and_approved()
    {
        await using var server = await ClockServer.Start(Program);
        var member = await server.Join("13800000001");
        var path = $"/v1/members/{member}/tier/applications";
        await server.Buy(member, "a", 6_000);
        var early = await server.Post(path, """{"tier":"silver"}""");
        Assert.Equal((409, "tier.notEligible", 4_000L), (early.Status, early.Code, (long)early.Json["values"]!["gap"]!));
        Assert.Equal((409, "tier.notByApplication"), await Answer(server.Post(path, """{"tier":"gold"}""")));
        // ¥60.00 and ¥50.00: eligible, and no tier without staff.
        await server.Buy(member, "b", 5_000);
        Assert.Equal(("base", "base"), await server.Tier(member));

        var first = await server.Post(path, """{"tier":"silver"}""");
        Assert.Equal(201, first.Status);
        Assert.Equal((409, "tier.applicationOpen"), await Answer(server.Post(path, """{"tier":"silver"}""")));
        var at = $"/v1/tier-applications/{(string)first.Json["id"]!}";
        Assert.Equal(400, (await server.Post(at + "/reject")).Status);
        Assert.Equal(200, (await server.Post(at + "/reject", """{"reasonCode":"no-seat","note":"没有名额"}""")).Status);
        Assert.Equal(("base", "base"), await server.Tier(member));
        Assert.Equal((409, "tier.noApplication"), await Answer(server.Post(at + "/approve", """{"reasonCode":"checked"}""")));

        var second = await server.Post(path, """{"tier":"silver"}""");
        var of = $"/v1/tier-applications/{(string)second.Json["id"]!}/approve";
        var approved = await server.Post(of, """{"reasonCode":"checked"}""");
        Assert.Equal((200, "silver"), (approved.Status, (string)approved.Json["member"]!["tier"]!["id"]!));
        Assert.Equal(("silver", "silver"), await server.Tier(member));
        Assert.Equal(404, (await server.Post("/v1/tier-applications/app_nothing_1/approve", """{"reasonCode":"checked"}""")).Status);
        Assert.True(BooksCheck.Run(server.Site).IsClean);
    }

    [Fact]
    [Covers("C14")]
    public async Task An_application_is_not_approved_once_the_member_is_no_longer_eligible()
    {
        await using var server = await ClockServer.Start(Program);
        var member = await server.Join("13800000001");
        var bought = await server.Buy(member, "a", 10_000);
        var applied = await server.Post($"/v1/members/{member}/tier/applications", """{"tier":"silver"}""");
        await server.Post($"/v1/purchases/{(string)bought.Json["id"]!}/refunds", """{"source":"till","number":"a-r","amountMinor":1}""");
        var refused = await server.Post($"/v1/tier-applications/{(string)applied.Json["id"]!}/approve", """{"reasonCode":"checked"}""");

        Assert.Equal((409, "tier.notEligible", 1L), (refused.Status, refused.Code, (long)refused.Json["values"]!["gap"]!));
        Assert.Equal(("base", "base"), await server.Tier(member));
    }

    private static async Task<(int Status, string? Code)> Answer(Task<Got> asked) => (await asked) is var got ? (got.Status, got.Code) : default;

    private static async Task<string> Holder(ClockServer server, string phone) =>
        (string)(await server.Post("/v1/members/search", $$$"""{"identity":{"kind":"phone","value":"{{{phone}}}"}}""")).Json["members"]![0]!["id"]!;
}
