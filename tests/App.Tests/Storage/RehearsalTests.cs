using Tessera.App.Members;
using Tessera.App.Night;
using Tessera.Core;
using Tessera.Core.Members;

namespace Tessera.App.Tests.Storage;

/// <summary>A dry run takes the path of the real one on a copy, whatever engine the store has.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public async Task A_rehearsal_sees_the_store_and_leaves_no_trace_in_it()
    {
        using var site = new TestSite(new DateOnly(2026, 3, 10), TestSite.Program());
        var member = site.Join();
        site.Buy(member, "a", 100m);
        var before = Records(site.Site);
        using (var rehearsed = Site.Rehearse(Place.Of(site.Folder)))
        {
            var sight = rehearsed.Read(r => Tessera.App.Reads.MemberView.Read(r, member))!;
            Assert.Equal((100L, "silver"), (sight.Balance, sight.Tier));
            var joined = await rehearsed.Write(new JoinMember { Identities = [IdentityForm.Of("phone", "13800000002")!] });
            Assert.Null(joined.Refusal);
            Assert.Null((await RunDay.Run(rehearsed)).Refusal);
            Assert.Equal(2, rehearsed.Read(r => r.Db.Members.Count()));
        }

        Assert.Equal(before, Records(site.Site));
        Assert.Equal(1, site.Site.Read(r => r.Db.Members.Count()));
    }

    private static List<string> Records(Site site) => site.Read(r => new[] { "item", "audit_record", "member_state" }.SelectMany(t => Tables.Dump(r.Db, t)).ToList());
}
