using System.Globalization;
using Tessera.App.Behaviours;
using Tessera.App.Coupons;
using Tessera.App.Exports;
using Tessera.App.Import;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Coupons;
using Tessera.Core.Members;
using Tessera.Storage;
using Tessera.Storage.Members;

namespace Tessera.App.Bulk;

/// <summary>Results of a row.</summary>
public static class BulkResults
{
    /// <summary>Changed.</summary>
    public const string Done = "done";

    /// <summary>Was so already.</summary>
    public const string Same = "same";

    /// <summary>Not changed; the reason says why.</summary>
    public const string Refused = "refused";

    /// <summary>Put back.</summary>
    public const string Undone = "undone";
}

/// <summary>
/// Carries bulk work out, and its way back, in small transactions that queue beside the tills: what came of a row is written with its effect, so that a killed run goes on without doing
/// anything twice. Each effect is a fact with a natural key of job and line.
/// </summary>
internal static class RunBulk
{
    internal const string JobKind = "members.bulk";
    internal const string UndoKind = "members.bulkUndo";
    private const int AtOnce = 50;
    private const string UndoReason = "batch-undone";
    private const string Merged = "import.undo.merged";

    internal static async Task Run(Site site, Job job, JobOrder order, Func<Task> beforeDone, CancellationToken stop)
    {
        var (ask, why) = (BulkAsk.Read(job.Input), Jobs.JobAsk.Read(order.Request).Reason);
        await Walk(site, (job, job.Id), (scope, row, tally) =>
        {
            var done = row.Result is null ? Do(scope, job.Id, row, ask, (order.Actor, why)) : row;
            scope.Db.Bulk.Save(job.Id, done);
            return done.Result switch
            {
                BulkResults.Done => tally with { Done = tally.Done + 1 },
                BulkResults.Same => tally with { Same = tally.Same + 1 },
                _ => tally with { Refused = tally.Refused + 1 },
            };
        }, stop).ConfigureAwait(false);
        await End(site, job, ("bulk.finished", order.Actor), beforeDone).ConfigureAwait(false);
    }

    internal static async Task Undo(Site site, Job job, JobOrder order, Func<Task> beforeDone, CancellationToken stop)
    {
        var of = order.Undoes!;
        var ask = BulkAsk.Read(site.Read(scope => scope.Db.Imports.Find(of)!.Input));
        await Walk(site, (job, of), (scope, row, tally) =>
        {
            if (row.Result != BulkResults.Done) return tally with { Left = tally.Left + 1 };
            var undone = row with { UndoResult = row.UndoResult ?? Back(scope, of, row, ask, order.Actor) };
            scope.Db.Bulk.Save(of, undone);
            return undone.UndoResult == BulkResults.Undone ? tally with { Undone = tally.Undone + 1 } : tally with { Left = tally.Left + 1 };
        }, stop).ConfigureAwait(false);
        await End(site, job, ("bulk.undone", order.Actor), beforeDone).ConfigureAwait(false);
    }

    /// <summary>What came of each member; for a way back, what came of that.</summary>
    internal static ExportTable Results(ReadScope scope, (string JobId, bool IsUndo, bool OnlyRefused) of, string language)
    {
        var program = scope.KnownPrograms?.At(scope.AsOf).Document;
        string Why(string? kept) => kept is null or BulkResults.Undone ? "" : Text.Render(KeptReason.Read(kept), language, program);
        var rows = scope.Db.Bulk.All(of.JobId, of.OnlyRefused ? BulkResults.Refused : null).Where(r => !of.IsUndo || r.Result == BulkResults.Done);
        return new ExportTable(
            language == Text.English ? ["member_id", "result", "reason"] : ["会员编号", "结果", "原因"],
            rows.Select(r => (IReadOnlyList<object?>)
            [
                scope.Db.Identities.MemberOf(r.Account)?.ToString(), Text.Say(of.IsUndo ? UndoSays(r.UndoResult) : Says(r.Result), language), Why(of.IsUndo ? r.UndoResult : r.Reason),
            ]));
    }

    private static string Says(string? result) => result switch { BulkResults.Done => "bulk.done", BulkResults.Same => "bulk.same", BulkResults.Refused => "bulk.refused", _ => "bulk.waits" };

    private static string UndoSays(string? result) => result == BulkResults.Undone ? "bulk.undone" : "bulk.left";

    private static async Task Walk(Site site, (Job Job, string RowsOf) of, Func<BatchScope, BulkRow, BulkTally, BulkTally> each, CancellationToken stop)
    {
        var tally = BulkTally.Read(of.Job.Progress);
        if (tally.Expected == 0) tally = tally with { Expected = BulkTally.Read(site.Read(scope => scope.Db.Imports.Find(of.RowsOf)!.Progress)).Expected };
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var before = tally;
            tally = await site.Alone(scope =>
            {
                var (next, rows) = (before, scope.Db.Bulk.Rows(of.RowsOf, before.LastLine, AtOnce));
                scope.Load([.. rows.Select(r => r.Account).Order()]);
                foreach (var row in rows) next = each(scope, row, next) with { LastLine = row.Line, Members = next.Members + 1 };
                scope.Flush();
                scope.Db.Imports.Save(of.Job with { State = JobState.Deciding, ChangedAt = site.Clock.Now, Progress = next.Write() });
                return next;
            }).ConfigureAwait(false);
            if (tally.Members == before.Members) return;
        }
    }

    private static async Task End(Site site, Job job, (string Action, string Actor) what, Func<Task> beforeDone)
    {
        await beforeDone().ConfigureAwait(false);
        await site.Alone(scope =>
        {
            var last = scope.Db.Imports.Find(job.Id)!;
            scope.Db.Imports.Save(last with { State = JobState.Done, ChangedAt = site.Clock.Now });
            scope.Db.Audits.Append(new AuditEvent(site.Clock.Now, what.Actor, what.Action, job.Id, last.Progress));
            return 0;
        }).ConfigureAwait(false);
    }

    private static BulkRow Do(BatchScope scope, string jobId, BulkRow row, BulkAsk ask, (string Actor, string? Why) by)
    {
        if (scope.Db.Identities.MergeOf(row.Account) is not null) return row with { Result = BulkResults.Refused, Reason = Merged };
        var held = scope.Member(row.Account).State.Tags.Find(t => t.Tag == ask.Tag && (t.Through is not { } through || through >= scope.Today));
        if (ask.Act == BulkAct.Tag && held is not null || ask.Act == BulkAct.Untag && held is null) return row with { Result = BulkResults.Same };
        var answer = (CommandOf(row.Account, ask) with { Source = ConsequenceCarrier.Source, Number = NumberOf(jobId, row), Actor = by.Actor, Text = ask.Act == BulkAct.Points ? by.Why : null }).Decide(scope);
        return answer.Refusal is { } refusal
            ? row with { Result = BulkResults.Refused, Reason = KeptReason.Write(refusal.Reason) }
            : row with { Result = BulkResults.Done, Sequence = answer.Value!.Item.Sequence, Before = held?.Through?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
    }

    private static MemberCommand CommandOf(AccountId account, BulkAsk ask)
    {
        var member = MemberRef.By(account);
        return ask.Act switch
        {
            BulkAct.Tag => new GiveTag { Member = member, Tag = ask.Tag!, Through = ask.Through },
            BulkAct.Untag => new TakeTag { Member = member, Tag = ask.Tag! },
            BulkAct.Points => new AdjustPoints { Member = member, Points = ask.Points, ReasonCode = ask.ReasonCode },
            BulkAct.Coupons => new GrantCoupons { Member = member, Kind = ask.Kind!, Count = ask.Count, ReasonCode = ask.ReasonCode },
        };
    }

    /// <summary>The way back of a row; what somebody did since is their own decision and stays.</summary>
    private static string Back(BatchScope scope, string jobId, BulkRow row, BulkAsk ask, string actor)
    {
        if (scope.Db.Identities.MergeOf(row.Account) is not null) return Merged;
        var number = NumberOf(jobId, row) + MemberTaking.Undone;
        var member = MemberRef.By(row.Account);
        var isHeld = scope.Member(row.Account).State.Tags.Exists(t => t.Tag == ask.Tag);
        MemberCommand? back = ask.Act switch
        {
            BulkAct.Tag => isHeld ? new TakeTag { Member = member, Tag = ask.Tag! } : null,
            BulkAct.Untag => isHeld ? null : new GiveTag { Member = member, Tag = ask.Tag!, Through = row.Before is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null },
            BulkAct.Points => new AdjustPoints { Member = member, Points = -ask.Points, ReasonCode = UndoReason },
            BulkAct.Coupons => null,
        };
        if (ask.Act == BulkAct.Coupons) return Void(scope, row, number, actor);
        if (back is null) return "bulk.moved";
        return (back with { Source = ConsequenceCarrier.Source, Number = number, Actor = actor }).Decide(scope).Refusal is { } refusal ? KeptReason.Write(refusal.Reason) : BulkResults.Undone;
    }

    /// <summary>Voids the coupons of a row that can still be used; one that was used leaves the row as it is, and says why.</summary>
    private static string Void(BatchScope scope, BulkRow row, string number, string actor)
    {
        if (scope.Db.Identities.MemberOf(row.Account) is not { } member) return Merged;
        scope.Flush();
        string? why = null;
        foreach (var given in scope.Db.Records.Find(row.Account, row.Sequence!.Value)!.Effects.OfType<CouponEntry>())
        {
            var back = new VoidCoupon { Member = MemberRef.By(row.Account), Coupon = new CouponId(member, given.Id), ReasonCode = UndoReason, Source = ConsequenceCarrier.Source, Number = string.Create(CultureInfo.InvariantCulture, $"{number}:{given.Id.N}"), Actor = actor };
            if (back.Decide(scope).Refusal is { } refusal) why = KeptReason.Write(refusal.Reason);
        }

        return why ?? BulkResults.Undone;
    }

    private static string NumberOf(string jobId, BulkRow row) => string.Create(CultureInfo.InvariantCulture, $"{jobId}:{row.Line}");
}
