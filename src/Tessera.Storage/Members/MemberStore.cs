using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Storage.Members;

/// <summary>States of members. Loads inside a write transaction see what no other writer can change before the commit.</summary>
public sealed class MemberStore
{
    internal const string Figures =
        "member_id, joined_on, closed_on, frozen, halted, balance, pending, debt, growth, tier_earned, tier_in_force, tier_since, spend_lifetime_minor, orders_lifetime, next_due_on, sequence";

    internal const string State = "packed, chain_head, halted, next_due_on, tier_in_force, member_id";

    private readonly StoreConnection _db;

    internal MemberStore(StoreConnection db) => _db = db;

    /// <summary>How many members the store has.</summary>
    public long Count()
    {
        using var rows = _db.Sql("select count(*) from member_state");
        rows.Step();
        return rows.Long(0);
    }

    /// <summary>A member's state, or null when the account has no record.</summary>
    /// <param name="account">Ledger account id.</param>
    /// <param name="withClosedLots">Also the lots with nothing left (refunds, cancelled debits, undone merges).</param>
    public LoadedMember? Load(AccountId account, bool withClosedLots = false)
    {
        if (!_db.Ahead.States.Remove(account, out var member))
        {
            using var rows = _db.Sql($"select {State} from member_state where member_id = $1{_db.ForUpdate}").Set(1, account);
            if (!rows.Step()) return null;
            member = ReadState(rows);
        }

        if (withClosedLots) LoadClosedLots(member);
        return member;
    }

    /// <summary>The states of a batch, in order of id; accounts without a record come as new members.</summary>
    public IReadOnlyDictionary<AccountId, LoadedMember> Load(IEnumerable<AccountId> accounts)
    {
        var loaded = accounts.Distinct().Order().ToDictionary(a => a, a => _db.Ahead.States.Remove(a, out var known) ? known : null);
        var rest = loaded.Where(l => l.Value is null).Select(l => l.Key.Value).ToArray();
        if (rest.Length > 0)
        {
            using var rows = _db.Sql($"select {State} from member_state where member_id {_db.AnyOf("$1")} order by member_id{_db.ForUpdate}").SetMany(1, rest);
            while (rows.Step()) loaded[rows.Account(5)] = ReadState(rows);
        }

        // Merged since it was looked up who is who: now that the row is held, that can be asked again.
        if (loaded.Values.Any(m => m?.State.MergedInto is not null)) _db.Ahead.ForgetPeople();
        return loaded.ToDictionary(l => l.Key, l => l.Value ?? new LoadedMember(l.Key));
    }

    /// <summary>Adds the lots with nothing left to a loaded state; does nothing the second time.</summary>
    public void LoadClosedLots(LoadedMember member)
    {
        if (member.HasClosedLots) return;
        member.HasClosedLots = true;
        // Lots closed by a decision since loading are newer than their rows.
        foreach (var lot in _db.Ahead.ClosedLots.Remove(member.Account, out var known) ? known : _db.Records.ClosedLotsOf(member.Account))
        {
            if (!member.State.OpenLots.Exists(l => l.Id == lot.Id)) member.State.ClosedLots.TryAdd(lot.Id, lot);
        }

        if (member.State.HasWallet) _db.Wallets.LoadClosed(member.Account, member.State.Wallet);
        if (member.State.HasCoupons) _db.Coupons.LoadClosed(member.Account, member.State.Coupons);
    }

    /// <summary>The figures of a member without its state, or null.</summary>
    public MemberFigures? FiguresOf(AccountId account)
    {
        if (_db.Ahead.Figures.TryGetValue(account, out var known)) return known;
        using var rows = _db.Sql($"select {Figures} from member_state where member_id = $1").Set(1, account);
        return rows.Step() ? ReadFigures(rows) : null;
    }

    /// <summary>Members in order of account id.</summary>
    /// <param name="after">Start after this account; null from the first.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="tier">Only this tier in force, or null.</param>
    /// <param name="tag">Only holders of this tag, or null.</param>
    public IReadOnlyList<MemberFigures> Page(AccountId? after, int limit, string? tier = null, string? tag = null)
    {
        var sql = $"select {Figures} from member_state m where member_id > $1"
            + " and ($2 is null or tier_in_force = $2)"
            + " and ($3 is null or exists (select 1 from member_tag t where t.member_id = m.member_id and t.tag = $3)) order by member_id limit $4";
        using var rows = _db.Sql(sql).Set(1, after?.Value ?? long.MinValue).Set(2, tier).Set(3, tag).Set(4, limit);
        var page = new List<MemberFigures>();
        while (rows.Step()) page.Add(ReadFigures(rows));
        return page;
    }

    /// <summary>Every account, in order of id. The reader must stay open while it is walked.</summary>
    public IEnumerable<AccountId> All()
    {
        using var rows = _db.Walk("select member_id from member_state order by member_id");
        while (rows.Step()) yield return rows.Account(0);
    }

    /// <summary>Every state, in order of account, in one sequential read. The reader must stay open while it is walked.</summary>
    /// <param name="after">Start after this account; null from the first.</param>
    public IEnumerable<(AccountId Account, MemberState State)> AllStates(AccountId? after = null)
    {
        using var rows = _db.Walk("select member_id, packed from member_state where member_id > $1 order by member_id").Set(1, after?.Value ?? long.MinValue);
        while (rows.Step())
        {
            var account = rows.Account(0);
            yield return (account, StateOf(account, rows.Bytes(1)));
        }
    }

    /// <summary>Of every state what sums over sales read (<see cref="StatePacking.ReadSums"/>), in order of account, in one sequential read. The reader must stay open while it is walked.</summary>
    /// <param name="after">Start after this account; null from the first.</param>
    public IEnumerable<(AccountId Account, MemberState State)> AllForSums(AccountId? after = null)
    {
        using var rows = _db.Walk("select member_id, packed from member_state where member_id > $1 order by member_id").Set(1, after?.Value ?? long.MinValue);
        while (rows.Step())
        {
            var account = rows.Account(0);
            yield return (account, StatePacking.IsEarlier(rows.Bytes(1)) ? _db.Records.Rebuild(account) : StatePacking.ReadSums(account, rows.Bytes(1)));
        }
    }

    /// <summary>How many items each record has, in order of account: tells what changed since another reading.</summary>
    public IEnumerable<(AccountId Account, long Sequence)> AllSequences()
    {
        using var rows = _db.Walk("select member_id, sequence from member_state order by member_id");
        while (rows.Step()) yield return (rows.Account(0), rows.Long(1));
    }

    /// <summary>Stops every change of a member whose books are damaged, or lets them go on.</summary>
    public void Halt(AccountId account, bool halted) =>
        _db.Sql("update member_state set halted = $2 where member_id = $1").Set(1, account).Set(2, halted).RunOnce();

    private LoadedMember ReadState(Statement rows) => new(rows.Account(5), StateOf(rows.Account(5), rows.Bytes(0)), rows.Bytes(1).ToArray())
    {
        HasRow = true,
        IsHalted = rows.Bool(2),
        NextDueOn = rows.DayOrNull(3),
        StoredTier = rows.Text(4),
    };

    // A state packed by an earlier release is folded anew from the record, which is the truth; its next write packs it in today's form.
    private MemberState StateOf(AccountId account, ReadOnlySpan<byte> packed) => StatePacking.IsEarlier(packed) ? _db.Records.Rebuild(account) : StatePacking.Read(account, packed);

    internal static MemberFigures ReadFigures(Statement rows) => new(
        rows.Account(0), rows.Day(1), rows.DayOrNull(2), rows.Bool(3), rows.Bool(4), rows.Long(5), rows.Long(6), rows.Long(7), rows.Long(8),
        rows.Text(9), rows.Text(10), rows.Day(11), rows.Long(12), rows.Long(13), rows.DayOrNull(14), rows.Long(15));
}
