using System.ComponentModel;
using Tessera.App.Reads;
using Tessera.Storage.Safekeeping;

namespace Tessera.Server.Http.Home;

/// <summary>Something that waits for somebody.</summary>
internal sealed record NeedView
{
    [Description("approvals, applications, redemptions, falls, warnings, expiring, cost, stock, webhooks, books, backup or restore.")]
    public required string Id { get; init; }

    [Description("The sentence: code, numbers, and the words in the language asked for.")]
    public required ReasonView Reason { get; init; }

    [Description("How many; for `expiring` points, for `backup` days since the last, 1 where there is none.")]
    public required long Count { get; init; }

    [Description("What is behind it, as a path of this API.")]
    public required string Target { get; init; }

    [Description("Should be done today.")]
    public required bool IsUrgent { get; init; }
}

/// <summary>What waits.</summary>
/// <param name="Needs">The urgent first; only what the caller may open.</param>
internal sealed record NeedList(IReadOnlyList<NeedView> Needs);

/// <summary>The work list of the home page.</summary>
internal sealed class NeedsRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/needs-you", Id = "getNeeds", Tag = "system", IsHeavy = true, Scope = Scopes.ReportsRead, Gives = typeof(NeedList), Summary = "What waits for you",
            Says = "For the home page: approvals, tier applications, redemptions to hand over and falls left to people, members who were warned within 30 days that their tier may fall, points that end within 30 days with their heaviest day, rewards and prizes of which a tenth or less is left, webhooks that fail, books that differ, backups. Counts of lists stop at 500. Cost near the red line, or over it, as the night read it when the month was over.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) => Reply.Ok(new NeedList(
            [
                .. NeedsYou.Read(scope, SafekeepingMarks.Of(desk.Site.Store.Paths), (ask.Caller.Actor, desk.Site.Clock.MachineNow)).Where(n => ask.Caller.Holds(n.Scope))
                    .Select(n => new NeedView { Id = n.Id, Reason = showing.Why(n.Reason), Count = n.Count, Target = n.Target, IsUrgent = n.IsUrgent }),
            ])))),
        };
    }
}
