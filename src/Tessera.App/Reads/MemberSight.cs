using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Reads;

/// <summary>
/// One member as seen at one moment: the state settled as of then, without writing (semantics §6). Now, it is the stored state; for a past date, the record
/// folded up to the end of that date, so that nothing that came later is in it.
/// </summary>
public sealed class MemberSight
{
    private readonly ReadScope _scope;
    private IReadOnlyList<RecordItem>? _items;

    private MemberSight(ReadScope scope, AccountId account, DateOnly on, bool isPast)
    {
        (_scope, Account, On, IsPast) = (scope, account, on, isPast);
        Programs = scope.Programs;
        State = isPast ? Folded() : scope.Db.Members.Load(account)!.State;
        var isHistory = scope.Db.Settings.Mode == SiteModes.History;
        IsHistory = isHistory;
        Decide.Settle(Programs, State, on, isPast ? EndOf(on) : scope.AsOf, isHistory);
    }

    /// <summary>Ledger account.</summary>
    public AccountId Account { get; }

    /// <summary>Local date seen: the end of it, or now.</summary>
    public DateOnly On { get; }

    /// <summary>Whether a date was asked for.</summary>
    public bool IsPast { get; }

    /// <summary>Whether the store only played history.</summary>
    public bool IsHistory { get; }

    /// <summary>Versions of the programme.</summary>
    public ProgramHistory Programs { get; }

    /// <summary>The state; a copy, changing it changes nothing.</summary>
    public MemberState State { get; }

    /// <summary>The version in force then.</summary>
    public CompiledProgram Program => Programs.At(IsPast ? EndOf(On) : _scope.AsOf);

    /// <summary>The record up to then, oldest first.</summary>
    public IReadOnlyList<RecordItem> Items => _items ??= [.. _scope.Db.Records.Page(Account).TakeWhile(i => !IsPast || i.RecordedAt <= EndOf(On))];

    /// <summary>Sees a member, or null when nobody answers to the name.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="member">Who; a merged member is seen as the one it was merged into.</param>
    /// <param name="on">Local date, or null for now.</param>
    public static MemberSight? Of(ReadScope scope, MemberRef member, DateOnly? on = null) =>
        member.Resolve(scope.Db) is { } account && scope.Db.Members.FiguresOf(account) is not null
            && new MemberSight(scope, account, on ?? scope.Today, on is not null) is { State.Tier: not null } sight // Before joining nobody is there to be seen.
            ? sight
            : null;

    private MemberState Folded()
    {
        var fold = new Fold(Account.ToString(), Programs.Calendar);
        foreach (var item in Items) fold.Read(item);
        return fold.State;
    }

    private Instant EndOf(DateOnly day) => new(Programs.Calendar.StartOf(day.AddDays(1)).Micros - 1);
}
