using Tessera.App.Reads;
using Tessera.App.Tests.Webhooks;
using Tessera.App.Webhooks;
using Tessera.Core;
using Tessera.Storage.People;
using Tessera.Storage.Safekeeping;
using Tessera.Storage.Webhooks;

namespace Tessera.App.Tests.Reads;

/// <summary>What waits says who asked, until when and how much.</summary>
public sealed class NeedsYouTests
{
    [Fact]
    public void Points_that_end_are_told_with_their_heaviest_day_and_what_ends_on_it()
    {
        using var site = new TestSite(new DateOnly(2026, 1, 5), TestSite.Program("{ expiry: { kind: rolling, after: 1 months }, noticeBefore: 10 days, lateNotice: expire }"));
        var ann = site.Join("13800000001");
        site.Buy(ann, "1", 30);
        site.Turn(new DateOnly(2026, 1, 8), new TimeOnly(12, 0));
        site.Buy(ann, "2", 100);
        site.Buy(site.Join("13800000002"), "3", 20);
        site.Turn(new DateOnly(2026, 1, 20), new TimeOnly(12, 0));
        var parts = Parts(site, "expiring");
        Assert.Equal((150L, 120L), (parts["points"].Number, parts["most"].Number));
    }

    [Fact]
    public async Task An_endpoint_that_fails_is_told_with_what_it_did_not_get()
    {
        await using var hooked = await Hooked.Start();
        var (failing, well) = (hooked.Listen("/a").Endpoint.Id, hooked.Listen("/b").Endpoint.Id);
        await hooked.Place.Site.Alone(scope =>
        {
            foreach (var n in Enumerable.Range(0, 3)) scope.Db.Deliveries.Queue(new DeliveryKey(failing, 1, n), "evt_" + n, "member.joined", scope.Now);
            scope.Db.Deliveries.Queue(new DeliveryKey(well, 1, 0), "evt_9", "member.joined", scope.Now);
            scope.Db.Webhooks.NoteFailure(failing, scope.Now, null);
            return 0;
        });
        var parts = Parts(hooked.Place, "webhooks");
        Assert.Equal((1L, 3L), (parts["count"].Number, parts["events"].Number));
    }

    [Fact]
    public async Task What_waits_for_approval_is_told_with_who_asked_first_and_the_hours_left()
    {
        using var site = new TestSite(new DateOnly(2026, 1, 5), TestSite.Program());
        await site.Site.Alone(scope =>
        {
            scope.Db.People.Add(new Person { Id = "per_1", Name = "wang.wei", Role = "owner", State = PersonState.Invited, CreatedAt = scope.Now, ChangedAt = scope.Now });
            Add("apr_1", "key:later", 50 * 60);
            Add("apr_2", "person:per_1", (7 * 60) + 30);
            Add("apr_3", "key:over", 0);
            return 0;

            void Add(string id, string maker, long minutes) => scope.Db.Approvals.Add(new Approval
            {
                Id = id, Kind = "points.adjustment", BaseVersion = 1, Command = "{}", InputHash = new byte[32], Maker = maker, MadeAt = scope.Now, EndsAt = site.Site.Clock.MachineNow.PlusMinutes(minutes),
            });
        });
        var parts = Parts(site, "approvals");
        Assert.Equal((2L, 7L, "wang.wei"), (parts["count"].Number, parts["hours"].Number, parts["maker"].Text));
    }

    private static Dictionary<string, ReasonPart> Parts(TestSite site, string id)
    {
        var now = site.Site.Clock.MachineNow;
        return site.Site.Read(scope => Assert.Single(NeedsYou.Read(scope, new SafekeepingMarks(), ("person:zhao", now)), n => n.Id == id)).Reason.Parts.ToDictionary(p => p.Name);
    }
}
