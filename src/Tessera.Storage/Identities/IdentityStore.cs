using System.Text;

namespace Tessera.Storage.Identities;

/// <summary>An identity of a member (semantics §1), already in the form it is compared in: phone E.164, e-mail and phone without case, cards with case.</summary>
/// <param name="Kind"><c>phone</c>, <c>openid:APP</c>, <c>unionid</c>, <c>wecom</c>, <c>card</c>, <c>email</c> or <c>external:SOURCE</c>.</param>
/// <param name="Value">The value.</param>
public sealed record Identity(string Kind, string Value);

/// <summary>
/// Who is who: public ids, identities and profiles. Values are sealed; a keyed index finds the full value, another the last four digits of phones and cards.
/// Identities are unique across members.
/// </summary>
public sealed class IdentityStore
{
    private const string LastFour = "last four";
    private const string Birthday = "birthday";

    // Days of a year are few, and four digits have ten thousand values: eight bytes of the keyed digest are plenty.
    private const int Short = 8;
    private readonly StoreConnection _db;

    internal IdentityStore(StoreConnection db) => _db = db;

    /// <summary>The account of a public id, or null when unknown or erased.</summary>
    public AccountId? AccountOf(MemberId member)
    {
        if (_db.Ahead.Accounts.TryGetValue(member, out var known)) return known;
        using var rows = _db.Sql("select member_id from member_link where public_id = $1").SetBytes(1, member.ToBytes());
        return rows.Step() ? rows.Account(0) : null;
    }

    /// <summary>The public id of an account, or null when erased.</summary>
    public MemberId? MemberOf(AccountId account)
    {
        if (_db.Ahead.PublicIds.TryGetValue(account, out var known)) return known;
        using var rows = _db.Sql("select public_id from member_link where member_id = $1").Set(1, account);
        return rows.Step() ? MemberId.FromBytes(rows.Bytes(0)) : null;
    }

    /// <summary>Ties a public id to an account.</summary>
    public void Link(MemberId member, AccountId account)
    {
        if (_db.IsRemote && _db.InTransaction) (_db.Ahead.Accounts[member], _db.Ahead.PublicIds[account], _db.Ahead.Merges[account]) = (account, member, null);
        _db.Sql("insert into member_link (public_id, member_id) values ($1, $2)").SetBytes(1, member.ToBytes()).Set(2, account).RunOnce();
    }

    /// <summary>The account that holds an identity, or null.</summary>
    public AccountId? Find(Identity identity)
    {
        if (_db.Ahead.Holders.TryGetValue(identity, out var known)) return known;
        return HolderOf(identity) ?? (_db.LearnKeys() ? HolderOf(identity) : null);
    }

    private AccountId? HolderOf(Identity identity)
    {
        foreach (var index in _db.Sealing.IndexesOf(identity.Kind, identity.Value))
        {
            using var rows = _db.Sql("select member_id from identity where kind = $1 and key_index = $2").Set(1, identity.Kind).SetBytes(2, index);
            if (rows.Step()) return rows.Account(0);
        }

        return null;
    }

    /// <summary>Accounts whose phone or card ends with four digits, at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<AccountId> FindByLastFour(string digits, int limit)
    {
        _db.LearnKeys();
        var indexes = _db.Sealing.IndexesOf(LastFour, digits);
        using var rows = _db.Sql($"select distinct member_id from identity where last_four {Statement.In(2, indexes.Count)} order by member_id limit $1").Set(1, limit).SetBytes(2, indexes, Short);
        var found = new List<AccountId>();
        while (rows.Step()) found.Add(rows.Account(0));
        return found;
    }

    /// <summary>Gives a member an identity.</summary>
    /// <exception cref="StoreFault">Another member holds it (constraint): ask <see cref="Find"/> first.</exception>
    public void Add(AccountId account, Identity identity, Instant at)
    {
        if (_db.IsRemote && _db.InTransaction) _db.Ahead.Holders[identity] = account;
        var lastFour = LastFourOf(identity);
        var insert = _db.Sql("insert into identity (kind, key_index, member_id, sealed, last_four, added_at, home_member_id) values ($1, $2, $3, $4, $5, $6, $3)")
            .Set(1, identity.Kind).SetBytes(2, _db.Sealing.IndexOf(identity.Kind, identity.Value)).Set(3, account)
            .SetBytes(4, _db.Sealing.Seal("identity " + identity.Kind, identity.Value)).Set(6, at);
        _ = lastFour is null ? insert.SetNoBytes(5) : insert.SetBytes(5, LastFourIndex(lastFour));
        insert.RunOnce();
    }

    /// <summary>Takes an identity away; says whether the member held it.</summary>
    public bool Remove(AccountId account, Identity identity)
    {
        _db.Ahead.ForgetPeople();
        return _db.Sealing.IndexesOf(identity.Kind, identity.Value).Sum(index =>
            _db.Sql("delete from identity where kind = $1 and key_index = $2 and member_id = $3").Set(1, identity.Kind).SetBytes(2, index).Set(3, account).RunCounted()) == 1;
    }

    /// <summary>A member's identities, by kind.</summary>
    public IReadOnlyList<Identity> Of(AccountId account)
    {
        if (_db.Ahead.Identities.TryGetValue(account, out var known)) return known;
        using var rows = _db.Sql("select kind, sealed from identity where member_id = $1 order by kind, added_at, key_index").Set(1, account);
        var identities = new List<Identity>();
        while (rows.Step()) identities.Add(new Identity(rows.Text(0), _db.Sealing.OpenText("identity " + rows.Text(0), rows.Bytes(1))));
        return identities;
    }

    /// <summary>B is merged into A: B's identities point to A, and the merge is noted.</summary>
    /// <param name="merged">B.</param>
    /// <param name="mergedSequence">Sequence of <c>MergedInto</c> in B's record.</param>
    /// <param name="into">A.</param>
    /// <param name="intoSequence">Sequence of <c>MergedFrom</c> in A's record.</param>
    /// <param name="at">When.</param>
    public void Merge(AccountId merged, long mergedSequence, AccountId into, long intoSequence, Instant at)
    {
        _db.Ahead.ForgetPeople();
        _db.Sql("update identity set member_id = $2 where member_id = $1").Set(1, merged).Set(2, into).RunOnce();
        _db.Sql("insert into merge (member_id, into_member_id, merged_sequence, into_sequence, merged_at) values ($1, $2, $3, $4, $5)")
            .Set(1, merged).Set(2, into).Set(3, mergedSequence).Set(4, intoSequence).Set(5, at).RunOnce();
    }

    /// <summary>Undoes the merge that stands: the identities that came from B, and from those merged into B before, point to B again.</summary>
    public void Unmerge(AccountId merged, AccountId into, Instant at)
    {
        _db.Ahead.ForgetPeople();
        _db.Sql("with recursive home (id) as (select $1 union select m.member_id from merge m join home h on m.into_member_id = h.id where m.undone_at is null)"
            + " update identity set member_id = $1 where member_id = $2 and home_member_id in (select id from home)").Set(1, merged).Set(2, into).RunOnce();
        _db.Sql("update merge set undone_at = $2 where member_id = $1 and undone_at is null").Set(1, merged).Set(2, at).RunOnce();
    }

    /// <summary>The standing merge of an account into another, or null.</summary>
    public MergeRow? MergeOf(AccountId merged)
    {
        if (_db.Ahead.Merges.TryGetValue(merged, out var known)) return known;
        using var rows = _db.Sql($"select {MergeRow.Columns} from merge where member_id = $1 and undone_at is null").Set(1, merged);
        return rows.Step() ? MergeRow.Read(rows) : null;
    }

    /// <summary>The last merge of an account into another, standing or undone, or null.</summary>
    public MergeRow? LastMergeOf(AccountId merged)
    {
        using var rows = _db.Sql($"select {MergeRow.Columns} from merge where member_id = $1 order by merged_sequence desc limit 1").Set(1, merged);
        return rows.Step() ? MergeRow.Read(rows) : null;
    }

    /// <summary>The standing merges that lead from an account to the one that holds its value, in order; empty for one that was not merged.</summary>
    public IReadOnlyList<MergeRow> MergesFrom(AccountId account)
    {
        var merges = new List<MergeRow>();
        for (var merge = MergeOf(account); merge is not null; merge = MergeOf(merge.Into)) merges.Add(merge);
        return merges;
    }

    /// <summary>The account that holds the value of an account: itself, or the one at the end of its merges.</summary>
    public AccountId HolderOf(AccountId account) => MergesFrom(account) is [.., var last] ? last.Into : account;

    /// <summary>Standing merges of others into an account.</summary>
    public IReadOnlyList<MergeRow> MergedInto(AccountId into)
    {
        using var rows = _db.Sql($"select {MergeRow.Columns} from merge where into_member_id = $1 and undone_at is null order by merged_at, member_id").Set(1, into);
        var merges = new List<MergeRow>();
        while (rows.Step()) merges.Add(MergeRow.Read(rows));
        return merges;
    }

    /// <summary>Standing merges since an instant, in their order.</summary>
    public IReadOnlyList<MergeRow> MergesSince(Instant at)
    {
        using var rows = _db.Sql($"select {MergeRow.Columns} from merge where merged_at >= $1 and undone_at is null order by merged_at, member_id").Set(1, at);
        var merges = new List<MergeRow>();
        while (rows.Step()) merges.Add(MergeRow.Read(rows));
        return merges;
    }

    /// <summary>Sets a member's profile, a JSON text; sealed whole.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="json">The profile.</param>
    /// <param name="birthday">Its birthday, kept as a keyed digest beside it; null without one.</param>
    /// <param name="at">When.</param>
    public void SetProfile(AccountId account, string json, MonthDay? birthday, Instant at)
    {
        _db.Sql("insert into member_profile (member_id, sealed, changed_at) values ($1, $2, $3) on conflict (member_id) do update set sealed = excluded.sealed, changed_at = excluded.changed_at")
            .Set(1, account).SetBytes(2, _db.Sealing.Seal($"profile {account}", json)).Set(3, at).RunOnce();
        IndexBirthday(account, birthday, at);
    }

    /// <summary>Keeps the keyed digest of a birthday, or none.</summary>
    public void IndexBirthday(AccountId account, MonthDay? birthday, Instant at)
    {
        if (birthday is not { } day)
        {
            _db.Sql("delete from member_birthday where member_id = $1").Set(1, account).RunOnce();
            return;
        }

        _db.Sql("insert into member_birthday (member_id, day_index, changed_at) values ($1, $2, $3) on conflict (member_id) do update set day_index = excluded.day_index, changed_at = excluded.changed_at")
            .Set(1, account).SetBytes(2, BirthdayIndex(day)).Set(3, at).RunOnce();
    }

    /// <summary>Moves a birthday to the digest of the key that writes now; nobody is told of it.</summary>
    public void MoveBirthday(AccountId account, MonthDay day) =>
        _db.Sql("update member_birthday set day_index = $2 where member_id = $1").Set(1, account).SetBytes(2, BirthdayIndex(day)).RunOnce();

    /// <summary>Seals an identity anew and moves it to the digests of the key that writes now; nothing when it changed meanwhile.</summary>
    internal void Move(string kind, ReadOnlySpan<byte> sealedBefore)
    {
        var identity = new Identity(kind, _db.Sealing.OpenText("identity " + kind, sealedBefore));
        var update = _db.Sql("update identity set key_index = $3, sealed = $4, last_four = $5 where kind = $1 and key_index = $2")
            .Set(1, kind).SetBytes(2, _db.Sealing.IndexLike(sealedBefore, kind, identity.Value)).SetBytes(3, _db.Sealing.IndexOf(kind, identity.Value)).SetBytes(4, _db.Sealing.Seal("identity " + kind, identity.Value));
        _ = LastFourOf(identity) is { } digits ? update.SetBytes(5, LastFourIndex(digits)) : update.SetNoBytes(5);
        update.RunOnce();
    }

    /// <summary>Members whose birthday is a day of each year, in order of id.</summary>
    public IReadOnlyList<AccountId> BornOn(MonthDay day, AccountId? after, int limit)
    {
        _db.LearnKeys();
        var indexes = _db.Sealing.IndexesOf(Birthday, TextOf(day));
        using var rows = _db.Sql($"select member_id from member_birthday where day_index {Statement.In(3, indexes.Count)} and member_id > $1 order by member_id limit $2")
            .Set(1, after?.Value ?? long.MinValue).Set(2, limit).SetBytes(3, indexes, Short);
        return ReadAccounts(rows);
    }

    /// <summary>The keyed digests of all days of a month.</summary>
    internal IReadOnlyList<byte[]> BirthdayIndexes(int month)
    {
        _db.LearnKeys();
        return [.. Enumerable.Range(1, DateTime.DaysInMonth(2024, month)).SelectMany(day => _db.Sealing.IndexesOf(Birthday, TextOf(new MonthDay(month, day)))).Select(index => index[..Short])];
    }

    /// <summary>Members whose birthday was told or changed since an instant, in order of id.</summary>
    public IReadOnlyList<AccountId> BirthdaysSince(Instant at, AccountId? after, int limit)
    {
        using var rows = _db.Sql("select member_id from member_birthday where changed_at >= $1 and member_id > $2 order by member_id limit $3")
            .Set(1, at).Set(2, after?.Value ?? long.MinValue).Set(3, limit);
        return ReadAccounts(rows);
    }

    /// <summary>A member's profile, or null.</summary>
    public string? ProfileOf(AccountId account)
    {
        if (_db.Ahead.Profiles.TryGetValue(account, out var known)) return known;
        using var rows = _db.Sql("select sealed from member_profile where member_id = $1").Set(1, account);
        return rows.Step() ? _db.Sealing.OpenText($"profile {account}", rows.Bytes(0)) : null;
    }

    /// <summary>Profiles told or changed since an instant. The reader must stay open while they are walked.</summary>
    public IEnumerable<(AccountId Account, string Json, Instant ChangedAt)> ProfilesSince(Instant at)
    {
        using var rows = _db.Walk("select member_id, sealed, changed_at from member_profile where changed_at >= $1").Set(1, at);
        while (rows.Step())
        {
            var account = rows.Account(0);
            yield return (account, _db.Sealing.OpenText($"profile {account}", rows.Bytes(1)), rows.Instant(2));
        }
    }

    private static List<AccountId> ReadAccounts(Statement rows)
    {
        var accounts = new List<AccountId>();
        while (rows.Step()) accounts.Add(rows.Account(0));
        return accounts;
    }

    private byte[] BirthdayIndex(MonthDay day) => _db.Sealing.IndexOf(Birthday, TextOf(day))[..Short];

    private static string TextOf(MonthDay day) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{day.Month}-{day.Day}");

    private static string? LastFourOf(Identity identity) =>
        identity.Kind is "phone" or "card" && identity.Value.Length >= 4 ? identity.Value[^4..] : null;

    private byte[] LastFourIndex(string digits) => _db.Sealing.IndexOf(LastFour, digits)[..Short];
}

/// <summary>A merge of one member into another.</summary>
/// <param name="Merged">B.</param>
/// <param name="Into">A.</param>
/// <param name="MergedSequence">Sequence of <c>MergedInto</c> in B's record.</param>
/// <param name="IntoSequence">Sequence of <c>MergedFrom</c> in A's record.</param>
/// <param name="MergedAt">When.</param>
public sealed record MergeRow(AccountId Merged, AccountId Into, long MergedSequence, long IntoSequence, Instant MergedAt)
{
    internal const string Columns = "member_id, into_member_id, merged_sequence, into_sequence, merged_at";

    internal static MergeRow Read(Statement rows) => new(rows.Account(0), rows.Account(1), rows.Long(2), rows.Long(3), rows.Instant(4));
}
