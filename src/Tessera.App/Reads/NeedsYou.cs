using Tessera.App.Approvals;
using Tessera.App.Programs.RedLine;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Redemption;
using Tessera.Storage;
using Tessera.Storage.Members;
using Tessera.Storage.People;
using Tessera.Storage.Redemption;

namespace Tessera.App.Reads;

/// <summary>Something that waits for somebody at the office.</summary>
/// <param name="Id">Stable id, such as <c>approvals</c>.</param>
/// <param name="Scope">The right that opens what is behind it.</param>
/// <param name="Reason">The sentence, with its numbers.</param>
/// <param name="Count">How many.</param>
/// <param name="Target">Path of what is behind it, in the API.</param>
public sealed record Need(string Id, string Scope, Reason Reason, long Count, string Target)
{
    /// <summary>Whether it should be done today.</summary>
    public bool IsUrgent { get; init; }
}

/// <summary>What waits for people, for the home page: only what is there, the urgent first.</summary>
public static class NeedsYou
{
    private const int MostCounted = 500;
    private const int ExpiringDays = 30;
    private const int WarnedDays = 30;
    private const int BackupDays = 7;
    private const int LowPart = 10;

    /// <summary>Reads it.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="marks">When the store was last backed up and tried.</param>
    /// <param name="who">Who asks, and real time.</param>
    public static IReadOnlyList<Need> Read(ReadScope scope, SafekeepingMarks marks, (string Actor, Instant Now) who) =>
        [.. OfDesk(scope, who).Concat(scope.KnownPrograms is null ? [] : OfProgram(scope)).Concat(OfMachine(scope, marks, who.Now)).OrderByDescending(n => n.IsUrgent)];

    private static IEnumerable<Need> OfDesk(ReadScope scope, (string Actor, Instant Now) who)
    {
        var isOpen = ApprovalStores.OpenTo(scope.Db, who.Actor);
        var waiting = scope.Db.Approvals.Page(MostCounted, ApprovalStates.Waiting, null).Where(a => a.EndsAt > who.Now && isOpen(a)).ToList();
        if (waiting.MinBy(a => a.EndsAt) is { } first)
        {
            var reason = Reason.Of("needs.approvals", Reason.Count("count", waiting.Count), Reason.Count("hours", (first.EndsAt.Micros - who.Now.Micros) / (Instant.MicrosPerDay / 24)), Reason.Id("maker", MakerOf(scope.Db, first)));
            yield return new Need("approvals", "approvals:read", reason, waiting.Count, "/v1/approvals?state=waiting") { IsUrgent = true };
        }

        var applications = scope.Db.TierDesk.Applications("open", null, MostCounted).Count;
        if (applications > 0) yield return new Need("applications", "tiers:read", Reason.Of("needs.applications", Reason.Count("count", applications)), applications, "/v1/tier-applications?state=open");
        var handOvers = scope.Db.Redemptions.Count(new RedemptionFilter { Stage = RedemptionStage.Open });
        if (handOvers > 0) yield return new Need("redemptions", "rewards:read", Reason.Of("needs.redemptions", Reason.Count("count", handOvers)), handOvers, "/v1/redemptions?stage=open");
        var falls = scope.Db.TierDesk.Left(null, MostCounted).Count;
        if (falls > 0) yield return new Need("falls", "tiers:read", Reason.Of("needs.falls", Reason.Count("count", falls)), falls, "/v1/tiers/worklist");
    }

    private static IEnumerable<Need> OfProgram(ReadScope scope)
    {
        var warnedFrom = scope.Today.AddDays(1 - WarnedDays);
        var warned = scope.Db.MemberLists.Count(new MemberFilter { WarnedFrom = warnedFrom, Status = "active" });
        if (warned > 0) yield return new Need("warnings", "members:read", Reason.Of("needs.warnings", Reason.Count("count", warned), Reason.Day("from", warnedFrom)), warned, FormattableString.Invariant($"/v1/members?status=active&warnedFrom={warnedFrom:yyyy-MM-dd}"));
        var (points, peak, most) = SystemCounts.Expiring(scope.Db, scope.Today, ExpiringDays);
        if (peak is { } endsOn) yield return new Need("expiring", "reports:read", Reason.Of("needs.expiring", Reason.Points("points", points), Reason.Points("most", most), Reason.Day("on", endsOn.AddDays(-1))), points, "/v1/reports/points");
        if (CheckRedLine.Noted(scope) is { } cost)
        {
            var reason = Reason.Of(cost.IsOver ? "needs.costOver" : "needs.costNear", Reason.Ratio("share", cost.Share * 100), Reason.Ratio("line", cost.Line * 100), Reason.Day("through", cost.Through));
            yield return new Need("cost", "reports:read", reason, 1, scope.Db.Proposals.Open() is null ? "/v1/reports/benefits" : "/v1/program/proposals") { IsUrgent = cost.IsOver };
        }

        var low = Low(scope.Db, scope.Programs.At(scope.AsOf).Document, scope.Today).ToList();
        if (low.Count > 0) yield return new Need("stock", "rewards:read", Reason.Of("needs.stock", Reason.Count("count", low.Count)), low.Count, "/v1/rewards");
    }

    /// <summary>Rewards and prizes of which a tenth or less is left.</summary>
    private static IEnumerable<string> Low(StoreConnection db, ProgramDocument document, DateOnly today)
    {
        var stocks = document.Rewards.Select(r => r.Kind.SharedStock)
            .Concat(document.Draws.Campaigns.Where(d => d.Enabled && d.From <= today && today <= d.Through).SelectMany(d => d.Prizes.Select(d.SharedStockOf)))
            .Where(s => s.Most is > 0 and < long.MaxValue).ToList();
        var used = db.SharedCounters.UsedOf(stocks.Select(s => s.Id));
        return stocks.Where(s => s.Most - used.GetValueOrDefault(s.Id) <= s.Most / LowPart).Select(s => s.Id);
    }

    private static IEnumerable<Need> OfMachine(ReadScope scope, SafekeepingMarks marks, Instant machineNow)
    {
        var failing = scope.Db.Webhooks.All().Where(e => e.FailingSince is not null || e.OffReason is not null).ToList();
        if (failing.Count > 0) yield return new Need("webhooks", "webhooks:read", Reason.Of("needs.webhooks", Reason.Count("count", failing.Count), Reason.Count("events", failing.Sum(e => scope.Db.Deliveries.Unsent(e.Id)))), failing.Count, "/v1/webhooks") { IsUrgent = true };
        if (marks.Books is { Findings: > 0 } books) yield return new Need("books", "system:read", Reason.Of("needs.books", Reason.Count("count", books.Findings)), books.Findings, "/v1/system") { IsUrgent = true };
        if (scope.Db.Members.Count() == 0 || scope.Db.Settings.IsDemo) yield break;
        if (marks.Backup is not { } backup) yield return new Need("backup", "system:read", Reason.Of("needs.noBackup"), 1, "/v1/system") { IsUrgent = true };
        else if (Days(backup, machineNow) is var days and > BackupDays) yield return new Need("backup", "system:read", Reason.Of("needs.oldBackup", Reason.Count("days", days)), days, "/v1/system") { IsUrgent = true };
        else if (marks.TestedRestore is null) yield return new Need("restore", "system:read", Reason.Of("needs.noRestore"), 1, "/v1/system");
    }

    // A key, and a person who is gone, by the id.
    private static string MakerOf(StoreConnection db, Approval approval) =>
        approval.Maker.StartsWith("person:", StringComparison.Ordinal) && db.People.Find(approval.Maker["person:".Length..]) is { Name: { } name } ? name : approval.Maker;

    private static long Days(SafekeepingMark mark, Instant now) => (now.Micros - mark.AtMicros) / Instant.MicrosPerDay;
}
