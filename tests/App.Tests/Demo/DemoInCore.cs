using Tessera.App.Demo;
using Tessera.App.Programs;
using Tessera.App.Redemption;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Core.Redemption;

namespace Tessera.App.Tests.Demo;

/// <summary>Plays demo steps on Core alone, without a store: every night is settled, what follows for others is told at once.</summary>
internal sealed class DemoInCore
{
    private readonly ProgramHistory _programs;
    private readonly Dictionary<string, Life> _lives = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Purchase> _anonymous = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _used = new(StringComparer.Ordinal);
    private DateOnly _night;

    public DemoInCore(string template)
    {
        var document = ProgramFile.Load(File.ReadAllText(Repository.PathOf($"templates/{template}/program.yaml"))).Document!;
        _programs = new ProgramHistory([CompiledProgram.Compile(document, 1, default, ZoneTables.Calendar(document.Zone))]);
    }

    public BusinessCalendar Calendar => _programs.Calendar;

    /// <summary>Refused steps with the reason's code.</summary>
    public List<(DemoStep Step, string Code)> Refused { get; } = [];

    /// <summary>Every item of every member, in the order recorded.</summary>
    public IEnumerable<(string Who, RecordItem Item)> Items => _lives.SelectMany(l => l.Value.Items.Select(i => (l.Key, i)));

    public IEnumerable<MemberState> States => _lives.Values.Select(l => l.Fold.State);

    public DemoInCore Play(IReadOnlyList<DemoStep> steps)
    {
        foreach (var step in steps)
        {
            Nights(step.RecordedAt);
            Play(step);
        }

        Nights(new Instant(steps[^1].RecordedAt.Micros + Instant.MicrosPerDay));
        return this;
    }

    private void Play(DemoStep step)
    {
        switch (step)
        {
            case DemoJoins joins: _lives[joins.Who] = new Life(joins.Who, Calendar); Tell(step, joins.Who, joins.Fact with { InvitedBy = joins.InvitedBy }, null); break;
            case DemoTells tells: Tell(step, tells.Who, tells.Fact, tells.About); break;
            case DemoTries tries: Try(tries); break;
            case DemoAnonymous nobody: _anonymous[nobody.Fact.Number!] = nobody.Fact; break;
            case DemoClaims claims: Tell(step, claims.Who, _anonymous[claims.Number] with { RecordedAt = claims.RecordedAt, Claimed = true }, null); break;
            case DemoMerges merges: Merge(merges); break;
            case DemoUnmerges undo: Unmerge(undo); break;
        }
    }

    private void Tell(DemoStep step, string who, Fact fact, string? about)
    {
        var life = _lives[who];
        var named = about is null ? 0 : life.Named[about];
        var command = fact switch
        {
            Refund refund => new Command(refund with { PurchaseSequence = named }) { Purchase = life.Fold.Purchases[named] },
            DebitCancelled cancelled => new Command(cancelled with { DebitSequence = named }) { Named = life.Fold.Named[named] },
            TopUpRefund refund => new Command(refund with { TopUpSequence = named }),
            _ => new Command(fact),
        };
        Keep(step, life, Decide.Member(_programs, life.Fold.State, command));
    }

    /// <summary>Something that may be refused: what it is about and what is left of shared limits is filled in as the store would.</summary>
    private void Try(DemoTries tries)
    {
        var life = _lives[tries.Who];
        var open = life.Redemptions.FirstOrDefault();
        Fact? fact = tries.Fact switch
        {
            CouponUsed used => life.Fold.State.HasCoupons && life.Fold.State.Coupons.Held.Find(c => c.Kind == tries.Kind) is { } coupon ? used with { Coupon = coupon.Id } : null,
            RedemptionFulfilled fulfilled => open == 0 ? null : fulfilled with { RedemptionSequence = open },
            RedemptionCancelled cancelled => open == 0 ? null : cancelled with { RedemptionSequence = open },
            Drawn drawn => drawn with { Nonce = _used.GetValueOrDefault($"draw:{drawn.Draw}:entries") + 1, DrawnNumber = DrawNumbers.Of(new byte[32], drawn.Draw, _used.GetValueOrDefault($"draw:{drawn.Draw}:entries") + 1), Commitment = "00" },
            var other => other,
        };
        if (fact is null) return;
        var limits = Decide.SharedLimits(_programs, fact);
        if (limits.Count > 0) fact = fact with { Rooms = [.. limits.Select(l => new Room(l.Id, Math.Max(0, l.Most - _used.GetValueOrDefault(l.Id))))] };
        var decision = Decide.Member(_programs, life.Fold.State, new Command(fact) { Named = open == 0 ? null : life.Items.First(i => i.Sequence == open) });
        if (decision.Refusal is null) Keep(tries, life, decision);
    }

    private void Keep(DemoStep step, Life life, Decision decision)
    {
        if (decision.Refusal is { } refusal) Refused.Add((step, refusal.Reason.Code));
        foreach (var item in decision.Items)
        {
            life.Keep(item);
            foreach (var moved in item.Effects.OfType<CounterMoved>()) _used[moved.Id] = _used.GetValueOrDefault(moved.Id) + moved.By;
            foreach (var follows in item.Effects.OfType<Consequence>())
            {
                var referral = new Referral { OccurredAt = item.OccurredAt, RecordedAt = item.RecordedAt, Referee = life.Fold.State.Account, Valid = follows.Kind == "referral.valid" };
                Keep(step, _lives[follows.Target], Decide.Member(_programs, _lives[follows.Target].Fold.State, new Command(referral)));
            }
        }
    }

    private void Merge(DemoMerges step)
    {
        var (a, b) = (_lives[step.Into], _lives[step.From]);
        var two = TwoMembers.Merge(_programs, b.Fold.State, a.Fold.State, new MergedInto { OccurredAt = step.RecordedAt, RecordedAt = step.RecordedAt, Into = step.Into });
        Keep(step, b, two.First);
        Keep(step, a, two.Second);
    }

    private void Unmerge(DemoUnmerges step)
    {
        var (a, b) = (_lives[step.Into], _lives[step.From]);
        var (into, from) = (b.Items.Last(i => i.Fact is MergedInto), a.Items.Last(i => i.Fact is MergedFrom));
        var undo = new Command(new UnmergedFrom { OccurredAt = step.RecordedAt, RecordedAt = step.RecordedAt, MergeSequence = from.Sequence }) { Named = from };
        var two = TwoMembers.Unmerge(_programs, b.Fold.State, a.Fold.State, undo, into);
        Keep(step, b, two.First);
        Keep(step, a, two.Second);
    }

    private void Nights(Instant now)
    {
        var today = Calendar.DayOf(now);
        if (_night == default) _night = today;
        while (_night < today)
        {
            _night = _night.AddDays(1);
            var at = Calendar.StartOf(_night);
            foreach (var life in _lives.Values)
            {
                if (Decide.NextDueOn(_programs, life.Fold.State) is not { } due || due > _night) continue;
                foreach (var item in Decide.Settle(_programs, life.Fold.State, _night, at, false).Items) life.Keep(item);
            }
        }
    }

    private sealed class Life(string account, BusinessCalendar calendar)
    {
        public Fold Fold { get; } = new(account, calendar);

        public List<RecordItem> Items { get; } = [];

        public Dictionary<string, long> Named { get; } = new(StringComparer.Ordinal);

        /// <summary>Redemptions that were not handed over yet, the oldest first.</summary>
        public List<long> Redemptions { get; } = [];

        public void Keep(RecordItem item)
        {
            Items.Add(item);
            Fold.Keep(item);
            foreach (var moved in item.Effects.OfType<RedemptionMoved>())
            {
                if (moved.Stage == RedemptionStage.Open) Redemptions.Add(moved.Sequence);
                else Redemptions.Remove(moved.Sequence);
            }

            if ((item.Fact is Debit debit ? debit.Reference : item.Fact?.Number) is { } name) Named[name] = item.Sequence;
        }
    }
}
