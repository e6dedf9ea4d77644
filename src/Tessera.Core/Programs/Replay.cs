using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Programs;

/// <summary>
/// Decides a member's facts again, in the order recorded, without storage (architecture.md: replay, the <c>rules</c> level of <c>audit</c> and tests call the
/// same <see cref="Decide"/>). Settled steps are carried out at the moment they were recorded.
/// </summary>
public sealed class Replay
{
    private readonly ProgramHistory _programs;
    private readonly Fold _fold;
    private ProgramHistory? _before;

    /// <summary>A replay that has decided nothing yet.</summary>
    /// <param name="programs">The versions under which the facts were decided, or others to try.</param>
    /// <param name="account">Ledger account id.</param>
    public Replay(ProgramHistory programs, string account)
    {
        _programs = programs;
        _fold = new Fold(account, programs.Calendar);
    }

    /// <summary>The state after the facts decided.</summary>
    public MemberState State => _fold.State;

    /// <summary>Decides again what a stored item says happened: its fact, or the steps settled when it was recorded.</summary>
    /// <returns>The items decided now; for a fact, the steps that fell due before it come first.</returns>
    public Decision Again(RecordItem stored)
    {
        var programs = KnownWhen(stored);
        var decision = stored.Fact is { } fact ? Decide.Member(programs, State, CommandFor(fact, stored.IsHistory)) : SettleAgain(programs, stored);
        foreach (var item in decision.Items) _fold.Keep(item);
        return decision;
    }

    // A version may be published in the very instant in which facts were decided before it, in one batch or on a clock that stands still: the version
    // that an item names tells which came first.
    private ProgramHistory KnownWhen(RecordItem stored)
    {
        var later = _programs.Versions.FirstOrDefault(v => v.EffectiveAt == stored.RecordedAt && v.Version > stored.Version && v.Version > State.VersionSeen);
        if (later is null || later.Version == 1) return _programs;
        if (_before?.Versions[^1].Version != later.Version - 1) _before = new ProgramHistory(_programs.Versions.Where(v => v.Version < later.Version));
        return _before;
    }

    private Decision SettleAgain(ProgramHistory programs, RecordItem stored)
    {
        var through = programs.Calendar.DayOf(stored.IsHistory ? stored.OccurredAt : stored.RecordedAt);
        return Decide.Settle(programs, State, through, stored.RecordedAt, stored.IsHistory);
    }

    private Command CommandFor(Fact fact, bool isHistory) => new(fact)
    {
        IsHistory = isHistory,
        Purchase = fact is Refund refund ? _fold.Purchases[refund.PurchaseSequence] : null,
        Named = fact switch
        {
            OpeningUndone undone => _fold.Named[undone.OpeningSequence],
            CardUseCancelled cancelled => _fold.Named[cancelled.UseSequence],
            RedemptionCancelled cancelled => _fold.Named[cancelled.RedemptionSequence],
            RedemptionFulfilled fulfilled => _fold.Named[fulfilled.RedemptionSequence],
            BenefitUseCancelled cancelled => _fold.Named[cancelled.UseSequence],
            DebitCancelled cancelled => _fold.Named[cancelled.DebitSequence],
            UnmergedFrom unmerged => _fold.Named[unmerged.MergeSequence],
            UnmergedInto unmerged => _fold.Named[unmerged.MergeSequence],
            _ => null,
        },
    };
}
