using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Pipeline;

/// <summary>A fact that was recorded, and the member after it.</summary>
/// <param name="Account">Ledger account.</param>
/// <param name="Member">Public id; null when erased.</param>
/// <param name="Item">The item of the record.</param>
/// <param name="After">The member's figures after it; for a repeat, now.</param>
public sealed record FactTold(AccountId Account, MemberId? Member, RecordItem Item, FiguresAfter After)
{
    /// <summary>The figures before it, for the audit trail; null where nobody asks.</summary>
    public FiguresAfter? Before { get; init; }
}

/// <summary>Figures of a member after a command.</summary>
/// <param name="Balance">Balance.</param>
/// <param name="Spendable">What can be spent today.</param>
/// <param name="Pending">Pending points.</param>
/// <param name="Debt">Points owed.</param>
/// <param name="Growth">Growth value.</param>
/// <param name="Tier">Tier in force.</param>
public sealed record FiguresAfter(long Balance, long Spendable, long Pending, long Debt, long Growth, string Tier)
{
    /// <summary>Principal of stored value, minor units.</summary>
    public long PrincipalMinor { get; init; }

    /// <summary>Bonus of stored value, minor units.</summary>
    public long BonusMinor { get; init; }

    internal static FiguresAfter Of(MemberState state, DateOnly today) =>
        new(state.Balance, state.SpendableOn(today), state.Pending, state.DebtOutstanding, state.Growth, state.InForce)
        {
            PrincipalMinor = state.HasWallet ? state.Wallet.PrincipalMinor : 0, BonusMinor = state.HasWallet ? state.Wallet.BonusMinor : 0,
        };
}

/// <summary>A fact about one member that exists already.</summary>
public abstract record MemberCommand : WriteCommand<FactTold>
{
    /// <summary>The member.</summary>
    public required MemberRef Member { get; init; }

    /// <summary>When it happened; null for now.</summary>
    public Instant? OccurredAt { get; init; }

    /// <summary>Source system, with <see cref="Number"/>; null without a natural key.</summary>
    public string? Source { get; init; }

    /// <summary>The source's own number.</summary>
    public string? Number { get; init; }

    /// <summary>Free text kept sealed beside the record, or null.</summary>
    public string? Text { get; init; }

    internal override void Foresee(Foresight foresight)
    {
        Member.Foresee(foresight);
        if (Source is not null && Number is not null) foresight.Documents.Add((Source, Number));
    }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Member.Resolve(scope.Db) is { } account ? [account] : [];

    internal override Answer<FactTold> Decide(BatchScope scope)
    {
        if (Member.Resolve(scope.Db) is not { } account) return MemberRefusals.Unknown;
        var member = scope.Member(account);
        var occurredAt = OccurredAt ?? scope.Now;
        var fact = FactOf(occurredAt) with { OccurredAt = occurredAt, RecordedAt = scope.IsHistory ? occurredAt : scope.Now, Source = Source, Number = Number, Actor = Actor };
        if (Source is not null && Number is not null && scope.Document(Source, Number) is { } known) return Repeats.Answer(scope, known, fact, account);
        var (command, refusal) = Loaded(scope, member, fact);
        return refusal is null ? Tell(scope, member, command) : refusal;
    }

    /// <summary>The fact; instants, source and actor are filled in afterwards.</summary>
    /// <param name="at">When it happened.</param>
    internal abstract Fact FactOf(Instant at);

    /// <summary>The fact with what its decision needs, or a refusal.</summary>
    internal virtual (Command Command, Refusal? Refusal) Loaded(BatchScope scope, LoadedMember member, Fact fact) => (new Command(fact), null);

    /// <summary>Decides and answers.</summary>
    internal Answer<FactTold> Tell(BatchScope scope, LoadedMember member, Command command)
    {
        var before = Entrance is null ? null : FiguresAfter.Of(member.State, scope.Today);
        var decision = scope.Decide(member, command);
        if (decision.Refusal is { } refusal) return refusal;
        scope.AddText(member, Text);
        return Told(scope, member, decision.Items[^1]) with { Before = before };
    }

    internal override AuditNote NoteOf(BatchScope scope, FactTold made) => AuditNote.Of(made);

    internal static FactTold Told(BatchScope scope, LoadedMember member, RecordItem item) =>
        new(member.Account, scope.Db.Identities.MemberOf(member.Account), item, FiguresAfter.Of(member.State, scope.Today));
}

/// <summary>Refusals that many commands share.</summary>
internal static class MemberRefusals
{
    internal static Refusal Unknown => Refusal.Of("member.unknown");
}

/// <summary>Facts told a second time under their natural key (semantics §2): the same is a repeat, anything else is refused with the difference.</summary>
internal static class Repeats
{
    internal static Answer<FactTold> Answer(BatchScope scope, KnownDocument known, Fact fact, AccountId account)
    {
        if (known.Account is not { } owner) return DocumentDifference.Changed(fact, "member");
        var member = scope.Member(owner);
        var item = scope.Item(member, known.Sequence) ?? throw new LedgerBroken(owner.ToString(), $"item {known.Sequence} is missing");
        if (!known.SaysTheSameAs(fact)) return DocumentDifference.Between(item.Fact!, fact);
        if (owner != account && scope.Db.Identities.HolderOf(owner) != account) return DocumentDifference.Changed(fact, "member");
        return new Answer<FactTold>(MemberCommand.Told(scope, member, item), null, IsRepeat: true);
    }
}
