using System.Globalization;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Tests.Storage;

/// <summary>Promise R15: whoever changes rows behind the store's back is found, with the member and the row.</summary>
public sealed class TamperTests
{
    private static readonly (string Table, string Key)[] MemberTables =
    [
        ("item", "sequence"), ("entry", "sequence || '/' || n"), ("lot", "sequence || '/' || n"), ("tier_change", "sequence || '/' || n"), ("member_state", "''"),
        ("purchase_refund", "sequence"), ("debit_reference", "sequence"), ("member_tag", "tag"), ("document", "sequence"), ("inbox", "sequence || '/' || n"),
    ];

    [Fact]
    [Covers("R15")]
    public void A_flipped_byte_in_any_row_is_found_with_the_member_and_the_row()
    {
        using var folder = Store();
        var chance = new SeededSequence(15);
        for (var i = 0; i < 70; i++)
        {
            var (table, key) = MemberTables[i % MemberTables.Length];
            Expect(folder, chance, table, key, db => Flip(db, chance, table, Choose(db, chance, table)));
        }
    }

    [Fact]
    [Covers("R15")]
    public void A_deleted_row_is_found_with_the_member_and_the_row()
    {
        using var folder = Store();
        var chance = new SeededSequence(16);
        for (var i = 0; i < 20; i++)
        {
            var (table, key) = MemberTables[i % MemberTables.Length];
            Expect(folder, chance, table, key, db =>
            {
                var rowid = Choose(db, chance, table);
                var named = Name(db, table, key, rowid);
                db.Execute($"delete from {table} where {rowid}");
                return named;
            });
        }
    }

    [Fact]
    [Covers("R15")]
    public void An_inserted_row_is_found_with_the_member_and_the_row()
    {
        using var folder = Store();
        var account = Lives.Account(3).Value;
        Found(folder, "entry", "9999/1", $"insert into entry select member_id, 9999, 1, kind, points, balance_before, balance_after, pending, pending_after, growth, growth_after, version from entry where member_id = {account} limit 1");
        Found(folder, "lot", "9999/1", $"insert into lot (member_id, {LotRow.Columns}) select member_id, 9999, 1, {LotRow.Columns["sequence, n, ".Length..]} from lot where member_id = {account} limit 1");
        Found(folder, "item", "9999", $"insert into item select member_id, 9999, kind, occurred_at, recorded_at, version, semantics, is_history, step, fact, decision, text_digest, hash from item where member_id = {account} and sequence = 2");
        Found(folder, "tier_change", "2/9", $"insert into tier_change select member_id, 2, 9, at, on_day, review_on, review, cause, earned_from, earned_to, in_force_from, in_force_to, version from tier_change where member_id = {account} limit 1");
        Found(folder, "member_tag", "gold", $"insert into member_tag values ({account}, 'gold', 1, null)");
        Found(folder, "debit_reference", "2", $"insert into debit_reference values ({account}, 'x', 2)");
        Found(folder, "fall_left", "2/9", $"insert into fall_left values ({account}, 2, 9, 1)");
        Found(folder, "inbox", "2/9", $"insert into inbox values ({account}, 2, 9, 'x', 1, null)");
    }

    [Fact]
    [Covers("R15")]
    public void A_record_cut_back_to_an_earlier_day_is_found_by_the_anchor()
    {
        using var folder = Store();
        var account = Lives.Account(5);
        var last = Tables.Count(folder.Writer, $"select max(sequence) from item where member_id = {account.Value}");
        // Everything that tells of the newest items goes, and the state is what it was before them.
        folder.Write(db =>
        {
            var before = new LoadedMember(account, db.Records.Replay(account, last - 3), HashOf(db, account, last - 3));
            foreach (var table in new[] { "item", "entry", "lot", "tier_change", "document", "debit_reference", "inbox", "member_state" })
            {
                db.Execute($"delete from {table} where member_id = {account.Value}" + (table == "member_state" ? "" : $" and sequence > {last - 3}"));
            }

            db.Batches.WriteState(before, null);
        });
        var report = BooksTests.Audit(folder);
        Assert.Contains(report.Findings, f => f.Account == account && f.Table == "item" && f.Row == last.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    [Covers("R15")]
    public void A_member_taken_out_whole_is_found_and_named()
    {
        using var folder = Store();
        var account = Lives.Account(4);
        folder.Write(db =>
        {
            foreach (var table in new[] { "member_state", "item", "entry", "lot", "tier_change", "purchase_refund", "debit_reference", "member_tag", "inbox", "document", "member_link", "identity", "member_profile" })
            {
                db.Execute($"delete from {table} where member_id = {account.Value}");
            }
        });
        Assert.Contains(BooksTests.Audit(folder).Findings, f => f.Account == account && f.Code == "missing");
        folder.Write(db => db.Execute($"delete from member_anchor where member_id = {account.Value}"));
        Assert.Contains(BooksTests.Audit(folder).Findings, f => f.Table == "member_anchor" && f.Code == "changed");
    }

    [Fact]
    [Covers("R15")]
    public void The_trail_the_versions_and_the_anchors_cannot_be_changed_unseen()
    {
        using var folder = Store();
        Found(folder, "audit_record", "main 2", "update audit_record set reason = 'other' where number = 2");
        Found(folder, "audit_record", "main 2", "delete from audit_record where number = 2");
        Found(folder, "audit_record", "main 5", "delete from audit_record where number = 5");
        Found(folder, "audit_record", "main 6", "insert into audit_record select writer, 6, at, actor, action, subject, reason, details, hash from audit_record where number = 5");
        Found(folder, "program_version", "1", "update program_version set reason = 'other'");
        Found(folder, "program_version", "1", "delete from program_version");
        Found(folder, "anchor", "1", "update anchor set members = members, at = at + 1 where number = 1");
        Found(folder, "anchor", "2", "delete from anchor where number = 2");
    }

    [Fact]
    [Covers("R18")]
    public void A_damaged_member_is_halted_while_the_others_go_on()
    {
        using var folder = Store();
        var account = Lives.Account(2);
        folder.Write(db => db.Execute($"update lot set ends_on = 1 where member_id = {account.Value}"));
        var report = BooksTests.Audit(folder);
        Assert.Equal([account], report.Damaged);
        folder.Write(db => db.Members.Halt(account, halted: true));
        Assert.True(folder.Writer.Members.Load(account)!.IsHalted);
        Assert.False(folder.Writer.Members.Load(Lives.Account(1))!.IsHalted);
    }

    private static StoreFolder Store()
    {
        var folder = new StoreFolder();
        new Lives(folder.Writer, seed: 15).Play(members: 8, days: 40);
        folder.Write(db =>
        {
            db.Programs.Publish(new PublishedVersion
            {
                Version = 1, SourceText = "code: lives", EffectiveAt = new Instant(0), PublishedAt = new Instant(1), Author = "system", Reason = "first",
                Calendar = Lives.Programs.Calendar,
            });
            for (var i = 1; i <= 5; i++) db.Audits.Append(new AuditEvent(new Instant(i), "key:a", "test", "x", Reason: "because"));
            db.Audits.WriteAnchor(new Instant(6), new DateOnly(2026, 2, 1));
            db.Audits.WriteAnchor(new Instant(7), new DateOnly(2026, 2, 2));
        });
        Assert.True(BooksTests.Audit(folder).IsClean);
        return folder;
    }

    private static byte[] HashOf(StoreConnection db, AccountId account, long sequence)
    {
        using var rows = db.Sql("select hash from item where member_id = $1 and sequence = $2").Set(1, account).Set(2, sequence);
        rows.Step();
        return rows.Bytes(0).ToArray();
    }

    // One change a time: made, found, undone.
    private static void Expect(StoreFolder folder, SeededSequence chance, string table, string key, Func<StoreConnection, (long Account, string Row)> tamper)
    {
        if (!PostgresServer.IsWanted) folder.Writer.Execute("pragma ignore_check_constraints = on");
        folder.Writer.Begin();
        if (PostgresServer.IsWanted) folder.Writer.Execute(NoChecks);
        var (account, row) = tamper(folder.Writer);
        var report = new BooksAudit(folder.Writer, folder.Paths, new BooksOptions { NextDueOn = s => Core.Programs.Decide.NextDueOn(Lives.Programs, s), InsideTransaction = true }).Run();
        folder.Writer.Rollback();
        Assert.True(
            report.Findings.Any(f => f.Table == table && f.Account?.Value == account && f.Row == row),
            $"{table} {key} of {new AccountId(account)} row {row} (next chance {chance.Next()}) was not named:\n{BooksTests.Say(report)}");
    }

    private static void Found(StoreFolder folder, string table, string row, string sql)
    {
        folder.Writer.Begin();
        folder.Writer.Execute(sql);
        var report = new BooksAudit(folder.Writer, folder.Paths, new BooksOptions { InsideTransaction = true }).Run();
        folder.Writer.Rollback();
        Assert.True(report.Findings.Any(f => f.Table == table && f.Row == row), $"{table} {row} was not named after {sql}:\n{BooksTests.Say(report)}");
    }

    private const string NoChecks = "do $$ declare r record; begin for r in select conname, conrelid::regclass as t from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace"
        + " loop execute format('alter table %s drop constraint %I', r.t, r.conname); end loop; end $$";

    // A condition that names one row.
    private static string Choose(StoreConnection db, SeededSequence chance, string table)
    {
        var columns = PrimaryKey(db, table);
        var condition = string.Join(" || ' and ' || ", columns.Select(c => $"'{c} = ' || {(PostgresServer.IsWanted ? "quote_nullable" : "quote")}({c})"));
        var where = table == "document" ? "where member_id is not null" : "";
        var count = Tables.Count(db, $"select count(*) from {table} {where}");
        using var rows = db.Sql($"select {condition} from {table} {where} order by 1 limit 1 offset {chance.Below((int)count)}");
        Assert.True(rows.Step());
        return rows.Text(0);
    }

    private static (long Account, string Row) Name(StoreConnection db, string table, string key, string where)
    {
        using var rows = db.Sql($"select member_id, {key} from {table} where {where}");
        Assert.True(rows.Step());
        return (rows.Long(0), rows.Text(1));
    }

    private static (long Account, string Row) Flip(StoreConnection db, SeededSequence chance, string table, string where)
    {
        var named = Name(db, table, MemberTables.First(t => t.Table == table).Key, where);
        var key = PrimaryKey(db, table);
        // Whether a member is halted, or a message read, is not derived from its record.
        var columns = db.Tables().Single(t => t.Name == table).Columns.Where(c => !key.Contains(c.Name) && c.Name is not ("halted" or "member_id" or "read_at") && Tables.Count(db, $"select {(c.Kind == ColumnKind.Number ? c.Name + " is not null" : $"length({c.Name}) > 0")} from {table} where {where}") == 1).ToList();
        var column = chance.Pick(columns);
        using var rows = db.Sql($"select {column.Name} from {table} where {where}");
        rows.Step();
        using var update = db.Sql($"update {table} set {column.Name} = $1 where {where}");
        if (column.Kind == ColumnKind.Number)
        {
            update.Set(1, rows.Long(0) ^ (1L << chance.Below(8))).Run();
            return named;
        }

        var bytes = rows.Bytes(0).ToArray();
        bytes[chance.Below(bytes.Length)] ^= (byte)(1 << chance.Below(5));
        (column.Kind == ColumnKind.Text ? update.SetText(1, bytes) : update.SetBytes(1, bytes)).Run();
        return named;
    }

    private static IReadOnlyList<string> PrimaryKey(StoreConnection db, string table) => db.Tables().Single(t => t.Name == table).Key;
}
