using System.Globalization;

namespace Tessera.Storage.Safekeeping;

/// <summary>
/// Seals everything anew with the key that writes, some rows at a time and in order of their keys, while the store is in use. A row that somebody changes meanwhile keeps what
/// they wrote: it is sealed with that key already. What was done is told by the values themselves, so that nothing is noted and a run that is killed goes on.
/// </summary>
public static class Resealing
{
    private const int RowsAtOnce = 200;

    private static readonly IReadOnlyList<SealedTable> Tables =
    [
        new("identity", ["kind", "#key_index"]) { Moves = (db, row) => db.Identities.Move(row.Text(0), row.Sealed("sealed")) },
        new("member_profile", ["+member_id"]) { Columns = [("sealed", row => $"profile {row.Account(0)}")] },
        new("member_text", ["+member_id", "+sequence"]) { Columns = [("sealed", row => $"text {row.Account(0)} {row.Long(1)}")] },
        new("anonymous_document", ["source", "number"]) { Columns = [("sealed_text", row => DocumentStore.Sealed(row.Text(0), row.Text(1)))] },
        new("idempotency_key", ["#key_hash"]) { Columns = [("sealed", _ => "answer")] },
        new("redemption_secret", ["+member_id", "+sequence"])
        {
            Columns = [("code_sealed", row => RedemptionStore.Of(RedemptionStore.PickUp, row.Account(0), row.Long(1))), ("delivery_sealed", row => RedemptionStore.Of(RedemptionStore.Delivery, row.Account(0), row.Long(1)))],
            Opened = (db, row, column, text) =>
            {
                if (column == "code_sealed") db.Redemptions.Move(row.Sealed(column), text);
            },
        },
        new("draw_seed", ["draw"]) { Columns = [("sealed", row => "draw " + row.Text(0))] },
        new("webhook_endpoint", ["id"]) { Columns = [("secret", row => "webhook " + row.Text(0)), ("old_secret", row => "webhook old " + row.Text(0))] },
        new("approval", ["id"]) { Columns = [("sealed", row => "approval" + row.Text(0))] },
        new("person", ["id"])
        {
            Columns = [("sealed", row => PersonStore.NameKind + row.Text(0)), ("totp", row => PersonStore.TotpKind + row.Text(0)), ("totp_waiting", row => PersonStore.TotpKind + row.Text(0))],
            Opened = (db, row, column, text) =>
            {
                if (column == "sealed") db.People.Move(row.Text(0), text);
            },
        },
        new("import_chunk", ["job_id", "number", "+chunk"]) { Columns = [("sealed", row => "chunk " + row.Text(0))] },
        new("import_member", ["+member_id", "job_id"]) { Columns = [("sealed", row => $"import {row.Account(0)}")] },
        new("job_file", ["job_id", "name", "+part"]) { Columns = [("sealed", row => $"file {row.Text(0)} {row.Text(1).TrimEnd(WorkStore.Unseen[0])}")] },
        new("job_bad_row", ["job_id", "+line"]) { Columns = [("sealed", row => "bad row " + row.Text(0))] },
    ];

    /// <summary>Names of the tables that hold sealed values, in the order they are gone through.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Tables.Select(t => t.Name)];

    /// <summary>Seals the next rows of a table anew, inside the transaction that is open.</summary>
    /// <param name="db">The writing connection.</param>
    /// <param name="table">One of <see cref="Names"/>.</param>
    /// <param name="after">The row to begin after, as the last call gave it; null for the first.</param>
    /// <param name="profile">Is told the profile of each member that is sealed anew, for what is indexed of it.</param>
    /// <returns>The last row that was done, and how many; null when no row is left that another key sealed.</returns>
    public static ResealedRows? Next(StoreConnection db, string table, SealedRow? after, Action<AccountId, string> profile)
    {
        var sealedTable = Tables.First(t => t.Name == table);
        var rows = Read(db, sealedTable, after, RowsAtOnce);
        foreach (var row in rows)
        {
            if (sealedTable.Moves is { } moves) moves(db, row);
            else Reseal(db, sealedTable, row, profile);
        }

        return rows.Count == 0 ? null : new ResealedRows(rows[^1], rows.Count);
    }

    /// <summary>The tables that hold a value which another key than the writing one sealed.</summary>
    public static IReadOnlyList<string> Left(StoreConnection db) => [.. Tables.Where(t => Read(db, t, null, 1).Count > 0).Select(t => t.Name)];

    private static List<SealedRow> Read(StoreConnection db, SealedTable table, SealedRow? after, int limit)
    {
        var keys = string.Join(", ", table.Keys.Select(k => k.Name));
        var places = string.Join(", ", Enumerable.Range(2, table.Keys.Count).Select(at => string.Create(CultureInfo.InvariantCulture, $"${at}")));
        // A byte value is compared whole, and what is missing is not another's: neither engine finds it here.
        var others = string.Join(" or ", table.Sealed.Select(c => $"substr({c}, 1, 2) <> $1"));
        using var rows = db.Sql($"select {keys}, {string.Join(", ", table.Sealed)} from {table.Name} where ({others}){(after is null ? "" : $" and ({keys}) > ({places})")}"
            + string.Create(CultureInfo.InvariantCulture, $" order by {keys} limit {limit}"));
        rows.SetBytes(1, db.Sealing.Head);
        for (var i = 0; after is not null && i < table.Keys.Count; i++) table.Keys[i].Bind(rows, i + 2, after.Keys[i]);
        var found = new List<SealedRow>();
        while (rows.Step())
        {
            var values = table.Sealed.Select((c, i) => (c, Value: rows.IsNull(table.Keys.Count + i) ? null : rows.Bytes(table.Keys.Count + i).ToArray()));
            found.Add(new SealedRow([.. table.Keys.Select((k, i) => k.Read(rows, i))], values.Where(v => v.Value is not null).ToDictionary(v => v.c, v => v.Value!, StringComparer.Ordinal)));
        }

        return found;
    }

    private static void Reseal(StoreConnection db, SealedTable table, SealedRow row, Action<AccountId, string> profile)
    {
        var head = db.Sealing.Head;
        foreach (var (column, of) in table.Columns)
        {
            if (!row.Values.TryGetValue(column, out var before) || before.AsSpan(0, head.Length).SequenceEqual(head)) continue;
            var plain = db.Sealing.Open(of!(row), before);
            var where = string.Join(" and ", table.Keys.Select((k, i) => string.Create(CultureInfo.InvariantCulture, $"{k.Name} = ${i + 3}")));
            var update = db.Sql($"update {table.Name} set {column} = $1 where {column} = $2 and {where}").SetBytes(1, db.Sealing.Seal(of(row), plain)).SetBytes(2, before);
            for (var i = 0; i < table.Keys.Count; i++) table.Keys[i].Bind(update, i + 3, row.Keys[i]);
            if (update.RunCounted() == 0) continue;
            if (table.Name == "member_profile") profile(row.Account(0), System.Text.Encoding.UTF8.GetString(plain));
            table.Opened?.Invoke(db, row, column, System.Text.Encoding.UTF8.GetString(plain));
        }
    }

    /// <summary>A table with sealed columns. Of its key, a name alone is a text, +name a number, #name bytes.</summary>
    private sealed class SealedTable(string name, IReadOnlyList<string> keys)
    {
        internal string Name { get; } = name;

        internal IReadOnlyList<KeyColumn> Keys { get; } = [.. keys.Select(k => new KeyColumn(k.TrimStart('+', '#'), k[0]))];

        /// <summary>Sealed columns, and what each belongs to.</summary>
        internal IReadOnlyList<(string Name, Func<SealedRow, string>? Of)> Columns { get; init; } = [("sealed", null)];

        internal IEnumerable<string> Sealed => Columns.Select(c => c.Name);

        /// <summary>Seals a whole row anew, where its key or an index hangs on it too.</summary>
        internal Action<StoreConnection, SealedRow>? Moves { get; init; }

        /// <summary>Is told what a column said.</summary>
        internal Action<StoreConnection, SealedRow, string, string>? Opened { get; init; }
    }

    private sealed record KeyColumn(string Name, char Kind)
    {
        internal object Read(Statement rows, int at) => Kind switch { '+' => rows.Long(at), '#' => rows.Bytes(at).ToArray(), _ => rows.Text(at) };

        internal void Bind(Statement to, int at, object value) => _ = Kind switch { '+' => to.Set(at, (long)value), '#' => to.SetBytes(at, (byte[])value), _ => to.Set(at, (string)value) };
    }
}

/// <summary>Rows that were sealed anew.</summary>
/// <param name="Last">The last of them, to go on after.</param>
/// <param name="Count">How many.</param>
public sealed record ResealedRows(SealedRow Last, int Count);

/// <summary>A row with sealed columns: its key and what stands in them.</summary>
public sealed class SealedRow
{
    internal SealedRow(IReadOnlyList<object> keys, IReadOnlyDictionary<string, byte[]> values) => (Keys, Values) = (keys, values);

    internal IReadOnlyList<object> Keys { get; }

    internal IReadOnlyDictionary<string, byte[]> Values { get; }

    internal string Text(int at) => (string)Keys[at];

    internal long Long(int at) => (long)Keys[at];

    internal AccountId Account(int at) => new((long)Keys[at]);

    internal byte[] Sealed(string column) => Values[column];
}
