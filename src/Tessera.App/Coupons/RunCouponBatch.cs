using Tessera.App.Exports;
using Tessera.App.Import;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Storage;

namespace Tessera.App.Coupons;

/// <summary>
/// Carries out a batch in small transactions. How far it came is written with the coupons, so that a killed one goes on without giving twice. Members who are merged while it
/// runs get what one person is due: the record, which names the batch, says who had it already.
/// </summary>
internal static class RunCouponBatch
{
    internal const string JobKind = "coupons.batch";
    private const int SoughtAtOnce = 1_000;
    private const int GivenAtOnce = 50;
    private const int ItemsAtOnce = 50;
    private const string Given = "couponBatch.given";
    private const string Refused = "couponBatch.refused";

    internal static async Task Run(Site site, Job job, string actor, Func<Task> beforeDone, CancellationToken stop)
    {
        var (ask, tally) = (CouponBatchAsk.Read(job.Input), CouponBatchTally.Read(job.Progress));
        while (true)
        {
            var sought = site.Read(scope => scope.Db.Coupons.In(ask.Segment, scope.KnownPrograms!.Calendar.DayOf(scope.AsOf), tally.LastAccount is { } last ? new AccountId(last) : null, SoughtAtOnce));
            if (sought.Count == 0) break;
            foreach (var accounts in sought.Chunk(GivenAtOnce))
            {
                stop.ThrowIfCancellationRequested();
                var before = tally;
                tally = await site.Alone(scope => new Turn(scope, job, ask, actor).Give(before, accounts)).ConfigureAwait(false);
            }
        }

        stop.ThrowIfCancellationRequested();
        tally = await site.Alone(scope => new Turn(scope, job, ask, actor).GiveToMerged(tally)).ConfigureAwait(false);
        await beforeDone().ConfigureAwait(false);
        await site.Alone(scope =>
        {
            scope.Db.Imports.Save(job with { State = JobState.Done, ChangedAt = scope.Now, Progress = tally.Write() });
            scope.Db.Audits.Append(new AuditEvent(scope.Now, actor, "couponBatch.finished", job.Id, tally.Write()));
            return 0;
        }).ConfigureAwait(false);
    }

    /// <summary>What the batch did, member by member.</summary>
    internal static ExportTable Results(ReadScope scope, string jobId, string language)
    {
        var program = scope.KnownPrograms?.At(scope.AsOf).Document;
        return new ExportTable(
            language == Text.English ? ["member_id", "result", "reason"] : ["会员编号", "结果", "原因"],
            scope.Db.Work.BadRows(jobId).Select(r => KeptBadRow.Read(r.Row)).Select(row => (IReadOnlyList<object?>)
            [
                row.Cells[0], Text.Say(row.Code, language), row.Got.Length == 0 ? null : Text.Render(KeptReason.Read(row.Got), language, program),
            ]));
    }

    /// <summary>One transaction of a batch.</summary>
    private sealed class Turn(BatchScope scope, Job job, CouponBatchAsk ask, string actor)
    {
        private readonly ILookup<AccountId, MergeRow> _merges = scope.Db.Identities.MergesSince(job.CreatedAt).ToLookup(m => m.Into);

        /// <summary>Gives to each of some members, in order of account.</summary>
        internal CouponBatchTally Give(CouponBatchTally tally, IReadOnlyList<AccountId> accounts)
        {
            scope.Load(accounts);
            if (_merges.Count > 0) scope.Flush();
            foreach (var account in accounts) tally = One(tally, account) with { LastAccount = account.Value };
            return Written(tally);
        }

        /// <summary>The members into whom others were merged while the batch ran, and who may have got the tag by it only when their turn was over.</summary>
        internal CouponBatchTally GiveToMerged(CouponBatchTally tally)
        {
            if (tally.MergesDone) return tally;
            var stayed = _merges.Select(m => m.Key).Order().Where(a => scope.Db.Identities.MergeOf(a) is null).ToList();
            var answered = stayed.Count == 0 ? [] : scope.Db.Work.BadRows(job.Id).Select(r => KeptBadRow.Read(r.Row).Cells[0]).ToHashSet(StringComparer.Ordinal);
            // Who was refused in its turn is not asked again: one person is counted once.
            foreach (var account in stayed.Where(a => !answered.Contains(NameOf(a)))) tally = One(tally, account);

            return Written(tally with { MergesDone = true });
        }

        private CouponBatchTally One(CouponBatchTally tally, AccountId account)
        {
            var member = scope.Member(account);
            if (ask.Tiers.Count > 0) scope.Settle(member, scope.Today);
            if (!ask.Means(member.State, scope.Today) || (_merges.Contains(account) && HadIt(account))) return tally;
            var answer = ask.Benefit is { } benefit
                ? new GivePack { Member = MemberRef.By(account), Benefit = benefit, ReasonCode = ask.ReasonCode, Batch = job.Id, Actor = actor }.Decide(scope)
                : new GrantCoupons { Member = MemberRef.By(account), Kind = ask.Kind!, Count = ask.Count, ReasonCode = ask.ReasonCode, Batch = job.Id, Actor = actor }.Decide(scope);
            tally = answer.IsAccepted
                ? tally with { Members = tally.Members + 1, Given = tally.Given + 1, Coupons = tally.Coupons + ask.Each(scope.Programs.At(scope.Now).Document, scope.Today) }
                : tally with { Members = tally.Members + 1, Refused = tally.Refused + 1 };
            Keep((account, tally.Members), answer.Refusal);
            return tally;
        }

        private CouponBatchTally Written(CouponBatchTally tally)
        {
            scope.Flush();
            scope.Db.Imports.Save(job with { State = JobState.Deciding, ChangedAt = scope.Now, Progress = tally.Write() });
            return tally;
        }

        /// <summary>Whether a member, or one that was merged into it meanwhile, was given this batch.</summary>
        private bool HadIt(AccountId account) => IsInRecord(account) || _merges[account].Any(m => HadIt(m.Merged));

        private bool IsInRecord(AccountId account)
        {
            long? before = null;
            while (scope.Db.Records.PageBack(account, before, ItemsAtOnce) is { Count: > 0 } items)
            {
                if (items.Any(i => (i.Fact as CouponGranted)?.Batch == job.Id || (i.Fact as PackGiven)?.Batch == job.Id)) return true;
                if (items[^1].RecordedAt < job.CreatedAt) return false;
                before = items[^1].Sequence;
            }

            return false;
        }

        private string NameOf(AccountId account) => scope.Db.Identities.MemberOf(account)?.ToString() ?? "";

        private void Keep((AccountId Account, int Line) row, Refusal? refusal)
        {
            if (row.Line > KeptBadRow.Most) return;
            var kept = new KeptBadRow([NameOf(row.Account)], refusal is null ? Given : Refused, "", refusal is null ? "" : KeptReason.Write(refusal.Reason));
            scope.Db.Work.AddBadRow(job.Id, row.Line, kept.Write());
        }
    }
}
