using Tessera.App.Behaviours;
using Tessera.App.Members;
using Tessera.App.Programs;
using Tessera.App.Tests.Stories;
using Tessera.Core;

namespace Tessera.App.Tests.Programs;

/// <summary>A version published in the very instant in which facts are decided: before it they follow the old one, after it the new one, and the audit knows which is which.</summary>
public sealed class PublishedInTheInstantTests : IDisposable
{
    private const string CheckIn = "  - { id: checkin, name: { zh: 签到, en: checking in }, kind: behaviour, behaviour: checkin, points: 5, oncePerObject: no }";
    private readonly TestSite _site = new(new DateOnly(2026, 3, 10), TestSite.Program(more: CheckIn));

    public void Dispose() => _site.Dispose();

    [Fact]
    [Covers("R6", "R19")]
    public void Facts_of_the_instant_of_a_publication_are_decided_again_under_the_version_they_name()
    {
        var (early, late) = (_site.Join(), _site.Join("13800000002"));
        _site.Buy(early, "a", 100m);
        _site.Accepted(new RecordActivity { Member = late, Type = "checkin" });
        // The clock stands: the second version holds from the same microsecond on.
        var text = TestSite.Program(more: CheckIn.Replace("points: 5", "points: 9", StringComparison.Ordinal)).Replace("points: 1, per: 1.00", "points: 3, per: 1.00", StringComparison.Ordinal);
        _site.Accepted(new PublishProgram { SourceText = text, Reason = "more for all", BySystem = true });
        _site.Buy(early, "b", 50m);
        var third = _site.Join("13800000003");
        _site.Accepted(new RecordActivity { Member = third, Type = "checkin" });
        // 100.00 at one point a yuan and 50.00 at three; five for the first check-in and nine for the second.
        Assert.Equal((250L, 5L, 9L), (Balance(early), Balance(late), Balance(third)));
        Story.AuditsClean(_site.Site);
        _site.Pass(TimeSpan.FromMinutes(1));
        _site.Buy(late, "c", 10m);
        Assert.Equal(35, Balance(late));
        Story.AuditsClean(_site.Site);
    }

    private long Balance(MemberRef member) => _site.Site.Read(r => Tessera.App.Reads.MemberView.Read(r, member))!.Balance;
}
