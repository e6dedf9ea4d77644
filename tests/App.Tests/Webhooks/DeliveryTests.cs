using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.App.Members;
using Tessera.App.Night;
using Tessera.App.Points;
using Tessera.App.Programs;
using Tessera.App.Webhooks;
using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Tests.Webhooks;

/// <summary>Webhooks arrive (R12), driven by the clock.</summary>
[Covers("R12")]
public sealed class DeliveryTests
{
    private static TimeSpan Lease { get; } = TimeSpan.FromSeconds(61);

    [Fact]
    public async Task A_purchase_is_told_with_its_points_and_tier_signed_and_without_a_person()
    {
        await using var hooked = await Hooked.Start();
        var made = hooked.Listen();
        hooked.Buys("13800000001", 1);
        await hooked.Send();
        var arrived = hooked.Receiver.All.ToList();

        // Joining: created, and the tier it begins with. Buying ¥120: recorded, 120 points, silver from ¥100, and what the member is told of it.
        Assert.Subset(arrived.Select(Type).ToHashSet(StringComparer.Ordinal), new HashSet<string>(["member.created", "purchase.recorded", "points.earned", "tier.changed"], StringComparer.Ordinal));
        Assert.All(arrived, a => Assert.Equal(Signing.Header([made.Secret], a.Id, long.Parse(a.Timestamp, CultureInfo.InvariantCulture), System.Text.Encoding.UTF8.GetBytes(a.Body)), a.Signature));
        Assert.All(arrived, a => Assert.DoesNotContain("13800000001", a.Body, StringComparison.Ordinal));
        var bought = arrived.Single(a => Type(a) == "purchase.recorded");
        var data = JsonNode.Parse(bought.Body)!["data"]!;
        Assert.Equal((12_000L, 120L, "CNY", "till"), ((long)data["amountMinor"]!, (long)data["points"]!, (string)data["currency"]!, (string)data["source"]!));
        Assert.StartsWith("mem_", (string)data["memberId"]!, StringComparison.Ordinal);
        Assert.Equal(arrived.Count, arrived.Select(a => a.Id).Distinct().Count());
    }

    [Fact]
    public async Task Only_types_asked_for_are_sent_and_identities_only_where_included()
    {
        await using var hooked = await Hooked.Start();
        hooked.Listen("/tiers", "tier.*");
        hooked.Place.Accepted(new CreateEndpoint(new EndpointForm { Url = hooked.Receiver.Url("/people"), Types = ["member.created"], Includes = ["identities"] }, Hooked.Rules));
        hooked.Buys("13800000002", 2);
        await hooked.Send();

        Assert.All(hooked.Receiver.On("/tiers"), a => Assert.StartsWith("tier.", Type(a), StringComparison.Ordinal));
        Assert.NotEmpty(hooked.Receiver.On("/tiers"));
        Assert.Equal("+8613800000002", (string)JsonNode.Parse(Assert.Single(hooked.Receiver.On("/people")).Body)!["data"]!["identities"]![0]!["value"]!);
    }

    [Fact]
    [Covers("P30")]
    public async Task A_family_card_is_told_to_both_sides_when_it_is_linked_and_when_it_ends()
    {
        await using var hooked = await Hooked.Start();
        hooked.Place.Publish(TestSite.Program(more: "members: { family: { most: 2 } }\n"));
        // A single person's publication waits ten minutes.
        hooked.Place.Pass(TimeSpan.FromMinutes(11));
        hooked.Listen("/hook", "family.*");
        var (main, card) = (hooked.Place.Join("13800000001"), hooked.Place.Join("13800000002"));
        hooked.Place.Accepted(new LinkFamilyCard { Member = main, Card = card, ReasonCode = "family" });
        hooked.Place.Accepted(new UnlinkFamilyCard { Member = main, Card = card, ReasonCode = "moved" });
        await hooked.Send();

        var (first, second) = (Id(main), Id(card));
        string[] told = [$"family.linked {first} - {second} family", $"family.linked {second} {first} - family", $"family.unlinked {first} - {second} moved", $"family.unlinked {second} {first} - moved"];
        Assert.Equal(told.Order(StringComparer.Ordinal), hooked.Receiver.All.Select(Line).Order(StringComparer.Ordinal));

        string Id(MemberRef member) => hooked.Read(db => db.Identities.MemberOf(member.Resolve(db)!.Value))!.ToString()!;

        static string Line(Arrived told)
        {
            var (type, data) = ((string)JsonNode.Parse(told.Body)!["type"]!, JsonNode.Parse(told.Body)!["data"]!);
            return $"{type} {data["memberId"]} {data["mainMemberId"]?.ToString() ?? "-"} {data["cardMemberId"]?.ToString() ?? "-"} {data["reason"]}";
        }
    }

    [Fact]
    public async Task Nothing_is_noted_while_nobody_listens_and_one_row_an_item_when_somebody_does()
    {
        await using var hooked = await Hooked.Start();
        hooked.Buys("13800000003", 3);
        var silent = hooked.Read(db => db.Outbox.After(0, 1000)).Count(r => r.Topic == EventNames.ItemTopic);
        hooked.Listen();
        hooked.Place.Buy(null, "nobody", 10);
        var member = hooked.Buys("13800000004", 3);
        var rows = hooked.Read(db => db.Outbox.After(0, 1000)).Where(r => r.Topic == EventNames.ItemTopic).ToList();
        var items = hooked.Read(db => db.Records.Page(member.Resolve(db)!.Value)).Where(EventNames.Tells).Select(i => i.Sequence);

        Assert.Equal(0, silent);
        Assert.Equal(items, rows.Select(r => r.Sequence));
    }

    [Fact]
    public async Task A_failing_receiver_is_tried_ten_times_on_the_schedule_under_one_id()
    {
        await using var hooked = await Hooked.Start();
        var id = hooked.Listen("/hook", "member.created").Endpoint.Id;
        hooked.Receiver.Answers = (_, _, _, answer) =>
        {
            answer.StatusCode = 500;
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(answer, "out of order");
        };
        hooked.Buys("13800000005", 0);
        await hooked.Send();
        foreach (var pause in RetrySchedule.All)
        {
            // Just before the pause nothing comes; a tenth after it the next attempt has been made.
            await hooked.Pass(pause - TimeSpan.FromSeconds(1));
            var before = hooked.Receiver.All.Count;
            await hooked.Pass((pause / 10) + TimeSpan.FromSeconds(2));
            Assert.Equal(before + 1, hooked.Receiver.All.Count);
        }

        var delivery = Assert.Single(hooked.Deliveries(id));
        Assert.Equal(("failed", 10), (delivery.State, delivery.Tries));
        Assert.Single(hooked.Receiver.All.Select(a => a.Id).Distinct());
        Assert.All(hooked.Attempts(delivery), a => Assert.Equal(("status", 500, "out of order"), (a.Outcome, a.Status, a.Answer)));
        // 5 s + 5 min + 30 min + 2 + 5 + 10 + 14 + 20 + 24 h are 75 h 35 min 5 s: not five days yet, so it stays on.
        Assert.True(hooked.Endpoint(id).IsOn);
    }

    [Fact]
    public async Task An_endpoint_that_received_nothing_for_five_days_is_switched_off_and_the_owner_told()
    {
        await using var hooked = await Hooked.Start();
        var id = hooked.Listen("/hook", "member.created").Endpoint.Id;
        hooked.Receiver.Answers = (_, _, _, answer) => Fail(answer, 500);
        hooked.Buys("13800000006", 0);
        await hooked.Send();
        await hooked.Pass(TimeSpan.FromDays(3));
        hooked.Buys("13800000007", 0);
        for (var i = 0; i <= RetrySchedule.Attempts; i++) await hooked.Pass(TimeSpan.FromHours(27));

        Assert.Equal((false, "exhausted"), (hooked.Endpoint(id).IsOn, hooked.Endpoint(id).OffReason));
        Assert.Equal("webhook.off", Assert.Single(hooked.Read(db => db.Webhooks.OwnerNotices(10))).Topic);
        Assert.Single(hooked.Read(db => db.Audits.Page(100)), r => r.Event.Action == "webhook.off" && r.Event.Reason == "exhausted");
    }

    [Fact]
    public async Task A_message_that_met_the_end_of_a_kept_connection_goes_out_once_more_at_once()
    {
        await using var hooked = await Hooked.Start();
        var id = hooked.Listen("/hook", "purchase.recorded").Endpoint.Id;
        var used = new System.Collections.Concurrent.ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        hooked.Receiver.Answers = (_, _, _, answer) =>
        {
            // Each connection serves one message; the next one on it is cut off.
            if (used.AddOrUpdate(answer.HttpContext.Connection.Id, 1, (_, n) => n + 1) > 1) answer.HttpContext.Abort();
            return Task.CompletedTask;
        };
        hooked.Buys("13800000018", 6);
        await hooked.Send();

        Assert.Contains(used.Values, n => n > 1);
        Assert.All(hooked.Deliveries(id), d => Assert.Equal(("delivered", 1), (d.State, d.Tries)));
        Assert.Equal(6, hooked.Receiver.All.Select(a => a.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_receiver_that_cuts_every_connection_is_asked_twice_an_attempt_and_no_more()
    {
        await using var hooked = await Hooked.Start();
        var id = hooked.Listen("/hook", "member.created").Endpoint.Id;
        hooked.Receiver.Answers = (_, _, _, answer) =>
        {
            answer.HttpContext.Abort();
            return Task.CompletedTask;
        };
        hooked.Buys("13800000019", 0);
        await hooked.Send();

        Assert.Equal(2, hooked.Receiver.All.Count);
        Assert.Equal("connection", Assert.Single(hooked.Attempts(Assert.Single(hooked.Deliveries(id)))).Outcome);
    }

    [Fact]
    public async Task Gone_switches_the_endpoint_off_tells_the_owner_and_on_again_nothing_was_lost()
    {
        await using var hooked = await Hooked.Start();
        var id = hooked.Listen("/hook", "purchase.recorded").Endpoint.Id;
        hooked.Receiver.Answers = (_, _, _, answer) => Fail(answer, 410);
        var member = hooked.Buys("13800000008", 3);
        await hooked.Send();
        var tried = hooked.Receiver.All.Count;
        hooked.Place.Buy(member, "later", 10);
        await hooked.Pass(TimeSpan.FromDays(1));

        Assert.Equal((false, "gone"), (hooked.Endpoint(id).IsOn, hooked.Endpoint(id).OffReason));
        Assert.Equal(tried, hooked.Receiver.All.Count);
        Assert.Single(hooked.Read(db => db.Webhooks.OwnerNotices(10)));
        hooked.Receiver.Answers = (_, _, _, _) => Task.CompletedTask;
        hooked.Place.Accepted(new ChangeEndpoint(id, new EndpointForm { IsOn = true }, Hooked.Rules));
        await hooked.Send();
        Assert.Equal(4, hooked.Deliveries(id).Count(d => d.State == "delivered"));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_receiver_that_asks_for_a_pause_gets_it_for_everything(int status)
    {
        await using var hooked = await Hooked.Start();
        var id = hooked.Listen("/hook", "purchase.recorded").Endpoint.Id;
        hooked.Receiver.Answers = (_, _, _, answer) =>
        {
            answer.Headers.RetryAfter = "7200";
            return Fail(answer, status);
        };
        var member = hooked.Buys("13800000009", 1);
        await hooked.Send();
        hooked.Receiver.Answers = (_, _, _, _) => Task.CompletedTask;
        hooked.Place.Buy(member, "meanwhile", 10);
        await hooked.Pass(TimeSpan.FromMinutes(119));
        var during = hooked.Receiver.All.Count;
        await hooked.Pass(TimeSpan.FromMinutes(2));

        Assert.Equal((1, 3), (during, hooked.Receiver.All.Count));
        Assert.All(hooked.Deliveries(id), d => Assert.Equal("delivered", d.State));
    }

    [Fact]
    public async Task A_receiver_that_hangs_is_cut_off_and_holds_up_no_other()
    {
        await using var hooked = await Hooked.Start();
        var slow = hooked.Listen("/slow").Endpoint.Id;
        var good = hooked.Listen("/good").Endpoint.Id;
        var open = new TaskCompletionSource();
        hooked.Receiver.Answers = (path, _, _, _) => path == "/slow" ? open.Task : Task.CompletedTask;
        hooked.Buys("13800000010", 10);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var sender = new WebhookSender(hooked.Place.Site, Hooked.Rules with { Timeout = TimeSpan.FromSeconds(30) });
        var running = sender.Run(_ => { }, stop.Token);
        for (var i = 0; i < 200 && (hooked.Deliveries(good) is not { Count: > 10 } all || all.Any(d => d.State != "delivered")); i++) await Task.Delay(50, TestContext.Current.CancellationToken);
        var (waiting, done) = (hooked.Deliveries(slow).Count(d => d.State == "waiting"), hooked.Deliveries(good).Count(d => d.State == "delivered"));
        await stop.CancelAsync();
        await running;
        hooked.Place.Pass(Lease);
        await hooked.Send();
        open.SetResult();

        Assert.Equal((done, done), (waiting, hooked.Deliveries(good).Count));
        Assert.Contains(hooked.Attempts(hooked.Deliveries(slow)[^1]), a => a.Outcome == "timeout");
    }

    [Fact]
    public async Task Every_event_arrives_though_half_the_attempts_fail_and_the_sender_is_stopped_twenty_times()
    {
        await using var hooked = await Hooked.Start();
        var half = hooked.Listen("/half", "purchase.recorded", "points.earned").Endpoint.Id;
        var other = hooked.Listen("/other", "purchase.recorded", "points.earned").Endpoint.Id;
        // Half of the attempts fail, by a bit of the id; the tenth succeeds.
        hooked.Receiver.Answers = (path, id, before, answer) => path == "/half" && before < 9 && ((Hash(id) >> before) & 1) == 0 ? Fail(answer, 500) : Task.CompletedTask;
        for (var i = 0; i < 20; i++)
        {
            hooked.Buys("138000010" + i.ToString("00", CultureInfo.InvariantCulture), 5);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            using var sender = new WebhookSender(hooked.Place.Site, Hooked.Rules);
            stop.CancelAfter(TimeSpan.FromMilliseconds(30 + (i * 5)));
            try
            {
                await sender.Drain(stop.Token);
            }
            catch (OperationCanceledException)
            {
                // Stopped in the middle: the next one goes on.
            }

            hooked.Place.Pass(Lease);
        }

        await hooked.Send();
        foreach (var pause in RetrySchedule.All) await hooked.Pass(pause + (pause / 10) + Lease);

        foreach (var (id, path) in new[] { (half, "/half"), (other, "/other") })
        {
            var deliveries = hooked.Deliveries(id);
            Assert.Equal(200, deliveries.Count);
            Assert.All(deliveries, d => Assert.Equal("delivered", d.State));
            Assert.Equal(deliveries.Select(d => d.EventId).Order(StringComparer.Ordinal), hooked.Receiver.On(path).Select(a => a.Id).Distinct().Order(StringComparer.Ordinal));
            Assert.All(hooked.Receiver.On(path).GroupBy(a => a.Id), same => Assert.Single(same.Select(a => a.Body).Distinct()));
        }
    }

    [Fact]
    public async Task Two_senders_do_not_send_the_same_and_the_second_takes_over_when_the_first_is_gone()
    {
        await using var hooked = await Hooked.Start();
        var id = hooked.Listen("/hook", "member.created").Endpoint.Id;
        hooked.Buys("13800000011", 0);
        using var first = new WebhookSender(hooked.Place.Site, Hooked.Rules);
        using var second = new WebhookSender(hooked.Place.Site, Hooked.Rules);
        await first.Drain(TestContext.Current.CancellationToken);
        hooked.Buys("13800000012", 0);
        await second.Drain(TestContext.Current.CancellationToken);
        var held = hooked.Receiver.All.Count;
        hooked.Place.Pass(Lease);
        await second.Drain(TestContext.Current.CancellationToken);

        Assert.Equal((1, 2), (held, hooked.Receiver.All.Count));
        Assert.Equal(2, hooked.Deliveries(id).Count);
    }

    [Fact]
    public async Task Events_are_sent_again_by_id_and_by_time_range_under_their_old_ids()
    {
        await using var hooked = await Hooked.Start();
        var id = hooked.Listen("/hook", "purchase.recorded").Endpoint.Id;
        var member = hooked.Buys("13800000013", 2);
        await hooked.Send();
        hooked.Place.Pass(TimeSpan.FromHours(1));
        var from = hooked.Place.Now;
        hooked.Place.Buy(member, "in-range-1", 10);
        hooked.Place.Buy(member, "in-range-2", 10);
        await hooked.Send();
        var first = hooked.Receiver.All.ToList();
        var range = hooked.Place.Accepted(new ReplayRange(id, from, new Instant(from.Micros + 1)));
        await hooked.Send();
        var again = hooked.Receiver.All.Skip(first.Count).ToList();
        hooked.Place.Accepted(new ReplayEvent(id, first[0].Id));
        await hooked.Send();

        Assert.Equal(first.Skip(2).Select(a => a.Id).Order(StringComparer.Ordinal), again.Select(a => a.Id).Order(StringComparer.Ordinal));
        Assert.Equal((2L, true), (hooked.Read(db => db.Deliveries.FindReplay(range.Id))!.Queued, hooked.Read(db => db.Deliveries.FindReplay(range.Id))!.IsDone));
        Assert.Equal(first[0].Id, hooked.Receiver.All.Last().Id);
        Assert.Equal("webhook.event.unknown", hooked.Place.Refused(new ReplayEvent(id, "evt_0000000000000000000000")));
        Assert.Equal("webhook.range", hooked.Place.Refused(new ReplayRange(id, from, from)));
    }

    [Fact]
    public async Task While_the_secret_is_changed_both_sign_and_afterwards_only_the_new_one()
    {
        await using var hooked = await Hooked.Start();
        var made = hooked.Listen("/hook", "member.created");
        var changed = hooked.Place.Accepted(new RotateSecret(made.Endpoint.Id, 24));
        var again = hooked.Place.Refused(new RotateSecret(made.Endpoint.Id, 24));
        hooked.Buys("13800000014", 0);
        await hooked.Send();
        hooked.Place.Pass(TimeSpan.FromHours(25));
        hooked.Buys("13800000015", 0);
        await hooked.Send();
        var arrived = hooked.Receiver.All.ToList();
        string Signed(Arrived a, params string[] secrets) => Signing.Header(secrets, a.Id, long.Parse(a.Timestamp, CultureInfo.InvariantCulture), System.Text.Encoding.UTF8.GetBytes(a.Body));

        Assert.Equal("webhook.rotating", again);
        Assert.Equal(Signed(arrived[0], changed.Secret, made.Secret), arrived[0].Signature);
        Assert.Equal(Signed(arrived[1], changed.Secret), arrived[1].Signature);
    }

    [Fact]
    [Covers("S7")]
    public async Task No_secret_of_an_endpoint_lies_in_the_store_in_clear()
    {
        await using var hooked = await Hooked.Start();
        var made = hooked.Listen();
        var changed = hooked.Place.Accepted(new RotateSecret(made.Endpoint.Id, 24));
        hooked.Place.Close();
        var files = Directory.GetFiles(hooked.Place.Folder, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes).Select(b => System.Text.Encoding.Latin1.GetString(b)).ToList();

        Assert.All([made.Secret, changed.Secret], secret => Assert.DoesNotContain(files, f => f.Contains(secret["whsec_".Length..], StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_erased_person_is_told_of_without_the_id()
    {
        await using var hooked = await Hooked.Start();
        hooked.Listen("/hook", "member.closed");
        var member = hooked.Buys("13800000016", 1);
        Assert.Null((await Tessera.App.Members.EraseMember.Run(hooked.Place.Site, member, "key:test")).Refusal);
        await hooked.Send();

        Assert.Null(JsonNode.Parse(Assert.Single(hooked.Receiver.All).Body)!["data"]!["memberId"]);
    }

    [Fact]
    public async Task On_the_test_clock_events_are_logged_and_nothing_leaves_the_house()
    {
        await using var receiver = await Receiver.Start();
        using var place = new TestSite(new DateOnly(2026, 1, 1));
        Assert.Null((await MoveTestClock.Start(place.Site, place.At("2026-01-01"))).Refusal);
        place.Accepted(new PublishProgram { SourceText = TestSite.Program(), BySystem = true });
        var id = place.Accepted(new CreateEndpoint(new EndpointForm { Url = receiver.Url(), Types = ["purchase.recorded"] }, Hooked.Rules)).Endpoint.Id;
        place.Buy(place.Join(), "t-1", 10, "2026-01-01");
        Assert.Null((await MoveTestClock.To(place.Site, place.At("2026-01-03"))).Refusal);

        var delivery = place.Site.Read(s => Assert.Single(s.Db.Deliveries.Page(id, "delivered", 10, null)));
        Assert.Equal("fake", place.Site.Read(s => Assert.Single(s.Db.Deliveries.AttemptsOf(delivery.Key))).Outcome);
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task What_is_old_is_forgotten_and_what_an_endpoint_has_still_to_read_stays()
    {
        await using var hooked = await Hooked.Start();
        var id = hooked.Listen("/hook", "purchase.recorded").Endpoint.Id;
        var member = hooked.Buys("13800000017", 2);
        await hooked.Send();
        hooked.Place.Buy(member, "unread", 10);
        hooked.Place.Pass(TimeSpan.FromDays(31));
        Assert.NotNull((await RunDay.Run(hooked.Place.Site)).Value);

        Assert.Empty(hooked.Deliveries(id));
        Assert.Single(hooked.Read(db => db.Outbox.After(0, 100)), r => r.Topic == EventNames.ItemTopic && r.CreatedAt < new Instant(hooked.Place.Now.Micros - (30 * Instant.MicrosPerDay)));
        await hooked.Send();
        Assert.Single(hooked.Deliveries(id));
    }

    private static string Type(Arrived arrived) => (string)JsonNode.Parse(arrived.Body)!["type"]!;

    private static int Hash(string id) => id.Aggregate(17, (h, c) => unchecked((h * 31) + c));

    private static Task Fail(Microsoft.AspNetCore.Http.HttpResponse answer, int status)
    {
        answer.StatusCode = status;
        return Task.CompletedTask;
    }
}
