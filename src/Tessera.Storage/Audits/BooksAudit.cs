using System.Globalization;
using System.Security.Cryptography;

namespace Tessera.Storage.Audits;

/// <summary>How the books are audited.</summary>
public sealed record BooksOptions
{
    /// <summary>Called after each member with how many are done.</summary>
    public Action<long>? OnMember { get; init; }

    /// <summary>Gives the next due date of a folded state (<c>Decide.NextDueOn</c>), to be compared with the stored one; null leaves it out.</summary>
    public Func<Core.Members.MemberState, DateOnly?>? NextDueOn { get; init; }

    /// <summary>The caller has a transaction open and keeps it: a restored or migrated store is tried before its commit.</summary>
    public bool InsideTransaction { get; init; }
}

/// <summary>
/// The first level of <c>audit</c>: folds the stored decisions of every member and compares chain, entries, lots, tiers, documents and state with the fold;
/// then the trail, the programme versions and the anchors with their chains. Names each damaged row. Reads inside one snapshot and changes nothing.
/// </summary>
public sealed class BooksAudit
{
    private readonly StoreConnection _db;
    private readonly BooksOptions _options;
    private readonly HashSet<AccountId> _erased;

    /// <summary>An audit over a reading connection.</summary>
    /// <param name="db">The connection, without an open transaction.</param>
    /// <param name="paths">Where the list of erasures lies: an erasure that the database has not seen yet explains what is missing.</param>
    /// <param name="options">Options.</param>
    public BooksAudit(StoreConnection db, StorePaths paths, BooksOptions? options = null)
    {
        _db = db;
        _options = options ?? new BooksOptions();
        _erased = [.. Erasure.ReadList(paths.Erasures), .. Erasure.Known(db)];
    }

    /// <summary>Audits the whole store.</summary>
    public BooksReport Run() => Inside(report =>
    {
        using (var rows = new MemberRows(_db, isWhole: true))
        {
            foreach (var account in Accounts())
            {
                CheckMember(rows, account, report);
                _options.OnMember?.Invoke(report.Members);
            }
        }

        CheckSharedUse(report);
        CheckAnonymous(report);
        new FollowBooks(_db, report).Check();
        CheckIdentities(report);
        CheckTrail(report);
        CheckVersions(report);
        CheckAnchors(report);
    });

    /// <summary>Audits one member.</summary>
    public BooksReport Run(AccountId account) => Inside(report =>
    {
        using var rows = new MemberRows(_db, isWhole: false);
        CheckMember(rows, account, report);
    });

    private BooksReport Inside(Action<BooksReport> check)
    {
        var report = new BooksReport();
        if (!_options.InsideTransaction) _db.BeginRead();
        try
        {
            check(report);
        }
        finally
        {
            if (!_options.InsideTransaction) _db.Rollback();
        }

        return report;
    }

    private void CheckMember(MemberRows rows, AccountId account, BooksReport report)
    {
        new MemberBooks(_db, rows, account, report, _erased.Contains(account)) { NextDueOn = _options.NextDueOn }.Check();
        report.Members++;
    }

    // A member that lost its state still has rows elsewhere: every table that names a member is asked.
    private IEnumerable<AccountId> Accounts()
    {
        string[] tables = ["member_state", "item", "entry", "lot", "tier_change", "member_presence", "purchase_refund", "debit_reference", "member_tag", "segment_member", "inbox", "fall_left", "wallet_lot", "wallet_entry", "card", "card_entry", "coupon", "coupon_entry", "redemption", "draw_entry", "member_anchor", "member_link"];
        var sql = string.Join(" union ", tables.Select(t => $"select member_id from {t}")) + " union select member_id from document where member_id is not null order by 1";
        using var rows = _db.Walk(sql);
        while (rows.Step()) yield return rows.Account(0);
    }

    // Whoever moved a shared counter says so in a record; a counter that nothing ever moved may stand at zero without one, and the night cleans those of long ago.
    private void CheckSharedUse(BooksReport report)
    {
        var stored = _db.SharedCounters.All();
        foreach (var id in stored.Keys.Union(report.SharedUse.Keys).Order(StringComparer.Ordinal))
        {
            var (stands, moved) = (stored.GetValueOrDefault(id), report.SharedUse.GetValueOrDefault(id));
            if (stands != moved && (stored.ContainsKey(id) || !_db.SharedCounters.IsCleaned(id))) report.Add("shared_counter", null, id, "changed", string.Create(CultureInfo.InvariantCulture, $"it says {stands}, the record moved it by {moved}"));
        }
    }

    private void CheckAnonymous(BooksReport report)
    {
        using var rows = _db.Walk("select d.source, d.number, d.content, a.fact from document d left join anonymous_document a on a.source = d.source and a.number = d.number"
            + " where a.fact is not null or (d.member_id is null and not exists (select 1 from anonymous_follow f where f.follow_source = d.source and f.follow_number = d.number))"
            + " order by d.source, d.number");
        while (rows.Step())
        {
            var name = $"{rows.Text(0)} {rows.Text(1)}";
            if (rows.IsNull(3)) report.Add("anonymous_document", null, name, "missing", "the document has no text");
            else if (!Try(() => rows.Bytes(2).SequenceEqual(DocumentContent.Of(RecordJson.ReadFact(rows.Bytes(3)))))) report.Add("anonymous_document", null, name, "changed", "its digest differs");
        }

        using var orphans = _db.Sql("select a.source, a.number from anonymous_document a left join document d on d.source = a.source and d.number = a.number where d.source is null");
        while (orphans.Step()) report.Add("document", null, $"{orphans.Text(0)} {orphans.Text(1)}", "missing", "an anonymous document is not in the index");
    }

    private void CheckIdentities(BooksReport report)
    {
        using var rows = _db.Walk("select kind, key_index, member_id, sealed from identity order by member_id, kind");
        while (rows.Step())
        {
            var kind = rows.Text(0);
            var agrees = Try(() => _db.Sealing.IndexLike(rows.Bytes(3), kind, _db.Sealing.OpenText("identity " + kind, rows.Bytes(3))).AsSpan().SequenceEqual(rows.Bytes(1)));
            if (!agrees) report.Add("identity", rows.Account(2), kind, "changed", "the sealed value does not belong to its index");
        }
    }

    private void CheckTrail(BooksReport report)
    {
        var heads = new Dictionary<string, (long Number, byte[] Hash)>(StringComparer.Ordinal);
        foreach (var record in _db.Audits.All())
        {
            report.AuditRecords++;
            var (number, head) = heads.GetValueOrDefault(record.Writer, (0, []));
            for (; number + 1 < record.Number; head = []) report.Add("audit_record", null, $"{record.Writer} {++number}", "missing", "the chain has a gap");
            var hash = AuditStore.HashOf(head, record.Writer, record.Number, record.Event);
            var follows = record.Number == 1 || head.Length > 0;
            if (follows && !hash.AsSpan().SequenceEqual(record.Hash)) report.Add("audit_record", null, $"{record.Writer} {record.Number}", "chain", "its hash differs");
            heads[record.Writer] = (record.Number, record.Hash);
        }

        using var counters = _db.Sql("select name, value from counter where name like 'audit:%'");
        while (counters.Step())
        {
            var writer = counters.Text(0)["audit:".Length..];
            var last = heads.GetValueOrDefault(writer).Number;
            for (var number = last + 1; number <= counters.Long(1); number++) report.Add("audit_record", null, $"{writer} {number}", "missing", "the newest of the chain");
            if (last > counters.Long(1)) report.Add("audit_record", null, $"{writer} {last}", "extra", "after the newest of the chain");
        }

        foreach (var (writer, head) in heads)
        {
            if (_db.Counters.Get("audit:" + writer) == 0) report.Add("audit_record", null, $"{writer} {head.Number}", "extra", "the chain is not known");
        }
    }

    private void CheckVersions(BooksReport report)
    {
        byte[] head = [];
        var stored = _db.Programs.Stored();
        for (var i = 0; i < stored.Count; i++)
        {
            var (version, hash) = stored[i];
            if (version.Version != i + 1) report.Add("program_version", null, i + 1, "missing", "the versions have a gap");
            if (!ProgramStore.HashOf(head, version).AsSpan().SequenceEqual(hash)) report.Add("program_version", null, version.Version, "chain", "its hash differs");
            head = hash;
        }

        for (var number = stored.Count + 1; number <= _db.Counters.Get("program"); number++) report.Add("program_version", null, number, "missing", "the newest version");
    }

    private void CheckAnchors(BooksReport report)
    {
        using var rows = _db.Sql("select number, at, on_day, audit_heads, members_digest, program_head, digest from anchor order by number");
        byte[] last = [];
        byte[] members = [];
        long known = 0;
        while (rows.Step())
        {
            var number = rows.Long(0);
            for (; known + 1 < number; known++) report.Add("anchor", null, known + 1, "missing", "the anchors have a gap");
            var digest = AuditStore.DigestOf(last, new AnchorParts(number, rows.Instant(1), rows.Day(2), rows.Text(3), rows.Bytes(4).ToArray(), rows.Bytes(5).ToArray()));
            if (!digest.AsSpan().SequenceEqual(rows.Bytes(6))) report.Add("anchor", null, number, "chain", "its digest differs");
            CheckAnchoredTrail(report, rows.Text(3));
            (last, members, known) = (rows.Bytes(6).ToArray(), rows.Bytes(4).ToArray(), number);
        }

        for (var number = known + 1; number <= _db.Counters.Get("anchor"); number++) report.Add("anchor", null, number, "missing", "the newest anchor");
        if (known > 0 && !_db.Audits.DigestOfMembers().Digest.AsSpan().SequenceEqual(members)) report.Add("member_anchor", null, known, "changed", "the heads differ from those the newest anchor saw");
    }

    // What an anchor saw of the trail must still stand there.
    private void CheckAnchoredTrail(BooksReport report, string heads)
    {
        foreach (var line in heads.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            using var rows = _db.Sql("select hash from audit_record where writer = $1 and number = $2").Set(1, words[0]).Set(2, long.Parse(words[1], CultureInfo.InvariantCulture));
            if (!rows.Step() || Convert.ToHexStringLower(rows.Bytes(0)) != words[2]) report.Add("audit_record", null, $"{words[0]} {words[1]}", "changed", "an anchor saw another record");
        }
    }

    private static bool Try(Func<bool> check)
    {
        try
        {
            return check();
        }
        catch (Exception problem) when (problem is System.Text.Json.JsonException or CryptographicException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }
}
