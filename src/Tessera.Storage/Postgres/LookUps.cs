using Npgsql;
using NpgsqlTypes;
using Tessera.Core.Members;

namespace Tessera.Storage.Postgres;

/// <summary>The first trip of a batch: everything it will ask for by key, and the states of its members, read and locked in order of id.</summary>
internal sealed class LookUps(PostgresStoreConnection db, Foresight foresight)
{
    private const string Merged = "left join merge m on m.member_id = {0}.member_id and m.undone_at is null";
    private const int StateColumns = 6;
    private const int AfterFigures = StateColumns + 16;
    private static readonly string Holders = $"from unnest($1) with ordinality as u (x, place) {Each("member_link", "public_id = u.x", "l")}"
        + " left join lateral (select * from merge where member_id = l.member_id and undone_at is null limit 1) m on true";
    private static readonly string CardColumns = Columns("s", MemberStore.State + ", " + MemberStore.Figures);
    private const string MergeColumns = "m.into_member_id, m.merged_sequence, m.into_sequence, m.merged_at";
    // One row for each key that may have indexed it.
    private readonly List<(Identity Identity, byte[] Index)> _identities = [.. foresight.Identities.Distinct().SelectMany(i => db.Sealing.IndexesOf(i.Kind, i.Value).Select(x => (i, x)))];
    private readonly List<MemberId> _members = [.. foresight.Members.Distinct()];
    private readonly List<(string Source, string Number)> _documents = [.. foresight.Documents.Distinct()];
    private readonly List<(string Source, string Number)> _given = [.. foresight.GivenBack.Distinct()];
    private readonly List<(MemberId Member, string Reference)> _debits = [.. foresight.Debits.Distinct()];
    private readonly List<Action<NpgsqlDataReader>> _readers = [];

    private Ahead Ahead => db.Ahead;

    internal void Run()
    {
        if (foresight.IsCard) db.LookOnce("card", AddCardTo, ReadAll);
        else db.Look("look-ups", AddTo, ReadAll);
    }

    private void ReadAll(NpgsqlDataReader reader)
    {
        foreach (var read in _readers)
        {
            read(reader);
            reader.NextResult();
        }

        // What was not read under its member's lock may be older than it: it is asked for again when the member is held.
        foreach (var key in Ahead.Debits.Keys.Where(k => !Ahead.States.ContainsKey(k.Account)).ToList()) Ahead.Debits.Remove(key);
        foreach (var key in Ahead.Refunds.Keys.Where(k => !Ahead.States.ContainsKey(k.Account)).ToList()) Ahead.Refunds.Remove(key);
        foreach (var account in Ahead.ClosedLots.Keys.Where(a => !Ahead.States.ContainsKey(a)).ToList()) Ahead.ClosedLots.Remove(account);
    }

    private void AddTo(NpgsqlBatch batch)
    {
        AskSite(batch);
        Ask(batch, AuditStore.HeadOf, r => Ahead.AuditHead = (r.GetInt64(0), r.GetFieldValue<byte[]>(1)), () => Ahead.AuditHead = (0, []), new NpgsqlParameter { Value = db.NodeName, NpgsqlDbType = NpgsqlDbType.Text });
        AskKeys(batch);
        AskMembers(batch);
        AskIdentities(batch);
        AskDocuments(batch);
        if (_identities.Count + _members.Count + _given.Count > 0) AskStates(batch);
        AskDebits(batch);
        AskGivenBack(batch);
    }

    private void AddCardTo(NpgsqlBatch batch)
    {
        // With arrays the server would plan anew each time, for it takes ten values to be dearer than the few it is given.
        Ask(batch, "select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)", _ => { });
        AskSite(batch);
        AskCards(batch);
        AskCardIdentities(batch);
    }

    private void AskSite(NpgsqlBatch batch)
    {
        Ask(batch, "select name, value from setting", ReadSetting, () => Ahead.Settings = new Dictionary<string, string>(StringComparer.Ordinal));
        Ask(batch, "select coalesce(max(version), 0) from program_version", r => Ahead.NewestVersion = (int)r.GetInt64(0));
    }

    private void Ask(NpgsqlBatch batch, string sql, Action<NpgsqlDataReader> row, Action? before = null, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
        _readers.Add(reader =>
        {
            before?.Invoke();
            while (reader.Read()) row(reader);
        });
    }

    private void ReadSetting(NpgsqlDataReader row)
    {
        var (name, value) = (row.GetString(0), row.GetString(1));
        Ahead.Settings![name] = value;
        if (name == SettingNames.SealingKey) db.Sealing.WriteWith(int.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
    }

    private void AskKeys(NpgsqlBatch batch)
    {
        if (foresight.Keys.Count == 0) return;
        foreach (var key in foresight.Keys) Ahead.Keys[key.Name] = null;
        var hashes = Octets(foresight.Keys.Select(k => k.Hash));
        Ask(batch, "select k.key_hash, k.input_hash, k.status, k.content_type, k.sealed from idempotency_key k where k.key_hash = any($1)", row =>
            Ahead.Keys[Convert.ToHexString(row.GetFieldValue<byte[]>(0))] = db.Keys.Open(row.GetFieldValue<byte[]>(1), (int)row.GetInt64(2), row.GetString(3), row.GetFieldValue<byte[]>(4)), null, hashes);
    }

    private void AskMembers(NpgsqlBatch batch)
    {
        if (_members.Count == 0) return;
        foreach (var member in _members) Ahead.Accounts[member] = null;
        Ask(batch, $"select u.place, l.member_id, {MergeColumns} from unnest($1) with ordinality as u (x, place) {Each("member_link", "public_id = u.x", "l")} {Of("l")}", row =>
        {
            var member = _members[(int)row.GetInt64(0) - 1];
            var account = new AccountId(row.GetInt64(1));
            (Ahead.Accounts[member], Ahead.PublicIds[account]) = (account, member);
            Ahead.Merges[account] = MergeAt(row, account, 2);
        }, null, Octets(_members.Select(m => m.ToBytes())));
    }

    private void AskIdentities(NpgsqlBatch batch)
    {
        if (_identities.Count == 0) return;
        foreach (var (identity, _) in _identities) Ahead.Holders[identity] = null;
        Ask(batch, $"select u.place, i.member_id, {MergeColumns}, l.public_id from unnest($1, $2) with ordinality as u (k, x, place) {Each("identity", "kind = u.k and key_index = u.x", "i")}"
            + $" left join member_link l on l.member_id = i.member_id {Of("i")}", row =>
        {
            var account = new AccountId(row.GetInt64(1));
            Ahead.Holders[_identities[(int)row.GetInt64(0) - 1].Identity] = account;
            Ahead.Merges[account] = MergeAt(row, account, 2);
            if (!row.IsDBNull(6)) Ahead.PublicIds[account] = MemberId.FromBytes(row.GetFieldValue<byte[]>(6));
        }, null, Kinds(), Indexes());
    }

    // Whoever is merged stands for the one that holds the value: that row is what the batch changes. Who is named must not be asked in the same question: PostgreSQL
    // reads a row again that it waited for, and with it all that was joined to it, of which a part may then be missing. A state that is missing is read by itself.
    private void AskStates(NpgsqlBatch batch) => Ask(batch, $"select {MemberStore.State} from member_state where member_id in ("
        + $"select coalesce(m.into_member_id, i.member_id) from unnest($1, $2) as u (k, x) {Each("identity", "kind = u.k and key_index = u.x", "i")} {Of("i")}"
        + $" union select coalesce(m.into_member_id, l.member_id) from unnest($3) as u (x) {Each("member_link", "public_id = u.x", "l")} {Of("l")}"
        + $" union select d.member_id from unnest($4, $5) as u (s, n) {Each("document", "source = u.s and number = u.n", "d")}) order by member_id for update", row =>
    {
        var account = new AccountId(row.GetInt64(5));
        if (StateAt(row, account) is { } state) Ahead.States[account] = state;
    }, null, Kinds(), Indexes(), Octets(_members.Select(m => m.ToBytes())), Texts(_given.Select(d => d.Source)), Texts(_given.Select(d => d.Number)));

    private void AskDocuments(NpgsqlBatch batch)
    {
        if (_documents.Count == 0) return;
        foreach (var document in _documents) Ahead.Documents[document] = null;
        Ask(batch, $"select u.place, d.member_id, d.sequence, d.kind, d.content from unnest($1, $2) with ordinality as u (s, n, place) {Each("document", "source = u.s and number = u.n", "d")}", row =>
            Ahead.Documents[_documents[(int)row.GetInt64(0) - 1]] = new KnownDocument(
                row.IsDBNull(1) ? null : new AccountId(row.GetInt64(1)), row.IsDBNull(2) ? 0 : row.GetInt64(2), row.GetString(3), row.GetFieldValue<byte[]>(4)),
            null, Texts(_documents.Select(d => d.Source)), Texts(_documents.Select(d => d.Number)));
    }

    // Asked when the members are held: whoever told it before has committed.
    private void AskDebits(NpgsqlBatch batch)
    {
        if (_debits.Count == 0) return;
        Ask(batch, $"select u.place, coalesce(m.into_member_id, l.member_id), d.sequence from unnest($1, $2) with ordinality as u (x, r, place) {Each("member_link", "public_id = u.x", "l")} {Of("l")}"
            + " left join debit_reference d on d.member_id = coalesce(m.into_member_id, l.member_id) and d.reference = u.r", row =>
            Ahead.Debits[(new AccountId(row.GetInt64(1)), _debits[(int)row.GetInt64(0) - 1].Reference)] = row.IsDBNull(2) ? null : row.GetInt64(2),
            null, Octets(_debits.Select(d => d.Member.ToBytes())), Texts(_debits.Select(d => d.Reference)));
    }

    // The purchases that are given back, what was given back of them before, and the lots of their members that have nothing left.
    private void AskGivenBack(NpgsqlBatch batch)
    {
        if (_given.Count == 0) return;
        var named = $"from unnest($1, $2) with ordinality as u (s, n, place) {Each("document", "source = u.s and number = u.n", "d")}";
        AskRows(batch, $"select d.member_id, r.lines, {Columns("i", RecordStore.Columns)} {named} join item i on i.member_id = d.member_id and i.sequence = d.sequence"
            + " left join purchase_refund r on r.member_id = d.member_id and r.sequence = d.sequence", rows =>
        {
            var (account, item) = (rows.Account(0), RecordStore.Read(rows, 2).Item);
            Ahead.Items[(account, item.Sequence)] = item;
            Ahead.ClosedLots.TryAdd(account, []);
            Ahead.Refunds[(account, item.Sequence)] = rows.IsNull(1) ? [] : RecordJson.ReadAny<List<LineRefunded>>(rows.Bytes(1));
        }, Texts(_given.Select(d => d.Source)), Texts(_given.Select(d => d.Number)));
        AskRows(batch, $"select {Columns("t", LotRow.Columns)}, t.member_id from (select distinct d.member_id {named} where d.member_id is not null) w join lot t on t.member_id = w.member_id and t.remaining = 0 order by t.member_id, t.sequence, t.n", rows =>
        {
            var account = rows.Account(rows.ColumnCount - 1);
            if (!Ahead.ClosedLots.TryGetValue(account, out var lots)) Ahead.ClosedLots.Add(account, lots = []);
            lots.Add(LotRow.Read(rows));
        }, Texts(_given.Select(d => d.Source)), Texts(_given.Select(d => d.Number)));
    }

    /// <summary>Asks for rows that are read as the stores read theirs.</summary>
    private void AskRows(NpgsqlBatch batch, string sql, Action<Statement> row, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
        _readers.Add(reader =>
        {
            var rows = new PostgresStatement(db, sql);
            rows.Take(reader);
            while (rows.Step()) row(rows);
        });
    }

    private static string Columns(string alias, string columns) => string.Join(", ", columns.Split(", ").Select(c => alias + "." + c));

    // A merged member's card is that of the one it was merged into.
    private void AskCards(NpgsqlBatch batch)
    {
        foreach (var member in _members) Ahead.Accounts[member] = null;
        Ask(batch, $"select {CardColumns}, p.sealed, l.member_id, {MergeColumns}, u.place {Holders} {Each("member_state", "member_id = coalesce(m.into_member_id, l.member_id)", "s")}"
            + " left join lateral (select sealed from member_profile where member_id = s.member_id limit 1) p on true", row =>
        {
            var (account, named) = (new AccountId(row.GetInt64(5)), new AccountId(row.GetInt64(AfterFigures + 1)));
            var member = _members[(int)row.GetInt64(AfterFigures + 6) - 1];
            Ahead.Accounts[member] = named;
            Ahead.Merges[named] = MergeAt(row, named, AfterFigures + 2);
            if (named == account) Ahead.PublicIds[account] = member;
            if (StateAt(row, account) is { } state) Ahead.States[account] = state;
            Ahead.Figures[account] = FiguresAt(row, account);
            Ahead.Identities[account] = [];
            Ahead.Profiles[account] = row.IsDBNull(AfterFigures) ? null : db.Sealing.OpenText($"profile {account}", row.GetFieldValue<byte[]>(AfterFigures));
        }, null, Octets(_members.Select(m => m.ToBytes())));
    }

    private void AskCardIdentities(NpgsqlBatch batch)
    {
        // Two who were merged are one account: its identities come with each name, and are taken with the first.
        var first = new Dictionary<AccountId, long>();
        Ask(batch, $"select u.place, i.member_id, i.kind, i.sealed {Holders}"
            + " cross join lateral (select member_id, kind, sealed, added_at, key_index from identity where member_id = coalesce(m.into_member_id, l.member_id) order by kind, added_at, key_index) i"
            + " order by u.place, i.kind, i.added_at, i.key_index", row =>
        {
            var (place, account, kind) = (row.GetInt64(0), new AccountId(row.GetInt64(1)), row.GetString(2));
            if (!Ahead.Identities.TryGetValue(account, out var known)) return;
            if (first.TryAdd(account, place) || first[account] == place) known.Add(new Identity(kind, db.Sealing.OpenText("identity " + kind, row.GetFieldValue<byte[]>(3))));
        }, null, Octets(_members.Select(m => m.ToBytes())));
    }

    private static MemberFigures FiguresAt(NpgsqlDataReader row, AccountId account)
    {
        const int At = StateColumns;
        DateOnly Day(int column) => DateOnly.FromDayNumber((int)row.GetInt64(At + column));
        DateOnly? DayOrNull(int column) => row.IsDBNull(At + column) ? null : Day(column);
        long Long(int column) => row.GetInt64(At + column);
        return new MemberFigures(
            account, Day(1), DayOrNull(2), Long(3) != 0, Long(4) != 0, Long(5), Long(6), Long(7), Long(8), row.GetString(At + 9), row.GetString(At + 10), Day(11), Long(12), Long(13), DayOrNull(14), Long(15));
    }

    // A plan that was made while a table was empty would walk the whole of it for each batch: a row at a time leaves the planner no choice.
    private static string Each(string table, string where, string alias) => $"cross join lateral (select * from {table} where {where} limit 1) {alias}";

    // A state packed by an earlier release is folded from its record, which is another question: whoever loads it asks that.
    private static LoadedMember? StateAt(NpgsqlDataReader row, AccountId account)
    {
        var packed = row.GetFieldValue<byte[]>(0);
        return StatePacking.IsEarlier(packed) ? null : new LoadedMember(account, StatePacking.Read(account, packed), row.GetFieldValue<byte[]>(1))
        {
            HasRow = true, IsHalted = row.GetInt64(2) != 0, NextDueOn = row.IsDBNull(3) ? null : DateOnly.FromDayNumber((int)row.GetInt64(3)), StoredTier = row.GetString(4),
        };
    }

    private static string Of(string alias) => string.Format(System.Globalization.CultureInfo.InvariantCulture, Merged, alias);

    private static MergeRow? MergeAt(NpgsqlDataReader row, AccountId account, int at) =>
        row.IsDBNull(at) ? null : new MergeRow(account, new AccountId(row.GetInt64(at)), row.GetInt64(at + 1), row.GetInt64(at + 2), new Instant(row.GetInt64(at + 3)));

    private NpgsqlParameter Kinds() => Texts(_identities.Select(i => i.Identity.Kind));

    private NpgsqlParameter Indexes() => Octets(_identities.Select(i => i.Index));

    private static NpgsqlParameter Texts(IEnumerable<string> values) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter Octets(IEnumerable<byte[]> values) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };
}
