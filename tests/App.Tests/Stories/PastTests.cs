using System.Text.Json;
using Tessera.App.Reads;

namespace Tessera.App.Tests.Stories;

/// <summary>What is told of a past date is what stood there on that date, whatever came later (semantics §5 Explanation, §12).</summary>
public sealed class PastTests
{
    [Theory]
    [InlineData(1UL, 1)]
    [InlineData(2UL, 9)]
    [Covers("R6")]
    public async Task Explained_on_a_past_date_is_what_was_explained_then(ulong seed, int nightEvery)
    {
        using var story = new Story("2025-01-01", Story.TeaChain, day => day.DayNumber % nightEvery == 0 ? 1 : 0);
        var crowd = Crowd.Of(seed, members: 25, "2025-01-02", "2026-04-20", most: 24);
        var seen = new List<(int Member, DateOnly On, string Tier, string Points)>();
        await crowd.Play(story, day =>
        {
            // Who did something today, and one who did not.
            foreach (var member in crowd.Deeds.Where(d => d.Day == day).Select(d => d.Member).Append(day.DayNumber % 25).Distinct().ToList())
            {
                if (crowd.Deeds.Any(d => d.Member == member && d.Does == "join" && d.Day <= day)) seen.Add((member, day, TierOf(story, member, null), PointsOf(story, member, null)));
            }
        });
        story.Until("2026-08-01");
        Assert.True(seen.Count > 500, $"{seen.Count}");
        foreach (var (member, on, tier, points) in seen)
        {
            Assert.True(TierOf(story, member, on) == tier, $"member {member} on {on:yyyy-MM-dd}:\n{TierOf(story, member, on)}\nwas\n{tier}");
            Assert.True(PointsOf(story, member, on) == points, $"member {member} on {on:yyyy-MM-dd}:\n{PointsOf(story, member, on)}\nwas\n{points}");
        }

        story.AuditsClean();
    }

    private static string TierOf(Story story, int member, DateOnly? on) => story.Shop.Site.Read(r => JsonSerializer.Serialize(TierView.Read(r, Crowd.Member(member), "zh-CN", on)));

    private static string PointsOf(Story story, int member, DateOnly? on) => story.Shop.Site.Read(r => JsonSerializer.Serialize(PointsView.Read(r, Crowd.Member(member), on)));
}
